#include "data/images.hpp"

#include "data/cifar.hpp"
#include "io/errors.hpp"
#include "io/nearest.hpp"

#include <Eigen/QR>
#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace ncv {

namespace {

/// `stem` as it is published, and as it is called elsewhere: train-images.idx3-ubyte; each plain or
/// .gz.
std::vector<std::string> names_of(const std::string& stem) {
    std::string dotted = stem;
    if (const auto at = dotted.rfind("-idx"); at != dotted.npos) dotted[at] = '.';
    return {stem, stem + ".gz", dotted, dotted + ".gz"};
}

std::optional<std::filesystem::path> idx_in(const std::filesystem::path& folder,
                                            const std::string& stem) {
    for (const std::string& name : names_of(stem))
        if (std::filesystem::exists(folder / name)) return folder / name;
    return std::nullopt;
}

/// Of the folder's files the one that may be meant: ", but ..".
std::string nearest_file(const std::filesystem::path& folder, const std::string& stem) {
    std::vector<std::string> files;
    for (const auto& entry : std::filesystem::directory_iterator(folder))
        if (entry.path().string().find("ubyte") != std::string::npos)
            files.push_back(entry.path().filename().string());
    std::sort(files.begin(), files.end());
    return files.empty() ? "" : fmt::format(", but {}", nearest(stem, files));
}

} // namespace

bool has_idx(const std::filesystem::path& folder, const std::string& stem) {
    return idx_in(folder, stem).has_value();
}

Idx read_idx_in(const std::filesystem::path& folder, const std::string& stem) {
    if (!std::filesystem::exists(folder))
        throw BadInput(fmt::format("{}: no such folder; `ncv data fetch mnist --to {}` downloads "
                                   "MNIST",
                                   folder.string(), folder.string()));
    if (!std::filesystem::is_directory(folder))
        throw BadInput(folder.string() + ": is a file, a folder of IDX files is needed");
    if (const auto path = idx_in(folder, stem)) return read_idx(*path);
    throw BadInput(fmt::format("{}: holds neither {} nor {}.gz{}; `ncv data fetch mnist --to {}` "
                               "downloads MNIST",
                               folder.string(), stem, stem, nearest_file(folder, stem),
                               folder.string()));
}

LabelledImages read_image_folder(const std::filesystem::path& folder) {
    if (has_cifar10(folder) && !has_idx(folder, "train-images-idx3-ubyte"))
        return read_cifar10(folder);
    return {read_idx_in(folder, "train-images-idx3-ubyte"),
            read_idx_in(folder, "train-labels-idx1-ubyte")};
}

Dataset<double> image_dataset(const LabelledImages& from, int per_class, const std::string& name) {
    const auto& shape = from.images.extents;
    if (shape.size() < 3 || from.labels.extents.size() != 1)
        throw BadInput(name + ": images need 3 dimensions or more and labels 1");
    const std::size_t samples = shape[0];
    const std::size_t pixels = samples == 0 ? 0 : from.images.bytes.size() / samples;
    if (from.labels.extents[0] != samples)
        throw BadInput(
            fmt::format("{}: {} images but {} labels", name, samples, from.labels.extents[0]));
    if (samples == 0 || pixels == 0) throw BadInput(name + ": holds no images");
    const auto label = [&](std::size_t i) {
        return static_cast<int>(static_cast<unsigned char>(from.labels.bytes[i]));
    };
    std::vector<std::vector<std::size_t>> members(256);
    int classes = 0;
    for (std::size_t i = 0; i < samples; ++i) {
        auto& list = members[static_cast<std::size_t>(label(i))];
        if (per_class == 0 || list.size() < static_cast<std::size_t>(per_class)) list.push_back(i);
        classes = std::max(classes, label(i) + 1);
    }
    Dataset<double> out;
    out.classes = classes;
    std::vector<std::size_t> chosen;
    for (int c = 0; c < classes; ++c) {
        const auto& list = members[static_cast<std::size_t>(c)];
        if (list.empty() || list.size() < static_cast<std::size_t>(per_class))
            throw BadInput(fmt::format("{}: class {} has {} samples, {} are asked for", name, c,
                                       list.size(), std::max(per_class, 1)));
        for (std::size_t i : list) {
            chosen.push_back(i);
            out.labels.push_back(c);
        }
    }
    if (classes < 2) throw BadInput(name + ": holds one class, at least two are needed");
    out.inputs.resize(static_cast<Eigen::Index>(pixels), static_cast<Eigen::Index>(chosen.size()));
    for (std::size_t j = 0; j < chosen.size(); ++j)
        for (std::size_t p = 0; p < pixels; ++p)
            out.inputs(static_cast<Eigen::Index>(p), static_cast<Eigen::Index>(j)) =
                static_cast<unsigned char>(from.images.bytes[chosen[j] * pixels + p]) / 255.0;
    return out;
}

void to_span_coordinates(Matrix<double>& inputs) {
    const Eigen::HouseholderQR<Matrix<double>> qr(inputs);
    const Eigen::Index rank = std::min(inputs.rows(), inputs.cols());
    inputs = Matrix<double>(qr.matrixQR().topRows(rank).triangularView<Eigen::Upper>());
}

void scale_to_unit_mean_norm(Matrix<double>& inputs) {
    const double mean = inputs.colwise().norm().mean();
    if (!(mean > 0)) throw BadInput("inputs are all zero and cannot be scaled to unit mean norm");
    inputs /= mean;
}

} // namespace ncv
