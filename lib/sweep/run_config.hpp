/// What one run of a sweep trains: a network of `ncv train`'s, or a backbone, which `ncv-backbone`
/// trains (docs/backbones.md).
#pragma once

#include "training/backbone_config.hpp"
#include "training/config.hpp"

#include <string>
#include <string_view>
#include <variant>

namespace ncv::sweep {

using RunConfig = std::variant<TrainingConfig, BackboneConfig>;

const DataConfig& data_of(const RunConfig& config);
std::uint64_t& seed_of(RunConfig& config);

/// The configuration as run: what its program writes beside a run, too.
std::string format_run_config(const RunConfig& config);

/// The command that trains what such a text says.
std::string_view command_of(std::string_view config_text);

} // namespace ncv::sweep
