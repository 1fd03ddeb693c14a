#include "sweep/run_config.hpp"

namespace ncv::sweep {

const DataConfig& data_of(const RunConfig& config) {
    if (const auto* backbone = std::get_if<BackboneConfig>(&config)) return backbone->data;
    return std::get<TrainingConfig>(config);
}

std::uint64_t& seed_of(RunConfig& config) {
    return std::visit([](auto& of) -> std::uint64_t& { return of.seed; }, config);
}

std::string format_run_config(const RunConfig& config) {
    if (const auto* backbone = std::get_if<BackboneConfig>(&config))
        return format_backbone_config(*backbone);
    return format_training_config(std::get<TrainingConfig>(config));
}

std::string_view command_of(std::string_view config_text) {
    return config_text.starts_with("[backbone]") ? "ncv-backbone" : "ncv train";
}

} // namespace ncv::sweep
