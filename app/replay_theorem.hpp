/// `ncv replay` on a stored run of the theorem.
#pragma once

#include <string>

namespace ncv::app {

/// A folder with theorem.json, or that file.
bool is_theorem(const std::string& path);

/// The plan from the start once more, in double and at 100 digits; every kept state against its
/// checksum, its stored measures and the plan's promises; random stretches between kept states
/// stepped again; the end at 100 digits. Prints a line for each; true if all agree.
bool replay_theorem(const std::string& path);

} // namespace ncv::app
