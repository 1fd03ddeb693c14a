#include "io/files.hpp"

#include "io/errors.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>

#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace ncv {
namespace fs = std::filesystem;
namespace {

[[noreturn]] void fail(const fs::path& path, int error) {
    const std::string what =
        fmt::format("cannot write {}: {}", path.string(), std::strerror(error));
    if (error == ENOSPC || error == EDQUOT || error == EFBIG) throw OutOfResources(what);
    throw BadInput(what);
}

/// 0, or what went wrong.
int write_all(int fd, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t n = ::write(fd, bytes.data(), bytes.size());
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return errno;
        bytes.remove_prefix(static_cast<std::size_t>(n));
    }
    return 0;
}

/// A file being written; removed unless it was renamed.
class Temporary {
  public:
    explicit Temporary(const fs::path& target)
        : target_(target), name_(target.string() + ".XXXXXX") {
        fd_ = ::mkstemp(name_.data());
        if (fd_ < 0) fail(target_, errno);
    }
    Temporary(const Temporary&) = delete;
    Temporary& operator=(const Temporary&) = delete;
    ~Temporary() {
        if (fd_ >= 0) ::close(fd_);
        if (!done_) ::unlink(name_.c_str());
    }
    void write(std::string_view bytes) {
        if (const int error = write_all(fd_, bytes)) fail(target_, error);
    }
    void finish() {
        const mode_t mask = ::umask(0);
        ::umask(mask);
        if (::fchmod(fd_, 0666 & ~mask) != 0 || ::fsync(fd_) != 0) fail(target_, errno);
        const int fd = std::exchange(fd_, -1);
        if (::close(fd) != 0 || ::rename(name_.c_str(), target_.c_str()) != 0) fail(target_, errno);
        done_ = true;
    }

  private:
    fs::path target_;
    std::string name_;
    int fd_ = -1;
    bool done_ = false;
};

} // namespace

std::string read_file(const fs::path& path) {
    std::error_code error;
    if (!fs::exists(path, error)) throw BadInput(fmt::format("{}: no such file", path.string()));
    if (fs::is_directory(path, error))
        throw BadInput(fmt::format("{}: is a folder, a file is needed", path.string()));
    std::ifstream in(path, std::ios::binary);
    std::ostringstream bytes;
    if (!in || !(bytes << in.rdbuf()) || in.bad()) {
        if (in && fs::file_size(path, error) == 0) return {};
        throw BadInput(fmt::format("{}: cannot be read", path.string()));
    }
    return std::move(bytes).str();
}

void write_file(const fs::path& path, std::string_view bytes) {
    Temporary temporary(path);
    temporary.write(bytes);
    temporary.finish();
}

void append_file(const fs::path& path, std::string_view bytes) {
    const int fd = ::open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0666);
    if (fd < 0) fail(path, errno);
    int error = write_all(fd, bytes);
    if (::close(fd) != 0 && error == 0) error = errno;
    if (error != 0) fail(path, error);
}

void make_writable_folder(const fs::path& folder) {
    std::error_code error;
    fs::create_directories(folder, error);
    if (error || !fs::is_directory(folder))
        throw BadInput(fmt::format("cannot make the folder {}: {}", folder.string(),
                                   error ? error.message() : "a file of that name is in the way"));
    if (::access(folder.c_str(), W_OK) != 0)
        throw BadInput(fmt::format("cannot write into the folder {}: {}", folder.string(),
                                   std::strerror(errno)));
}

} // namespace ncv
