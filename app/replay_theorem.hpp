/// `ncv replay` on a stored run of the theorem.
#pragma once

#include <string>

namespace ncv::app {

/// A folder with theorem.json, or that file.
bool is_theorem(const std::string& path);

/// The plan from the start once more, in double and at 100 digits; the kept states, all of the
/// plan's, with their checksums; random stretches between them stepped again; of all of them the
/// measures, the milestones and every check of the run made again; the end at 100 digits. So every
/// field of the file counts. Prints a line for each; true if all agree.
bool replay_theorem(const std::string& path);

} // namespace ncv::app
