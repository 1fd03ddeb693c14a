/// A snapshot's metrics where its samples were turned into few columns: those of a Gram matrix from
/// these, those of single samples block by block.
#pragma once

#include "measure/tracked_passes.hpp"
#include "metrics/atlas.hpp"

namespace ncv {

/// As snapshot_metrics, up to rounding. `t`: the snapshot's passes, in few columns.
template <class S>
SnapshotMetrics metrics_in_blocks(const Snapshot& snapshot, const TrackedPasses<S>& t);
extern template SnapshotMetrics metrics_in_blocks(const Snapshot&, const TrackedPasses<double>&);

} // namespace ncv
