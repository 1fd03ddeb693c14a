#include "data/idx.hpp"

#include "io/errors.hpp"
#include "io/files.hpp"

#include <fmt/format.h>
#include <zlib.h>

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

/// Inflates until the stream ends or more than `limit` bytes are there.
std::string inflated(std::string_view bytes, std::size_t limit, const std::string& name) {
    z_stream stream{};
    if (inflateInit2(&stream, 15 + 16) != Z_OK) throw OutOfResources("zlib cannot start");
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    stream.avail_in = static_cast<uInt>(bytes.size());
    std::string out;
    int status = Z_OK;
    while (status == Z_OK && out.size() <= limit) {
        const std::size_t before = out.size();
        out.resize(std::min(limit + 1, before + std::size_t(1 << 18)));
        stream.next_out = reinterpret_cast<Bytef*>(out.data() + before);
        stream.avail_out = static_cast<uInt>(out.size() - before);
        status = inflate(&stream, Z_NO_FLUSH);
        out.resize(out.size() - stream.avail_out);
    }
    const bool whole = status == Z_STREAM_END && stream.avail_in == 0;
    inflateEnd(&stream);
    if (!whole && out.size() <= limit)
        throw BadInput(name + ": is a broken or truncated gzip file");
    return out;
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

bool is_gzip(std::string_view bytes) {
    return bytes.size() >= 2 && bytes[0] == '\x1f' && bytes[1] == '\x8b';
}

std::string gunzipped(std::string_view bytes, std::size_t limit, const std::string& name) {
    std::string out = inflated(bytes, limit, name);
    if (out.size() > limit)
        throw BadInput(fmt::format("{}: unpacks to more than {} bytes", name, limit));
    return out;
}

std::string gzipped(std::string_view bytes) {
    z_stream stream{};
    if (deflateInit2(&stream, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK)
        throw OutOfResources("zlib cannot start");
    std::string out(deflateBound(&stream, bytes.size()), '\0');
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    stream.avail_in = static_cast<uInt>(bytes.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    deflate(&stream, Z_FINISH);
    out.resize(stream.total_out);
    deflateEnd(&stream);
    return out;
}

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
