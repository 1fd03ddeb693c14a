/// The core's peak of fused multiply-adds, measured where the benchmarks run.
#pragma once

namespace ncv::bench {

/// FLOPs per second of one core in independent vector FMAs, the best of several short runs.
template <class S>
double fma_peak();

} // namespace ncv::bench
