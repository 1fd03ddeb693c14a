/// Snapshots on disk: one safetensors file, as docs/formats.md describes.
#pragma once

#include "io/safetensors.hpp"
#include "network/network.hpp"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace ncv {

enum class Precision { f64, f32 };

/// Full or head snapshot. Throws BadInput: what is wrong, in which tensor or key, what would be
/// right. Numbers are read exactly (F32, F16 and BF16 widen). `ignored` receives the names of
/// tensors that are none of a snapshot's; one that looks like a layer's weight or bias is refused.
Snapshot read_snapshot(const std::filesystem::path& path,
                       std::vector<std::string>* ignored = nullptr);
/// The same, but the inputs of a file that may stay where they are do: Dataset::stored. Whoever asks for
/// them later may get BadInput, too, if the file has changed.
Snapshot read_snapshot_in_place(const std::filesystem::path& path,
                                std::vector<std::string>* ignored = nullptr);
/// Of a regular file that is large enough for that.
bool may_stay_in_place(const std::filesystem::path& path);
/// From here on the inputs are in memory.
void load_inputs(Snapshot& snapshot);
Snapshot parse_snapshot(std::string_view bytes, const std::string& name,
                        std::vector<std::string>* ignored = nullptr);
/// The same of a file's tensors and metadata, wherever they come from.
Snapshot snapshot_of(const Safetensors& file, const std::string& name,
                     std::vector<std::string>* ignored = nullptr);

/// Of a run of `ncv theorem`, which knows no biases and no other loss than squared error. Throws
/// BadInput as read_snapshot does, and for these.
Snapshot parse_run_snapshot(std::string_view bytes, const std::string& name);

/// Atomic. With f32, W1..WL and X are rounded to single precision.
void write_snapshot(const std::filesystem::path& path, const Snapshot& snapshot,
                    Precision precision = Precision::f64);
std::string format_snapshot(const Snapshot& snapshot, Precision precision = Precision::f64);

} // namespace ncv
