/// `ncv train` of a configuration with a [campaign].
#pragma once

#include "training/config.hpp"

#include <string>

namespace ncv::app {

/// Streams DIR/campaign.csv, a line a run. Returns the exit code. `out` is a writable folder with
/// this campaign's config.toml; the lines that are there already are kept.
int train_campaign_in(const std::string& out, const TrainingConfig& config,
                      const std::string& resume_hint);

} // namespace ncv::app
