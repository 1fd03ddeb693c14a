/// How many threads a command uses unless it is told.
#pragma once

#include <algorithm>
#include <thread>

namespace ncv::app {

/// The processors that this process may run on, at least one.
inline int cores() { return static_cast<int>(std::max(1u, std::thread::hardware_concurrency())); }

} // namespace ncv::app
