/// Everything the claims of sections A and B need to know of a snapshot, each quantity measured
/// once, in the letters of docs/claims.md. The claims' formulas see nothing else.
///
/// Real is an arithmetic: Approx<double>, Approx<mp100>. Every quantity carries its own bound on
/// rounding, so a formula's two sides come with theirs.
#pragma once

#include "measure/tracked_passes.hpp"
#include "network/network.hpp"
#include "spectra/approx.hpp"

#include <optional>
#include <vector>

namespace ncv {

/// One hidden layer of the head, L1 < l < L.
template <class Real>
struct HeadLayer {
    int l;                 ///< number of the layer in the whole network
    Eigen::Index width;    ///< n_l
    Real D;                ///< ||D_l||
    Real R, R_next;        ///< ||R_l||, ||R_{l+1}||; R_l = grad_{W_l} C_lambda
    Real W, W_next;        ///< ||W_l||, ||W_{l+1}||
    Real tail;             ///< ||W_{L:l+1}||
    Real Z_before;         ///< ||Z_{l-1}||
    Real nc1, nc2;         ///< of Z_l
    Real means_1, means_K; ///< s_1(Mu), s_K(Mu), Mu the class means of Z_l
};

template <class Real>
struct Measured {
    // Counted.
    int K = 0, N = 0, L = 0, L1 = 0, L2 = 0;
    std::vector<Eigen::Index> N_c;
    Eigen::Index m = 0;                 ///< n_{L-1}
    Eigen::Index n_before = 0;          ///< n_{L-2}
    Eigen::Index head_width = 0;        ///< min n_l over L1 <= l < L
    int head_rank = 0;                  ///< numerical rank of W_L
    bool positively_homogeneous = true; ///< sigma, or no nonlinear layer
    std::optional<double> eta, lambda;  ///< learning rate, weight decay

    // Hypotheses of the generic theorem.
    Real s_K_Y;            ///< s_K(Y) = sqrt(min N_c)
    Real eps1;             ///< ||Z_L - Y||_F
    Real eps2;             ///< max ||D_l|| over L1 < l < L
    Real r;                ///< max of ||Z_{L-2}||, ||Z_{L-1}||, ||W_l|| over l > L1
    Real eD;               ///< ||D_{L-1}||
    Real z1, z2, z_L1;     ///< ||Z_{L-1}||, ||Z_{L-2}||, ||Z_{L1}||
    Real s1, s_K, kappa;   ///< s_1(W_L), s_K(W_L), kappa(W_L)
    Real M1, M_K, kappa_M; ///< s_1(M), s_K(M), kappa(M)
    Real zero_loss_gap;    ///< s_K(Y) - eps1

    // Left sides.
    Real outside_frobenius;           ///< ||(I-P) W_{L-1}||_F^2
    Real outside_operator;            ///< ||(I-P) W_{L-1}||^2
    Real W_before;                    ///< ||W_{L-1}||_F^2
    Real to_collapsed;                ///< ||Z_{L-1} - W_L^+ Y||_F
    Real features;                    ///< ||Z_{L-1}||_F
    Real collapsed;                   ///< ||W_L^+ Y||_F
    Real powers_apart;                ///< ||M M^T - (W_L W_L^T)^{L2}||
    Real nc1, nc1_weighted, nc2, nc3; ///< of Z_{L-1} and W_L
    Real means_1, means_K;            ///< s_1(Mu), s_K(Mu), Mu the class means of Z_{L-1}

    std::vector<HeadLayer<Real>> head; ///< l = L1+1 .. L-1

    bool has_balanced_classes() const {
        for (auto n : N_c)
            if (n != N_c.front()) return false;
        return true;
    }
};

/// `t`: the snapshot's passes.
template <class S>
Measured<Approx<S>> measure(const Snapshot& snapshot, const TrackedPasses<S>& t);
extern template Measured<Approx<double>> measure(const Snapshot&, const TrackedPasses<double>&);

} // namespace ncv
