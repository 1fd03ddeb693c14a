// Bytes of a file: of a regular one they stay there and are read when they are asked for.
#include "recheck.hpp"

#include <fmt/ranges.h>
#include <openssl/evp.h>

#include <filesystem>
#include <fstream>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace recheck {
namespace {

struct Digest {
    EVP_MD_CTX* context = EVP_MD_CTX_new();
    Digest() { check(context && EVP_DigestInit_ex(context, EVP_sha256(), nullptr)); }
    ~Digest() { EVP_MD_CTX_free(context); }
    Digest(const Digest&) = delete;
    Digest& operator=(const Digest&) = delete;
    void add(std::string_view bytes) {
        check(EVP_DigestUpdate(context, bytes.data(), bytes.size()));
    }
    std::string text() {
        unsigned char digest[32];
        check(EVP_DigestFinal_ex(context, digest, nullptr));
        return fmt::format("{:02x}", fmt::join(digest, ""));
    }

  private:
    static void check(bool done) {
        if (!done) throw std::runtime_error("OpenSSL offers no SHA-256");
    }
};

} // namespace

std::string sha256(std::string_view bytes) {
    Digest digest;
    digest.add(bytes);
    return digest.text();
}

File::File(const std::string& given) : path(given) {
    std::error_code none;
    if (std::filesystem::is_character_file(path, none)) // /dev/zero has no end
        throw Failure(unreadable, path + ": is a device, a file is needed");
    if (std::filesystem::is_regular_file(path, none)) {
        descriptor_ = open(path.c_str(), O_RDONLY | O_CLOEXEC);
        need(descriptor_ >= 0, unreadable, path + ": cannot be read");
        state_ = state();
        return;
    }
    std::ifstream in(path, std::ios::binary);
    std::ostringstream out;
    if (!in || !(out << in.rdbuf())) throw Failure(unreadable, path + ": cannot be read");
    bytes_ = out.str();
}

File::~File() {
    if (descriptor_ >= 0) close(descriptor_);
}

File::State File::state() const {
    struct stat now {};
    need(fstat(descriptor_, &now) == 0, unreadable, path + ": cannot be read");
    return {now.st_size, now.st_mtim.tv_sec, now.st_mtim.tv_nsec};
}

std::size_t File::size() const {
    return descriptor_ < 0 ? bytes_.size() : static_cast<std::size_t>(state_[0]);
}

void File::read(std::size_t from, std::size_t count, char* to) const {
    if (descriptor_ < 0) {
        bytes_.copy(to, count, from);
        return;
    }
    while (count > 0) {
        const ssize_t done = pread(descriptor_, to, count, static_cast<off_t>(from));
        need(done >= 0, unreadable, path + ": cannot be read");
        need(done > 0, unreadable, path + ": was cut short while it was read");
        from += static_cast<std::size_t>(done);
        to += done;
        count -= static_cast<std::size_t>(done);
    }
}

std::string File::text(std::size_t from, std::size_t count) const {
    std::string out(count, '\0');
    return read(from, count, out.data()), out;
}

std::string File::sha256() const {
    constexpr std::size_t piece = 1 << 20;
    Digest digest;
    for (std::size_t from = 0; from < size(); from += piece)
        digest.add(text(from, std::min(piece, size() - from)));
    return digest.text();
}

void File::need_unchanged() const {
    need(descriptor_ < 0 || state() == state_, unreadable, path + ": changed while it was read");
}

} // namespace recheck
