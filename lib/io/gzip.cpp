#include "io/gzip.hpp"

#include "io/errors.hpp"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <memory>

namespace ncv {

std::string inflated(std::string_view bytes, std::size_t limit, const std::string& name) {
    z_stream stream{};
    if (inflateInit2(&stream, 15 + 16) != Z_OK) throw OutOfResources("zlib cannot start");
    const std::unique_ptr<z_stream, int (*)(z_stream*)> ended(&stream, inflateEnd);
    std::string out;
    int status = Z_OK;
    while (out.size() <= limit) {
        if (status == Z_STREAM_END) { // of one member; the next one may follow
            if (bytes.find_first_not_of('\0') == bytes.npos) break;
            if (!is_gzip(bytes))
                throw BadInput(fmt::format("{}: {} bytes follow the gzip stream that are no gzip; "
                                           "take them off",
                                           name, bytes.size()));
            inflateReset(&stream);
        }
        const std::size_t before = out.size();
        const auto room = static_cast<uInt>(std::min(limit - before + 1, std::size_t(1) << 18));
        out.resize(before + room);
        stream.next_out = reinterpret_cast<Bytef*>(out.data() + before);
        stream.avail_out = room;
        const auto piece = static_cast<uInt>(std::min(bytes.size(), std::size_t(1) << 30));
        stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
        stream.avail_in = piece;
        status = inflate(&stream, Z_NO_FLUSH);
        bytes.remove_prefix(piece - stream.avail_in);
        out.resize(before + (room - stream.avail_out));
        if (status != Z_OK && status != Z_STREAM_END)
            throw BadInput(name + ": is a broken or truncated gzip file");
    }
    return out;
}

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

} // namespace ncv
