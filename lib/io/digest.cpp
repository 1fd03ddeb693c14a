#include "io/digest.hpp"

#include "io/errors.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>

namespace ncv {
namespace {

std::string digest_of(std::string_view bytes, const EVP_MD* kind, const char* name) {
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned int size = 0;
    if (!EVP_Digest(bytes.data(), bytes.size(), digest, &size, kind, nullptr))
        throw OutOfResources(fmt::format("OpenSSL offers no {} here (FIPS mode?)", name));
    std::string out;
    for (unsigned int i = 0; i < size; ++i) out += fmt::format("{:02x}", digest[i]);
    return out;
}

} // namespace

std::string sha256_of(std::string_view bytes) { return digest_of(bytes, EVP_sha256(), "SHA-256"); }
std::string md5_of(std::string_view bytes) { return digest_of(bytes, EVP_md5(), "MD5"); }

} // namespace ncv
