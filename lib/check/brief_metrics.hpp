/// The metrics that `ncv check` prints as text, from what claims have measured: those of the last
/// features alone.
#pragma once

#include "measure/headline.hpp"
#include "measure/last_layer.hpp"
#include "metrics/atlas.hpp"

namespace ncv {

/// Without layers; metrics that are not printed are NaN.
SnapshotMetrics brief_metrics(const Headline<Approx<double>>& headline,
                              const LastLayer<Approx<double>>& last_layer);

} // namespace ncv
