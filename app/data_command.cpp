#include "command.hpp"

#include "progress.hpp"

#include "data/fetch.hpp"
#include "data/images.hpp"
#include "io/digest.hpp"
#include "io/errors.hpp"

#include <fmt/format.h>

#include <array>
#include <memory>
#include <optional>

namespace ncv::app {
namespace {

void fetch(FetchPlan plan, const std::string& mirror) {
    if (!mirror.empty()) plan.mirrors = {mirror};
    std::string current;
    std::optional<Progress> bar;
    fetch_files(plan, [&](const std::string& file, std::uint64_t done, std::uint64_t total) {
        if (file != current) bar.emplace("fetching " + (current = file) + ".gz");
        if (total > 0) bar->reach(static_cast<double>(done) / static_cast<double>(total));
        return !stop_requested;
    });
    bar.reset();
    fmt::print("{} now holds MNIST, its four checksums are right; use it with `ncv verify --data "
               "{}`\n",
               plan.to.string(), plan.to.string());
}

std::string checksum_note(const PublishedFile& file, const Idx& idx) {
    return md5_of(format_idx(idx)) == file.md5 ? "as published" : "differs from MNIST's";
}

/// Images and labels of one half (train or t10k); nothing if neither file is there.
void describe(const std::filesystem::path& folder, const PublishedFile& images_file,
              const PublishedFile& labels_file) {
    const Idx images = read_idx_in(folder, images_file.name);
    const Idx labels = read_idx_in(folder, labels_file.name);
    if (images.extents.size() != 3 || labels.extents.size() != 1 ||
        images.extents[0] != labels.extents[0])
        throw BadInput(fmt::format("{}: {} has extents {} and {} has {}; one label an image is "
                                   "needed",
                                   folder.string(), images_file.name,
                                   fmt::join(images.extents, " x "), labels_file.name,
                                   fmt::join(labels.extents, " x ")));
    std::array<std::size_t, 256> counts{};
    for (char label : labels.bytes) ++counts[static_cast<unsigned char>(label)];
    fmt::print("{}: {} images of {} x {} bytes, {}\n{}: {} labels, {}\n", images_file.name,
               images.extents[0], images.extents[1], images.extents[2],
               checksum_note(images_file, images), labels_file.name, labels.extents[0],
               checksum_note(labels_file, labels));
    for (std::size_t c = 0; c < counts.size(); ++c)
        if (counts[c]) fmt::print("  class {}: {}\n", c, counts[c]);
}

void info(const std::filesystem::path& folder) {
    const auto& files = mnist_files();
    describe(folder, files[0], files[1]);
    if (has_idx(folder, files[2].name) || has_idx(folder, files[3].name))
        describe(folder, files[2], files[3]);
}

} // namespace

void add_data_command(CLI::App& app, int& exit_code) {
    auto* data = app.add_subcommand("data", "Fetch MNIST, or look at a folder of IDX files");
    data->require_subcommand(1);

    struct Options {
        std::string what, mirror;
        FetchPlan plan;
        std::filesystem::path folder;
    };
    const auto options = std::make_shared<Options>();
    options->plan.to = "mnist";

    auto* fetch_command = data->add_subcommand(
        "fetch",
        "Fetch the full MNIST data set (12 MB) and check it; the 500 digits that ship with "
        "ncv need no fetching");
    fetch_command->add_option("what", options->what, "the data set: mnist")
        ->required()
        ->check(CLI::IsMember({"mnist"}));
    fetch_command->add_option("--to", options->plan.to, "folder that receives the four files")
        ->type_name("DIR")
        ->capture_default_str();
    auto* from = fetch_command
                     ->add_option("--from", options->plan.from,
                                  "take the files (plain or .gz) from this folder, no download")
                     ->type_name("DIR");
    fetch_command
        ->add_option(
            "--mirror", options->mirror,
            fmt::format("download from this place instead of {}", fmt::join(mnist_mirrors(), ", ")))
        ->type_name("URL")
        ->excludes(from);
    fetch_command->callback([options, &exit_code] {
        fetch(options->plan, options->mirror);
        exit_code = ok;
    });

    auto* info_command =
        data->add_subcommand("info", "Sizes, class counts and checksums of a folder of IDX files");
    info_command->add_option("folder", options->folder, "folder with train-images-idx3-ubyte ...")
        ->required()
        ->type_name("DIR");
    info_command->callback([options, &exit_code] {
        info(options->folder);
        exit_code = ok;
    });
}

} // namespace ncv::app
