/// One row of history.csv: the state after `step` updates, measured.
#pragma once

#include "network/network.hpp"

#include <cstdint>

namespace ncv {

struct HistoryRow {
    std::int64_t step = 0;
    double loss = 0, residual = 0, nc1 = 0, nc2 = 0, nc3 = 0, balancedness = 0;
};

/// NC1..NC3 of Z_{L-1} and W_L, the loss that was minimised (without weight decay), residual, and
/// the largest ||D_l|| of the head (0 if none).
HistoryRow history_row(const Snapshot& snapshot);

} // namespace ncv
