/// A folder of `ncv train` as a run.
#pragma once

#include "sweep/run_result.hpp"

#include <filesystem>

namespace ncv::app {

/// From config.toml, history.csv and final.safetensors. Throws BadInput where one is missing, as
/// in a run that was stopped.
sweep::RunResult run_of_folder(const std::filesystem::path& folder);

} // namespace ncv::app
