/// A run of the theorem on disk: start.safetensors and theorem.json, the latter with all that was
/// promised, checked and kept. Both are enough to go on, and to check again.
#pragma once

#include "theorem/follow.hpp"

#include <nlohmann/json.hpp>

#include <filesystem>

namespace ncv {

nlohmann::ordered_json to_json(const TheoremPlan& plan);
nlohmann::ordered_json to_json(const TheoremRun& run);

/// The first number by which two plans differ by more than `spread` has for it; empty: none.
/// Without one they are to be the same.
std::string plan_difference(const TheoremPlan& a, const TheoremPlan& b,
                            const TheoremPlan& spread = {});

/// The last state, as final.safetensors has it.
Snapshot end_of(const TheoremRun& run);

/// Each whole or not at all, after its checksum (io/checksums.hpp): the start where it is not there
/// yet, and the run so far.
void write_theorem(const std::filesystem::path& folder, const TheoremRun& run);

/// Throws BadInput: what is missing, malformed, or of another shape than the start's; and a text
/// that is not, to the byte, what write_theorem writes of the run it gives.
TheoremRun read_theorem(const std::filesystem::path& folder);

} // namespace ncv
