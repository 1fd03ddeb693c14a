/// What a snapshot itself says against the settings that its file states, in a sentence.
#pragma once

#include "measure/stationary_decay.hpp"
#include "metrics/atlas.hpp"

#include <nlohmann/json_fwd.hpp>

#include <string>
#include <vector>

namespace ncv {

/// Of the loss, or else of the weight decay; "" for none. The decay is in doubt where the one stated is
/// not, within a factor of two, the one for which a layer's gradient is least; where none is stated, it
/// is said for which one that is, if the gradient is along the weights.
std::string doubt_of(const Snapshot& snapshot, const SnapshotMetrics& metrics,
                     const std::vector<StationaryDecay>& layers);

nlohmann::ordered_json to_json(const std::vector<StationaryDecay>& layers);

} // namespace ncv
