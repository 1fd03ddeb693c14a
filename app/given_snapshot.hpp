/// A snapshot that somebody hands in: what is said of it before anything is checked.
#pragma once

#include "check/outputs.hpp"
#include "io/snapshot_file.hpp"

#include <string>
#include <string_view>

namespace ncv::app {

/// Parses it; tensors that are none of a snapshot's are named on standard error.
Snapshot given_snapshot(std::string_view bytes, const std::string& path);
/// The same of a file whose inputs may stay in it: read_snapshot_in_place.
Snapshot given_snapshot_in_place(const std::string& path);

/// Says on standard error where `outputs` of the file are not those of its layers.
void warn_of_outputs(const Snapshot& snapshot, const std::string& path);

/// Says on standard error where the network fits its labels no better than labels in random order.
void warn_of_misfit(const Fit& fit, const std::string& path);

} // namespace ncv::app
