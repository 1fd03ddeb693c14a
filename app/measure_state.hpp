/// A training state's row of history.csv.
#pragma once

#include "metrics/atlas.hpp"
#include "training/run.hpp"

namespace ncv::app {

/// NC1..NC3 of Z_{L-1} and W_L, loss, residual, and the largest ||D_l|| of the head (0 if none).
HistoryRow measure_state(const Snapshot& snapshot);

} // namespace ncv::app
