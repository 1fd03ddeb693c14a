/// What the claims about the loss landscape and about gradient descent from a point need of a
/// snapshot, each quantity measured once, in the letters of docs/claims.md.
#pragma once

#include "measure/tracked_passes.hpp"
#include "network/network.hpp"
#include "spectra/approx.hpp"

#include <algorithm>
#include <optional>
#include <vector>

namespace ncv {

template <class Real>
struct Landscape {
    int K = 0, N = 0, L = 0, L1 = 0, L2 = 0;
    std::vector<Eigen::Index> n;  ///< n_0 .. n_L
    double gamma = 1;             ///< least slope of sigma; 1 without nonlinear layers
    std::optional<double> beta_s; ///< slope_lipschitz: sigma' is this Lipschitz; none: it jumps
    double excess = 0;            ///< homogeneity_excess: |x sigma'(x) - sigma(x)| is at most this
    std::optional<double> eta, lambda; ///< learning rate, weight decay

    Real X, X_F, Y_F;        ///< ||X||, ||X||_F, ||Y||_F
    std::vector<Real> W;     ///< ||W_l|| at [l], l = 1..L
    std::vector<Real> s_min; ///< least singular value of W_l at [l], l = 3..L
    Real W1_F;               ///< ||W_1||_F
    Real lambda_F;           ///< s_k(Z_1), k = min(N, n_1); s_N(Z_1) where n_1 >= N
    Real residual;           ///< ||Z_L - Y||_F
    Real C_0, C_lambda;      ///< C_lambda with lambda = 0 where none is given
    Real theta;              ///< ||theta||
    Real G_2;                ///< ||G_2||_F; not measured where L = 1
    Real gradient_0;         ///< ||grad C_0||^2
    Real gradient;           ///< ||grad C_lambda||^2

    /// min n_{l-1} - n_l over l >= 3: at least 0 on pyramids.
    Eigen::Index narrowing() const {
        Eigen::Index least = 0;
        for (std::size_t l = 3; l < n.size(); ++l)
            least = l == 3 ? n[2] - n[3] : std::min(least, n[l - 1] - n[l]);
        return least;
    }
};

/// `t`: the snapshot's passes.
template <class S>
Landscape<Approx<S>> survey(const Snapshot& snapshot, const TrackedPasses<S>& t);
extern template Landscape<Approx<double>> survey(const Snapshot&, const TrackedPasses<double>&);

} // namespace ncv
