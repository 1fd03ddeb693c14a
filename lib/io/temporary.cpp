#include "io/temporary.hpp"

#include "io/errors.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <set>
#include <utility>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace ncv {
namespace fs = std::filesystem;
namespace {

constexpr std::string_view mark = ".ncv-"; // then mkstemp's six
constexpr std::size_t letters = 6;

mode_t file_mask() {
    const mode_t mask = ::umask(0);
    ::umask(mask);
    return mask;
}

bool is_temporary(const std::string& name) {
    if (name.size() <= mark.size() + letters) return false;
    return std::string_view(name).substr(name.size() - letters - mark.size(), mark.size()) == mark;
}

/// Takes the lock of what was just made. False: a sweeper was quicker, and it is gone.
bool hold(int fd) {
    if (::flock(fd, LOCK_EX | LOCK_NB) != 0) return errno != EWOULDBLOCK; // or there are no locks
    struct stat made {};
    return ::fstat(fd, &made) == 0 && made.st_nlink > 0;
}

void remove_if_abandoned(const fs::path& path) {
    const int fd = ::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
    if (fd < 0) return;
    std::error_code ignored;
    if (::flock(fd, LOCK_EX | LOCK_NB) == 0) fs::remove_all(path, ignored);
    ::close(fd);
}

/// Once a folder and process: folders may hold many files.
void remove_abandoned(const fs::path& folder) {
    static std::mutex mutex;
    static std::set<fs::path> seen;
    const std::lock_guard lock(mutex);
    if (!seen.insert(folder).second) return;
    std::error_code error;
    std::set<fs::path> found;
    for (fs::directory_iterator entry(folder, error), end; !error && entry != end;
         entry.increment(error))
        if (is_temporary(entry->path().filename())) found.insert(entry->path());
    for (const fs::path& path : found) remove_if_abandoned(path);
}

fs::path folder_of(const fs::path& target) {
    return target.has_parent_path() ? target.parent_path() : fs::path(".");
}

} // namespace

void cannot_write(const fs::path& path, int error) {
    const std::string what =
        fmt::format("cannot write {}: {}", path.string(), std::strerror(error));
    switch (error) {
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
    case EIO:
    case EPIPE:
    case EINTR:
    case ENOMEM:
    case EMFILE:
    case ENFILE: throw OutOfResources(what);
    default: throw BadInput(what);
    }
}

int write_all(int fd, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t n = ::write(fd, bytes.data(), bytes.size());
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return errno;
        bytes.remove_prefix(static_cast<std::size_t>(n));
    }
    return 0;
}

Temporary::Temporary(const fs::path& target) : target_(target) {
    remove_abandoned(folder_of(target));
    do {
        if (fd_ >= 0) ::close(fd_);
        name_ = fmt::format("{}{}XXXXXX", target.string(), mark);
        fd_ = ::mkostemp(name_.data(), O_CLOEXEC);
        if (fd_ < 0) cannot_write(target_, errno);
    } while (!hold(fd_));
}

Temporary::~Temporary() {
    if (!done_) ::unlink(name_.c_str());
    ::close(fd_);
}

void Temporary::write(std::string_view bytes) {
    if (const int error = write_all(fd_, bytes)) cannot_write(target_, error);
}

void Temporary::sync() {
    if (::fchmod(fd_, 0666 & ~file_mask()) != 0 || ::fsync(fd_) != 0) cannot_write(target_, errno);
}

void Temporary::finish() {
    sync();
    if (::rename(name_.c_str(), target_.c_str()) != 0) cannot_write(target_, errno);
    done_ = true;
}

TemporaryFolder::TemporaryFolder(const fs::path& target) : target_(target) {
    remove_abandoned(folder_of(target));
    do {
        if (fd_ >= 0) ::close(fd_);
        std::string name = fmt::format("{}{}XXXXXX", target.string(), mark);
        if (!::mkdtemp(name.data())) cannot_write(target, errno);
        path_ = name;
        fd_ = ::open(name.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (fd_ < 0) cannot_write(target, errno);
    } while (!hold(fd_));
    ::fchmod(fd_, 0777 & ~file_mask());
}

TemporaryFolder::~TemporaryFolder() {
    std::error_code ignored;
    if (!path_.empty()) fs::remove_all(path_, ignored);
    ::close(fd_);
}

void TemporaryFolder::finish() {
    if (::renameat2(AT_FDCWD, path_.c_str(), AT_FDCWD, target_.c_str(), RENAME_EXCHANGE) == 0)
        return; // what stood there is now under our name, and goes with us
    if (errno == ENOENT) {
        if (::rename(path_.c_str(), target_.c_str()) != 0) cannot_write(target_, errno);
    } else if (errno == EINVAL || errno == ENOSYS) { // a file system that cannot exchange
        const std::string older = path_.string() + ".old";
        if (::rename(target_.c_str(), older.c_str()) != 0) cannot_write(target_, errno);
        if (::rename(path_.c_str(), target_.c_str()) != 0) {
            const int error = errno;
            ::rename(older.c_str(), target_.c_str());
            cannot_write(target_, error);
        }
        std::error_code ignored;
        fs::remove_all(older, ignored);
    } else {
        cannot_write(target_, errno);
    }
    path_.clear();
}

} // namespace ncv
