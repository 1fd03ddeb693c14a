/// Memory bandwidth where the benchmarks run, by STREAM's triad a = b + s c.
#pragma once

#include <cstddef>

namespace ncv::bench {

/// Bytes per second moved by one core (two reads and a write an element), three arrays of `bytes`
/// in all, the best of several passes.
double triad_bandwidth(std::size_t bytes);

} // namespace ncv::bench
