/// Gradient descent with weight decay as the claims about trajectories see it: a stream of states
/// that starts at a snapshot and is measured step by step.
///
///   theta_{k+1} = theta_k - eta R(theta_k),  R_l = G_l + lambda W_l = grad_{W_l} C_lambda
///
/// Every state is exact as stored; what the steps before it rounded is part of the error of its
/// losses and defects.
#pragma once

#include "measure/tracked_passes.hpp"
#include "network/network.hpp"
#include "spectra/approx.hpp"

#include <algorithm>
#include <optional>
#include <vector>

namespace ncv {

/// One linear layer of a state, L1 < l <= L.
template <class Real>
struct DescentLayer {
    int l;  ///< number of the layer in the whole network
    Real W; ///< ||W_l||
    Real R; ///< ||R_l||
    Real D; ///< ||D_l||; not measured at l = L
};

template <class Real>
struct DescentState {
    Real loss;             ///< C_0
    Real regularised_loss; ///< C_lambda
    Real gradient;         ///< ||grad C_lambda||^2, all layers
    Real squared_norm;     ///< ||theta||^2
    std::vector<DescentLayer<Real>> head;
};

/// What A2 says of a state, in its letters.
template <class Real>
struct CollapsedState {
    Real nc1;          ///< of Z_{L-1}
    Real residual;     ///< ||Z_L - Y||_F
    Real balancedness; ///< max ||D_l||
    Real one_sided;    ///< max lambda_max(-D_l)_+
    Real r;            ///< max of ||Z_{L-2}||, ||Z_{L-1}||, ||W_l|| over l > L1
};

/// How far a claim follows a run: 32 steps, fewer where parameters times samples exceed 31,000.
inline long default_horizon(const Snapshot& snapshot) {
    Eigen::Index parameters = 0;
    for (const auto& W : snapshot.network.weights) parameters += W.size();
    return std::clamp<long>(1'000'000 / (parameters * snapshot.data.samples()), 1, 32);
}

template <class Real>
class Descent {
    using S = scalar_of_t<Real>;

  public:
    /// `t`: the snapshot's passes. `steps`: how far a claim follows the run; 0: default_horizon.
    Descent(const Snapshot& snapshot, TrackedPasses<S> t, long steps);

    std::optional<double> eta, lambda;
    int L2 = 0;

    long k = 0; ///< steps taken
    const DescentState<Real>& state() const { return state_; }
    void advance(); ///< Requires eta and lambda.

    /// lambda_max(-D_l)_+ of the state for each l that has a D_l, in order.
    std::vector<Real> one_sided_defects() const;
    /// Requires L >= 2.
    CollapsedState<Real> collapse() const;

    long horizon() const { return horizon_; } ///< how many steps a claim follows the run

  private:
    void measure();

    TrackedPasses<S> t_; ///< of the state
    int offset_;
    long horizon_;
    std::vector<S> defect_rounding_; ///< of the steps so far in D_l, at [l-1]
    S loss_rounding_{0};             ///< of the steps so far in C_lambda
    S norm_rounding_{0};             ///< of the steps so far in ||theta||^2
    DescentState<Real> state_;
};

extern template class Descent<Approx<double>>;

} // namespace ncv
