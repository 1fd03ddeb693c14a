/// The last layer W and its features H against the optimum that they would have, were the features
/// free and decayed as well: what H11 needs. With lH the decay of the features for which both terms are
/// equal, lambda ||W||_F^2 = lH ||H||_F^2, in units of the summed loss,
///
///   F = 1/2 ||Z_L - Y||_F^2 + mu ||W||_F ||H||_F,  mu = sqrt(lambda lH) = lambda ||W||_F/||H||_F
///
/// is least, F*, where Z_L is Z* = Y with the columns of class c times (1 - mu/sqrt(N_c))_+.
#pragma once

#include "measure/tracked_passes.hpp"
#include "network/network.hpp"
#include "spectra/approx.hpp"

#include <vector>

namespace ncv {

template <class Real>
struct FeatureOptimum {
    int K = 0, N = 0, L2 = 0;
    std::vector<Eigen::Index> N_c;
    bool has_bias = false;    ///< on the last layer
    bool decay_given = false; ///< lambda, for all tensors or for some
    double decay = 0;         ///< lambda of W_L
    Real W, H;                ///< ||W||_F, ||H||_F
    Real mu;                  ///< lambda ||W||_F/||H||_F
    Real residual;            ///< ||Z_L - Y||_F
    Real outputs, optimum;    ///< ||Z_L||_F, ||Z*||_F
    Real distance;            ///< ||Z_L - Z*||_F
};

/// `t`: the snapshot's passes. Its last layer is linear.
template <class S>
FeatureOptimum<Approx<S>> measure_feature_optimum(const Snapshot& snapshot,
                                                  const TrackedPasses<S>& t);
extern template FeatureOptimum<Approx<double>>
measure_feature_optimum(const Snapshot&, const TrackedPasses<double>&);

} // namespace ncv
