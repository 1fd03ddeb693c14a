#include "store/run_locks.hpp"

#include "io/errors.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <unistd.h>

namespace ncv::sweep {
namespace {

constexpr off_t places = off_t(1) << 60; // a digest's first 15 hex digits
constexpr off_t setup = places;

off_t place(const std::string& digest) { return std::stoll(digest.substr(0, 15), nullptr, 16); }

struct flock bytes(short type, off_t from, off_t count) {
    struct flock out {};
    out.l_type = type;
    out.l_whence = SEEK_SET;
    out.l_start = from;
    out.l_len = count;
    return out;
}

} // namespace

RunLocks::RunLocks(const std::filesystem::path& store, bool read)
    : path_(store.string() + ".lock") {
    file_ = ::open(path_.c_str(), (read ? O_RDONLY : O_RDWR | O_CREAT) | O_CLOEXEC, 0666);
    if (file_ < 0 && !(read && errno == ENOENT))
        throw BadInput(fmt::format("cannot open {}: {}", path_.string(), std::strerror(errno)));
}

RunLocks::~RunLocks() {
    if (file_ >= 0) ::close(file_);
}

void RunLocks::fail() const {
    throw BadInput(fmt::format("cannot lock {}: {}; a store must lie on a file system with locks",
                               path_.string(), std::strerror(errno)));
}

bool RunLocks::take(const std::string& digest) {
    const std::lock_guard lock(mutex_);
    if (mine_.contains(digest)) return false;
    struct flock byte = bytes(F_WRLCK, place(digest), 1);
    if (::fcntl(file_, F_OFD_SETLK, &byte) == 0) {
        mine_.insert(digest);
        return true;
    }
    if (errno == EAGAIN || errno == EACCES) return false;
    fail();
}

void RunLocks::give_back(const std::string& digest) {
    const std::lock_guard lock(mutex_);
    struct flock byte = bytes(F_UNLCK, place(digest), 1);
    ::fcntl(file_, F_OFD_SETLK, &byte);
    mine_.erase(digest);
}

std::size_t RunLocks::held_elsewhere() const {
    if (file_ < 0) return 0;
    std::size_t held = 0;
    std::vector<std::pair<off_t, off_t>> open{{0, places}}; // ranges not looked at yet
    while (!open.empty()) {
        const auto [from, to] = open.back();
        open.pop_back();
        struct flock found = bytes(F_WRLCK, from, to - from);
        if (from >= to || ::fcntl(file_, F_OFD_GETLK, &found) != 0 || found.l_type == F_UNLCK)
            continue;
        const off_t first = std::max(from, found.l_start);
        const off_t last = std::min(to, found.l_start + found.l_len);
        held += static_cast<std::size_t>(last - first);
        open.push_back({from, first});
        open.push_back({last, to});
    }
    return held;
}

RunLocks::Setup::Setup(const std::filesystem::path& store)
    : locks_(std::make_unique<RunLocks>(store, false)) {
    struct flock byte = bytes(F_WRLCK, setup, 1);
    while (::fcntl(locks_->file_, F_OFD_SETLKW, &byte) != 0)
        if (errno != EINTR) locks_->fail();
}

} // namespace ncv::sweep
