/// What `ncv-backbone` trains, as a TOML file says it (docs/backbones.md).
#pragma once

#include "training/data_config.hpp"
#include "training/initialisation.hpp"
#include "training/schedule.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace ncv::backbones {

enum class Kind { resnet20, densenet };

struct BackboneConfig {
    // [backbone]
    Kind kind = Kind::resnet20;
    int head_layers = 1;                           ///< L2
    int head_width = 64;                           ///< of the layers between features and outputs
    Initialisation head_init = Initialisation::he; ///< he | orthogonal | balanced

    DataConfig data;

    // [training]
    std::vector<Rate> schedule; ///< by steps
    double momentum = 0;
    double weight_decay = 0;
    int epochs = 0;
    int batch = 0; ///< 0: all samples
    std::uint64_t seed = 1;
    int record_every = 1; ///< epochs
};

/// Throws BadInput: file, line, what is wrong, what would be right.
BackboneConfig parse_backbone_config(std::string_view toml, const std::string& name);

/// The configuration as run, every key written out.
std::string format_backbone_config(const BackboneConfig& config);

} // namespace ncv::backbones
