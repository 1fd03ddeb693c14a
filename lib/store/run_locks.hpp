/// Locks on runs in flight, held by the kernel: bytes of the file STORE.lock, one a run, its place
/// the run's digest. They end with the process that holds them, however it ends, so nothing has to
/// be taken over from the dead, and no clock or process number is trusted.
///
/// Open file description locks (fcntl(2), F_OFD_SETLK): they belong to one opening of the file, so
/// closing another opening in the same process does not drop them, as it would with POSIX locks.
#pragma once

#include <filesystem>
#include <memory>
#include <mutex>
#include <set>
#include <string>

namespace ncv::sweep {

class RunLocks {
  public:
    /// Throws BadInput if the file cannot be made. `read`: only looks at locks of others.
    RunLocks(const std::filesystem::path& store, bool read);
    ~RunLocks();
    RunLocks(const RunLocks&) = delete;
    RunLocks& operator=(const RunLocks&) = delete;

    /// False if another thread or process holds it. Throws BadInput if the file system has no
    /// locks.
    bool take(const std::string& digest);
    void give_back(const std::string& digest);
    /// Runs that others hold; in this process, those of other RunLocks only.
    std::size_t held_elsewhere() const;

    /// Waits for the right to set a store up.
    class Setup {
      public:
        explicit Setup(const std::filesystem::path& store);

      private:
        std::unique_ptr<RunLocks> locks_;
    };

  private:
    [[noreturn]] void fail() const;

    std::filesystem::path path_;
    int file_ = -1;
    std::mutex mutex_;
    std::set<std::string> mine_;
};

} // namespace ncv::sweep
