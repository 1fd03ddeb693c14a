/// A training state's row of history.csv.
#pragma once

#include "training/run.hpp"

namespace ncv {

/// NC1..NC3 of Z_{L-1} and W_L, loss, residual, and the largest ||D_l|| of the head (0 if none).
HistoryRow history_row(const Snapshot& snapshot);

} // namespace ncv
