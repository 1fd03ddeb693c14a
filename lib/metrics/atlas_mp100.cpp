#include "metrics/atlas_impl.hpp"
#include "network/multiprecision.hpp"

namespace ncv {
template LayerMetrics layer_metrics(const Matrix<mp100>&, const std::vector<int>&, int,
                                    const Matrix<mp100>&, const Activation&,
                                    const std::vector<int>&);
template SnapshotMetrics snapshot_metrics<mp100>(const Snapshot&);
} // namespace ncv
