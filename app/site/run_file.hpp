/// What a run's files are called.
#pragma once

#include <string>

namespace ncv::app {

/// The stem of a run's files: the first 16 digits of its digest.
inline std::string run_file(const std::string& digest) { return digest.substr(0, 16); }

} // namespace ncv::app
