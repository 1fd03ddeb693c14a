#include "data/idx.hpp"

#include "io/errors.hpp"
#include "io/files.hpp"
#include "io/gzip.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace ncv {
namespace {

constexpr std::uint64_t size_limit = std::uint64_t(1) << 30; // MNIST's largest file has 47 MB

std::uint32_t big_endian(std::string_view bytes) {
    std::uint32_t v = 0;
    for (int i = 0; i < 4; ++i)
        v = v << 8 | static_cast<unsigned char>(bytes[static_cast<std::size_t>(i)]);
    return v;
}

struct Header {
    std::vector<std::uint32_t> extents;
    std::size_t size;      ///< of the header itself
    std::uint64_t entries; ///< capped just above size_limit
};

Header parse_header(std::string_view raw, const std::string& name) {
    if (raw.size() < 4 || raw[0] != 0 || raw[1] != 0 || raw[2] != 8 || raw[3] < 1 || raw[3] > 4)
        throw BadInput(name + ": is no IDX file of unsigned bytes (the magic number must be "
                              "0 0 8 and 1 to 4 dimensions)");
    const auto dimensions = static_cast<std::size_t>(raw[3]);
    Header out{{}, 4 + 4 * dimensions, 1};
    if (raw.size() < out.size) throw BadInput(name + ": ends within its IDX header");
    for (std::size_t i = 0; i < dimensions; ++i) {
        out.extents.push_back(big_endian(raw.substr(4 + 4 * i, 4)));
        out.entries = std::min(out.entries * out.extents.back(), size_limit + 1);
    }
    return out;
}

} // namespace

Idx parse_idx(std::string_view raw, const std::string& name) {
    std::string unpacked;
    const bool packed = is_gzip(raw);
    if (packed) unpacked = inflated(raw, 20, name); // no header is longer
    Header header = parse_header(packed ? unpacked : raw, name);
    if (header.entries > size_limit)
        throw BadInput(fmt::format("{}: its extents {} announce more than {} bytes", name,
                                   fmt::join(header.extents, " x "), size_limit));
    if (packed) {
        unpacked = inflated(raw, header.size + header.entries, name);
        raw = unpacked;
    }
    const std::size_t have = raw.size() - header.size;
    if (have != header.entries)
        throw BadInput(fmt::format("{}: its extents {} announce {} bytes, {} follow", name,
                                   fmt::join(header.extents, " x "), header.entries,
                                   have > header.entries ? "more" : std::to_string(have)));
    return {std::move(header.extents), std::string(raw.substr(header.size))};
}

Idx read_idx(const std::filesystem::path& path) {
    return parse_idx(read_file(path), path.string());
}

std::string format_idx(const Idx& idx) {
    std::string out{'\0', '\0', '\x08', static_cast<char>(idx.extents.size())};
    for (std::uint32_t extent : idx.extents)
        for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>(extent >> shift);
    return out + idx.bytes;
}

} // namespace ncv
