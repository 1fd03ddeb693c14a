/// Checkpoints of `ncv train` as it takes them up again.
#pragma once

#include "training/config.hpp"

#include <string>
#include <string_view>

namespace ncv {

/// Throws BadInput as parse_snapshot does, and where shapes, biases, loss or decays are not those
/// of the runs of this configuration on these data.
Snapshot parse_checkpoint(std::string_view bytes, const std::string& name,
                          const TrainingConfig& config, const Dataset<double>& data);

} // namespace ncv
