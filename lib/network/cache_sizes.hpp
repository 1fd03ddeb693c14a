/// Eigen cuts its sums into blocks by the caches it finds. With these in place of the machine's own
/// every machine of one instruction set gets the same bits; each program begins by saying so.
#pragma once

#include <Eigen/Core>

namespace ncv {

inline void fix_cache_sizes() { Eigen::setCpuCacheSizes(48 << 10, 2 << 20, 32 << 20); }

} // namespace ncv
