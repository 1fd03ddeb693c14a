/// Outcomes as `ncv check --json` prints them, and counterexamples on disk.
#pragma once

#include "claims/gallery.hpp"
#include "claims/registry.hpp"
#include "network/network.hpp"

#include <nlohmann/json.hpp>

#include <filesystem>
#include <optional>
#include <string>

namespace ncv {

nlohmann::ordered_json to_json(const Outcome& outcome);
/// The same with both sides and the hypotheses' ranges, which are enclosures.
nlohmann::ordered_json enclosed_json(const Outcome& outcome);
nlohmann::ordered_json to_json(const Claim& claim);
nlohmann::ordered_json to_json(const GalleryEntry& entry);

/// A stored instance: NAME.json with NAME.safetensors beside it.
struct Counterexample {
    std::string id; ///< F1 .., or a name
    std::string claim;
    std::optional<Hypothesis> lacks;  ///< the hypothesis it does without
    Status status = Status::violated; ///< what checking must say
    std::optional<double> ratio;
    std::string note;
    std::string sha256{}; ///< of the snapshot, 64 hex digits; empty in files of old: any would do
};

/// Throws BadInput: not JSON, missing or unknown keys, unknown claim, status or hypothesis.
Counterexample parse_counterexample(std::string_view text, const std::string& name);
/// Writes both files atomically, the snapshot first, with the snapshot's SHA-256.
void write_counterexample(const std::filesystem::path& json_path, const Counterexample& c,
                          const Snapshot& snapshot);

} // namespace ncv
