/// What `ncv-backbone` trains, as a TOML file says it (docs/backbones.md).
#pragma once

#include "network/loss.hpp"
#include "training/data_config.hpp"
#include "training/initialisation.hpp"
#include "training/schedule.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ncv {

enum class BackboneKind { resnet20, densenet, mlp };

struct BackboneConfig {
    // [backbone]
    BackboneKind kind = BackboneKind::resnet20;
    std::vector<int> hidden;                       ///< of an MLP, n_1 .. n_L1
    int head_layers = 1;                           ///< L2
    int head_width = 64;                           ///< of the layers between features and outputs
    Initialisation head_init = Initialisation::he; ///< he | orthogonal | balanced
    bool biases = false;                           ///< of the head, 0 at the start

    DataConfig data;

    // [training]
    std::vector<Rate> schedule; ///< by steps
    double momentum = 0;
    Loss loss;
    double weight_decay = 0;
    std::optional<double> bias_weight_decay; ///< none: biases decay as the weights
    int epochs = 0;
    int batch = 0; ///< 0: all samples
    std::uint64_t seed = 1;
    int record_every = 1; ///< epochs

    int layers_below() const; ///< L1: on the longest way from the input to the features
    double bias_decay() const { return bias_weight_decay.value_or(weight_decay); }
};

/// Throws BadInput: file, line, what is wrong, what would be right.
BackboneConfig parse_backbone_config(std::string_view toml, const std::string& name);

/// The configuration as run, every key written out but those that came later and say what they say
/// by default.
std::string format_backbone_config(const BackboneConfig& config);

} // namespace ncv
