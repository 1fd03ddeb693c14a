#include "data/idx.hpp"

#include "io/errors.hpp"
#include "io/files.hpp"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>

namespace ncv {
namespace {

constexpr std::size_t inflate_limit = std::size_t(1) << 30; // MNIST's largest file has 47 MB

std::uint32_t big_endian(std::string_view bytes) {
    std::uint32_t v = 0;
    for (int i = 0; i < 4; ++i)
        v = v << 8 | static_cast<unsigned char>(bytes[static_cast<std::size_t>(i)]);
    return v;
}

} // namespace

bool is_gzip(std::string_view bytes) {
    return bytes.size() >= 2 && bytes[0] == '\x1f' && bytes[1] == '\x8b';
}

std::string gunzipped(std::string_view bytes, std::size_t limit, const std::string& name) {
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
        if (status == Z_BUF_ERROR || (status == Z_OK && out.size() == before)) break;
    }
    const bool whole = status == Z_STREAM_END && stream.avail_in == 0;
    inflateEnd(&stream);
    if (out.size() > limit)
        throw BadInput(fmt::format("{}: unpacks to more than {} bytes", name, limit));
    if (!whole) throw BadInput(name + ": is a broken or truncated gzip file");
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
    if (is_gzip(raw)) {
        unpacked = gunzipped(raw, inflate_limit, name);
        raw = unpacked;
    }
    if (raw.size() < 4 || raw[0] != 0 || raw[1] != 0 || raw[2] != 8 || raw[3] < 1 || raw[3] > 4)
        throw BadInput(name + ": is no IDX file of unsigned bytes (the magic number must be "
                              "0 0 8 and 1 to 4 dimensions)");
    const auto dimensions = static_cast<std::size_t>(raw[3]);
    if (raw.size() < 4 + 4 * dimensions) throw BadInput(name + ": ends within its IDX header");
    Idx out;
    const std::size_t have = raw.size() - 4 - 4 * dimensions;
    std::uint64_t need = 1;
    for (std::size_t i = 0; i < dimensions; ++i) {
        out.extents.push_back(big_endian(raw.substr(4 + 4 * i, 4)));
        need = out.extents.back() != 0 && need > have / out.extents.back() + 1
                   ? std::uint64_t(have) + 1
                   : need * out.extents.back();
    }
    if (need != have)
        throw BadInput(fmt::format("{}: its extents {} do not fit the {} bytes that follow", name,
                                   fmt::join(out.extents, " x "), have));
    out.bytes = raw.substr(4 + 4 * dimensions);
    return out;
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
