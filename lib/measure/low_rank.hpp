/// How far each layer is from rank K, and what its gradients leave for that: what H8 needs. H is what
/// Z_{l-1} has within classes, T_l = R_l - Delta_l H^T = lambda_l W_l + (Delta_l Y^T) Mu^T, Mu the
/// class means of Z_{l-1}.
#pragma once

#include "measure/tracked_passes.hpp"
#include "network/network.hpp"
#include "spectra/approx.hpp"

#include <vector>

namespace ncv {

/// A layer of more than K rows and more than K columns: others have rank K.
template <class Real>
struct LowRankLayer {
    int l;        ///< number of the layer in the whole network
    double decay; ///< lambda_l, 0 where it is not given
    Real W, W_1;  ///< ||W_l||_F, ||W_l||
    Real tail;    ///< sqrt(sum_{i > K} s_i(W_l)^2)
    Real next;    ///< s_{K+1}(W_l)
    Real T, T_1;  ///< ||T_l||_F, ||T_l||
};

template <class Real>
struct LowRank {
    bool decay_given = false; ///< lambda, for all tensors or for some
    std::vector<LowRankLayer<Real>> layers;
};

/// `t`: the snapshot's passes.
template <class S>
LowRank<Approx<S>> measure_low_rank(const Snapshot& snapshot, const TrackedPasses<S>& t);
extern template LowRank<Approx<double>> measure_low_rank(const Snapshot&,
                                                         const TrackedPasses<double>&);

} // namespace ncv
