/// A file that is read part by part, by any number of threads. It is read, not mapped: pages of a map
/// count as the process's memory once they are touched, and a file that is cut short under a map ends
/// the process, where a read can say what happened.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

namespace ncv {

class OpenFile {
  public:
    /// Throws BadInput if it cannot be read, as read_file does, or is no regular file.
    explicit OpenFile(const std::filesystem::path& path);
    ~OpenFile();
    OpenFile(const OpenFile&) = delete;
    OpenFile& operator=(const OpenFile&) = delete;

    std::uint64_t size() const { return size_; }
    /// Bytes begin .. begin + count - 1. Throws BadInput where the file is no longer the one that was
    /// opened: shorter, longer or written to.
    void read(std::uint64_t begin, std::uint64_t count, char* to) const;
    std::string bytes(std::uint64_t begin, std::uint64_t count) const;

  private:
    std::string name_;
    int fd_;
    std::uint64_t size_ = 0;
    std::int64_t seconds_ = 0, nanoseconds_ = 0; ///< when it was last written to
};

} // namespace ncv
