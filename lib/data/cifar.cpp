#include "data/cifar.hpp"

#include "io/errors.hpp"
#include "io/files.hpp"

#include <fmt/format.h>

namespace ncv {
namespace {

constexpr std::size_t pixels = 3 * 32 * 32, record = 1 + pixels;

std::filesystem::path batch(const std::filesystem::path& folder, int number) {
    return folder / fmt::format("data_batch_{}.bin", number);
}

} // namespace

LabelledImages parse_cifar10(std::string_view bytes, const std::string& name) {
    if (bytes.empty() || bytes.size() % record != 0)
        throw BadInput(fmt::format("{}: has {} bytes, CIFAR-10's records have {} each", name,
                                   bytes.size(), record));
    const std::size_t N = bytes.size() / record;
    LabelledImages out{{{static_cast<std::uint32_t>(N), 3, 32, 32}, {}},
                       {{static_cast<std::uint32_t>(N)}, {}}};
    for (std::size_t i = 0; i < N; ++i) {
        const char label = bytes[i * record];
        if (label < 0 || label > 9)
            throw BadInput(fmt::format("{}: record {} has the label {}, CIFAR-10's are 0 to 9",
                                       name, i, static_cast<unsigned char>(label)));
        out.labels.bytes += label;
        out.images.bytes += bytes.substr(i * record + 1, pixels);
    }
    return out;
}

bool has_cifar10(const std::filesystem::path& folder) {
    return std::filesystem::exists(batch(folder, 1));
}

LabelledImages read_cifar10(const std::filesystem::path& folder) {
    LabelledImages all{{{0, 3, 32, 32}, {}}, {{0}, {}}};
    for (int number = 1; std::filesystem::exists(batch(folder, number)); ++number) {
        const auto path = batch(folder, number);
        const LabelledImages more = parse_cifar10(read_file(path), path.string());
        all.images.extents[0] = all.labels.extents[0] += more.labels.extents[0];
        all.images.bytes += more.images.bytes;
        all.labels.bytes += more.labels.bytes;
    }
    return all;
}

} // namespace ncv
