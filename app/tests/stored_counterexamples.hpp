/// The stored counterexamples, as they are in the repository.
#pragma once

#include "claims/outcome_json.hpp"
#include "claims/registry.hpp"
#include "io/files.hpp"
#include "io/snapshot_file.hpp"

#include <filesystem>

namespace ncv {

inline const std::filesystem::path gallery_folder =
    std::filesystem::path(NCV_SOURCE) / "counterexamples";

/// What its snapshot gives with 100 digits.
inline Outcome stored_outcome(const std::filesystem::path& json) {
    const Counterexample c = parse_counterexample(read_file(json), json.string());
    std::filesystem::path snapshot = json;
    return check(read_snapshot(snapshot.replace_extension(".safetensors")),
                 {{c.claim}, Arithmetic::mp, c.lacks})
        .front();
}

} // namespace ncv
