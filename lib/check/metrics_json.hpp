/// Metrics as `ncv check --json` and results.json carry them.
#pragma once

#include "metrics/atlas.hpp"

#include <nlohmann/json.hpp>

namespace ncv {

/// {"metrics": those of Z_{L-1} and W_L, "layers": the same for every layer}.
nlohmann::ordered_json to_json(const SnapshotMetrics& metrics);

} // namespace ncv
