/// Digests by OpenSSL, in lower-case hex. Throw OutOfResources where it does not offer one (a FIPS
/// mode without MD5).
#pragma once

#include <string>
#include <string_view>

namespace ncv {

std::string sha256_of(std::string_view bytes); ///< 64 digits
std::string md5_of(std::string_view bytes);    ///< 32 digits; for published checksums only

} // namespace ncv
