/// What is measured of every run's last good state, by name (docs/sweeps.md).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ncv::sweep {

struct MeasureInfo {
    std::string name, meaning;
    bool high_is_worse; ///< which end counts as worst where a run has no value
};
const std::vector<MeasureInfo>& known_measures();
const MeasureInfo* find_measure(std::string_view name);

/// Claims checked on every run's last state, in double: what they cost is a small part of training.
const std::vector<std::string>& claims_of_runs();

} // namespace ncv::sweep
