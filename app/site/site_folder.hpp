/// The folder a report's site is written into: filled beside its place, then put there whole, so
/// that an earlier report stays until the new one is complete.
#pragma once

#include "io/temporary.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace ncv::app {

class SiteFolder {
  public:
    /// Throws BadInput where `target` is a file or a folder that holds more than an earlier report.
    explicit SiteFolder(const std::filesystem::path& target);

    /// Throws OutOfResources if the disk is full.
    void write(const std::string& name, std::string_view bytes);
    void finish();

  private:
    std::filesystem::path target_;
    std::optional<TemporaryFolder> filling_; ///< what was not finished leaves no trace
    std::string names_; ///< of the files so far, a line each: the report's own list
};

} // namespace ncv::app
