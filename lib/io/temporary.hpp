/// Files and folders under construction: beside their place, as NAME.ncv-XXXXXX, held by a lock of
/// the kernel's (flock) that ends with its process. A name whose lock is free was left by a process
/// that was killed; whoever next writes into the folder removes it.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace ncv {

/// A file being written; removed unless it was put in its place.
class Temporary {
  public:
    /// Throws as write_file does.
    explicit Temporary(const std::filesystem::path& target);
    Temporary(const Temporary&) = delete;
    Temporary& operator=(const Temporary&) = delete;
    ~Temporary();

    void write(std::string_view bytes);
    void sync();   ///< on the disk, with the permissions of a new file
    void finish(); ///< synced and renamed

  private:
    std::filesystem::path target_;
    std::string name_;
    int fd_ = -1;
    bool done_ = false;
};

/// A folder being filled; removed with all that is in it unless it was put in its place.
class TemporaryFolder {
  public:
    explicit TemporaryFolder(const std::filesystem::path& target);
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    ~TemporaryFolder();

    const std::filesystem::path& path() const { return path_; }
    /// In one step; what stood at the target, if anything, is removed after it.
    void finish();

  private:
    std::filesystem::path target_, path_;
    int fd_ = -1;
};

/// Throws OutOfResources where the machine ran out of something, else BadInput.
[[noreturn]] void cannot_write(const std::filesystem::path& path, int error);

/// 0, or what went wrong.
int write_all(int fd, std::string_view bytes);

} // namespace ncv
