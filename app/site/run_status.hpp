/// How a run ended, as pages and tables say it.
#pragma once

#include "sweep/run_result.hpp"

#include <optional>

namespace ncv::app {

/// Empty: it has not been run yet.
inline const char* status_text(std::optional<sweep::RunStatus> status) {
    if (!status) return "";
    switch (*status) {
    case sweep::RunStatus::finished: return "finished";
    case sweep::RunStatus::diverged: return "diverged";
    case sweep::RunStatus::failed: return "failed";
    }
    return "";
}

/// The stem of a run's files: the first 16 digits of its digest.
inline std::string run_file(const std::string& digest) { return digest.substr(0, 16); }

} // namespace ncv::app
