/// gzip in memory, by zlib.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace ncv {

/// gzip without name or time: the same bytes for the same input.
std::string gzipped(std::string_view bytes);
bool is_gzip(std::string_view bytes);
/// Inflates at most `limit` bytes; several members are joined, zero bytes after the last one are
/// padding. Throws BadInput if the stream is broken or longer, or if anything else follows; `name`
/// begins the message.
std::string gunzipped(std::string_view bytes, std::size_t limit, const std::string& name);
/// The same, but of a longer stream its first limit + 1 bytes.
std::string inflated(std::string_view bytes, std::size_t limit, const std::string& name);

} // namespace ncv
