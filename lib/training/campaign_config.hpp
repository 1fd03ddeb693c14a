/// The [campaign] table of a training configuration (docs/formats.md).
#pragma once

#include "io/strict_toml.hpp"
#include "training/config.hpp"

namespace ncv {

/// A list of widths. Throws BadInput.
std::vector<int> read_widths(const Section& in, const toml::node& node);

/// The lists of [campaign], none if there is no such table. Throws BadInput, also where a key is
/// given as a list here and once more in [network] or [training].
std::optional<Campaign> read_campaign(const toml::table& root, const std::string& file);

/// The configuration with the lists that were not given filled from it, and the values of run 0.
TrainingConfig first_run(TrainingConfig config);

std::string format_campaign(const Campaign& campaign);

} // namespace ncv
