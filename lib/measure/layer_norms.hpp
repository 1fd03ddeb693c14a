/// Norms and inner products of each layer's weight with its gradients: what the claims about norms at
/// stationarity need. R_l = G_l + lambda_l W_l with the layer's own decay; g_l = Delta_l 1.
#pragma once

#include "measure/tracked_passes.hpp"
#include "network/network.hpp"
#include "spectra/approx.hpp"

#include <optional>
#include <vector>

namespace ncv {

template <class Real>
struct LayerNorm {
    int l;        ///< number of the layer in the whole network
    double decay; ///< lambda_l, 0 where it is not given
    Real W, R;    ///< ||W_l||_F, ||R_l||_F
    Real along;   ///< <G_l, W_l>
    Real biases;  ///< sum_{j >= l} <g_j, b_j>, over layers that have biases
};

template <class Real>
struct LayerNorms {
    int L1 = 0, L2 = 0;
    bool positively_homogeneous = true; ///< sigma, or no nonlinear layer
    bool decay_given = false;           ///< lambda, for all tensors or for some
    bool has_biases = false;
    Real outputs;                        ///< <Delta_L, Z_L>
    std::vector<LayerNorm<Real>> layers; ///< l = 1 .. L
};

/// `t`: the snapshot's passes.
template <class S>
LayerNorms<Approx<S>> measure_layer_norms(const Snapshot& snapshot, const TrackedPasses<S>& t);
extern template LayerNorms<Approx<double>> measure_layer_norms(const Snapshot&,
                                                               const TrackedPasses<double>&);

} // namespace ncv
