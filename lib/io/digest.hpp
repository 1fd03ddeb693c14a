/// Digests by OpenSSL, in lower-case hex. Throw OutOfResources where it does not offer one (a FIPS
/// mode without MD5).
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace ncv {

std::string sha256_of(std::string_view bytes); ///< 64 digits
/// The same of a regular file, read part by part. Throws BadInput as OpenFile does.
std::string sha256_of_file(const std::filesystem::path& path);
std::string md5_of(std::string_view bytes); ///< 32 digits; for published checksums only

} // namespace ncv
