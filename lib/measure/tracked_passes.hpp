/// A network's forward and backward pass with bounds on their rounding. The slopes sigma' are taken
/// as computed: they are in [gamma, 1] whatever their own rounding, and no claim asks more of them.
#pragma once

#include "network/passes.hpp"
#include "network/reference.hpp"
#include "spectra/approx_matrix.hpp"

#include <utility>

namespace ncv {

template <class S>
struct TrackedPasses : Passes<ApproxMatrix<S>> {
    Network<S> net;
    Dataset<S> data;
    ForwardPass<S> f;
    BackwardPass<S> back;
    std::vector<S> delta_errors; ///< of back.Delta
    /// Delta_l of blocks of samples, at [l-1], where these stand in place of back.Delta.
    std::vector<ApproxMatrix<S>> block_deltas{};

    /// Delta_l, the loss' gradient in W_l Z_{l-1} + b_l 1^T.
    ApproxMatrix<S> delta(int l) const {
        const auto i = static_cast<std::size_t>(l - 1);
        if (!block_deltas.empty()) return block_deltas[i];
        return {back.Delta[i], delta_errors[i]};
    }
};

/// Of the gradient in K x N logits as computed, beside what their own errors make of it: the softmax is
/// 1/2-Lipschitz. With e_j = exp(-x_j), x_j >= 0 its logit's distance from the largest, each of a
/// column's shares p_j <= e_j moves by p_j u (x_j + sum_k p_k x_k + K + 16), and x e^{-x} <= 1/e: a
/// column by at most (2 K + 17) u, and by 7 u more for its targets.
template <class S>
S softmax_rounding(Eigen::Index K, Eigen::Index N) {
    using std::sqrt;
    return unit_roundoff<S>() * S(static_cast<double>(2 * K + 24)) *
           sqrt(S(static_cast<double>(N)));
}

template <class S>
TrackedPasses<S> track(Network<S> network, Dataset<S> dataset, const Loss& loss = {});
extern template TrackedPasses<double> track(Network<double>, Dataset<double>, const Loss&);

template <class S>
TrackedPasses<S> track(const Snapshot& snapshot) {
    return track(snapshot.network.template cast<S>(), snapshot.data.template cast<S>(),
                 snapshot.loss);
}

} // namespace ncv
