/// States of the theorem's run, measured.
#pragma once

#include "network/network.hpp"
#include "spectra/approx.hpp"

#include <cstdint>
#include <vector>

namespace ncv {

/// A state worth keeping. `weights`: W_1 .. W_L, each column by column.
struct TraceRow {
    std::int64_t step = 0;
    double C_lambda = 0;
    double residual = 0;     ///< ||Z_L - Y||_F
    double balancedness = 0; ///< max ||D_l|| over the head
    double one_sided = 0;    ///< lambda_max(-D_{L-1})_+
    double squared_norm = 0; ///< ||theta||^2
    double moved = 0;        ///< ||theta - theta_0||
    double r = 0, nc1 = 0;
    double nc1_bound = 0; ///< A2's right side, with A1s's Psi, at what is measured here
    std::vector<double> weights;
    std::uint32_t crc32 = 0; ///< of the weights' bytes, as stored
};

/// The same, with bounds on its rounding.
template <class Real>
struct MeasuredState {
    Real C_lambda, residual, balancedness, one_sided, squared_norm, r, nc1, nc1_bound;
};
template <class Real>
MeasuredState<Real> measure_state(const Snapshot& state);
extern template MeasuredState<Approx<double>> measure_state(const Snapshot&);

/// ||a - b|| over all weights of two networks of one shape.
Approx<double> distance(const Network<double>& a, const Network<double>& b);

TraceRow trace_row(const Snapshot& start, const Network<double>& net, std::int64_t step);

/// `start` with a row's weights and step. Requires as many as the network has.
Snapshot at_row(Snapshot start, const TraceRow& row);

/// All of a network's weights, as a row keeps them.
std::vector<double> flattened(const Network<double>& net);

/// CRC-32 of the weights' bytes.
std::uint32_t checksum(const std::vector<double>& weights);

} // namespace ncv
