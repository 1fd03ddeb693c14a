/// A training configuration or its parts from TOML that is parsed already: files that hold one among
/// other things read it by these.
#pragma once

#include "io/strict_toml.hpp"
#include "training/backbone_config.hpp"
#include "training/config.hpp"

namespace ncv {

/// parse_training_config of what is parsed. Throws BadInput.
TrainingConfig read_training_config(const toml::table& root, const std::string& file);

/// parse_backbone_config of what is parsed. Throws BadInput.
BackboneConfig read_backbone_config(const toml::table& root, const std::string& file);

/// The table [data]. Throws BadInput.
DataConfig read_data_config(const toml::table& root, const std::string& file);

/// `loss` and `label_smoothing` of [training]. Throws BadInput.
Loss read_loss(const Section& in);
/// The same two lines, nothing where they say what they say by default.
std::string format_loss(const Loss& loss);

/// `bias_weight_decay`, which goes with biases alone. Throws BadInput.
std::optional<double> read_bias_decay(const Section& in, bool biases);

} // namespace ncv
