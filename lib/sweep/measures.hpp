/// What is measured of every run's last good state, by name (docs/sweeps.md).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ncv::sweep {

struct MeasureInfo {
    std::string name, meaning;
};
const std::vector<MeasureInfo>& known_measures();
const MeasureInfo* find_measure(std::string_view name);

/// Claims checked on every run's last state, in double: what they cost is a small part of training.
const std::vector<std::string>& claims_of_runs();

/// Those of them that bound a metric: of these the ratio is a measure, too.
const std::vector<std::string>& claims_with_ratio();

} // namespace ncv::sweep
