#include "io/open_file.hpp"

#include "io/errors.hpp"

#include <fmt/format.h>

#include <cerrno>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace ncv {

OpenFile::OpenFile(const std::filesystem::path& path)
    : name_(path.string()), fd_(::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {
    struct stat now {};
    if (fd_ < 0 || ::fstat(fd_, &now) != 0 || !S_ISREG(now.st_mode)) {
        if (fd_ >= 0) ::close(fd_);
        throw BadInput(fmt::format("{}: cannot be read", name_));
    }
    size_ = static_cast<std::uint64_t>(now.st_size);
    seconds_ = now.st_mtim.tv_sec;
    nanoseconds_ = now.st_mtim.tv_nsec;
}

OpenFile::~OpenFile() { ::close(fd_); }

void OpenFile::read(std::uint64_t begin, std::uint64_t count, char* to) const {
    for (std::uint64_t done = 0; done < count;) {
        const ssize_t got = ::pread(fd_, to + done, count - done, static_cast<off_t>(begin + done));
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) throw BadInput(fmt::format("{}: cannot be read", name_));
        if (got == 0) break; // cut short
        done += static_cast<std::uint64_t>(got);
    }
    struct stat now {};
    if (::fstat(fd_, &now) != 0 || static_cast<std::uint64_t>(now.st_size) != size_ ||
        now.st_mtim.tv_sec != seconds_ || now.st_mtim.tv_nsec != nanoseconds_)
        throw BadInput(fmt::format("{}: was changed while it was read", name_));
}

std::string OpenFile::bytes(std::uint64_t begin, std::uint64_t count) const {
    std::string out(count, '\0');
    read(begin, count, out.data());
    return out;
}

} // namespace ncv
