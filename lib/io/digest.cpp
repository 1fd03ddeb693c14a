#include "io/digest.hpp"

#include "io/errors.hpp"
#include "io/open_file.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <algorithm>
#include <memory>

namespace ncv {
namespace {

class Digest {
  public:
    Digest(const EVP_MD* kind, const char* name) : context_(EVP_MD_CTX_new(), EVP_MD_CTX_free) {
        require(context_ && EVP_DigestInit_ex(context_.get(), kind, nullptr), name);
    }
    void add(std::string_view bytes) {
        require(EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size()), "digest");
    }
    std::string digits() {
        unsigned char digest[EVP_MAX_MD_SIZE];
        unsigned int size = 0;
        require(EVP_DigestFinal_ex(context_.get(), digest, &size), "digest");
        std::string out;
        for (unsigned int i = 0; i < size; ++i) out += fmt::format("{:02x}", digest[i]);
        return out;
    }

  private:
    static void require(bool done, const char* name) {
        if (!done)
            throw OutOfResources(fmt::format("OpenSSL offers no {} here (FIPS mode?)", name));
    }

    std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context_;
};

std::string digest_of(std::string_view bytes, const EVP_MD* kind, const char* name) {
    Digest digest(kind, name);
    digest.add(bytes);
    return digest.digits();
}

} // namespace

std::string sha256_of(std::string_view bytes) { return digest_of(bytes, EVP_sha256(), "SHA-256"); }
std::string md5_of(std::string_view bytes) { return digest_of(bytes, EVP_md5(), "MD5"); }

std::string sha256_of_file(const std::filesystem::path& path) {
    constexpr std::uint64_t part = 1 << 20;
    const OpenFile file(path);
    Digest digest(EVP_sha256(), "SHA-256");
    for (std::uint64_t begin = 0; begin < file.size(); begin += part)
        digest.add(file.bytes(begin, std::min(part, file.size() - begin)));
    return digest.digits();
}

} // namespace ncv
