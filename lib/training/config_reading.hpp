/// A training configuration or its data from TOML that is parsed already: files that hold one among
/// other things read it by these.
#pragma once

#include "io/strict_toml.hpp"
#include "training/config.hpp"

namespace ncv {

/// parse_training_config of what is parsed. Throws BadInput.
TrainingConfig read_training_config(const toml::table& root, const std::string& file);

/// The table [data]. Throws BadInput.
DataConfig read_data_config(const toml::table& root, const std::string& file);

} // namespace ncv
