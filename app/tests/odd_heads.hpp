/// Heads as nobody trains them, which certificates must survive all the same: random networks made
/// degenerate, exact, ill-scaled, one way or two.
#pragma once

#include "instances/instance.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace ncv {

struct OddHead {
    std::string what;
    Snapshot snapshot;
};

/// A last layer of rank 1 behind identities: its inputs vary within classes in its kernel alone.
/// `widths` end with K >= 3.
Snapshot lacking_rank(const std::vector<Eigen::Index>& widths, LossKind loss);

/// Network number `index` of an endless list: K 2..5, L2 1..8, full and head snapshots.
OddHead odd_head(std::uint64_t index);

} // namespace ncv
