/// How a run that was done ended.
#pragma once

#include "io/names.hpp"

#include <optional>
#include <string_view>

namespace ncv {

enum class RunStatus { finished, diverged, failed };
inline constexpr Names<RunStatus, 3> run_statuses{{{RunStatus::finished, "finished"},
                                                   {RunStatus::diverged, "diverged"},
                                                   {RunStatus::failed, "failed"}}};

/// As stores, pages and tables say it; empty where it has not been run yet.
inline std::string_view status_text(std::optional<RunStatus> status) {
    return status ? name_of(*status, run_statuses) : "";
}

} // namespace ncv
