/// What section G needs to know of the affine layers at a network's end, in the letters of
/// docs/claims.md: V = A W_{L:l+1} with A = I for the squared error and A = C = I - 11^T/K for the
/// cross-entropy, P = V^+ V, O_l = (I-P) W_l = (I-P) R_l/lambda_l, of which the first form is
/// measured: it asks for no gradient and is far better conditioned.
///
/// Only products with p x N features are formed; what is factorised is as small as the layers are.
#pragma once

#include "measure/head.hpp"
#include "measure/identities.hpp"

#include <algorithm>
#include <optional>
#include <vector>

namespace ncv {

/// P_j in place of P at l = L-1, of j leading directions of the logits.
template <class Real>
struct Truncation {
    long j = 0;
    Real s_j, s_next;               ///< s_j(V), and s_{j+1}(V) = ||(I-P_j) V^T||
    Real top_within;                ///< ||U_j^T A Z_L^w||_F
    Real seen_within, seen_between; ///< ||S_j^{-1} U_j^T A Z_L^w||_F, and of Z_L^b
    Real gradient_within;           ///< ||(I-P_j) R_{L-1} Z^w_{L-2}||_F
    Real tail;                      ///< as AffineLayer's, j for rho
};

/// One hidden affine layer, L1 < l < L.
template <class Real>
struct AffineLayer {
    int l = 0;                        ///< number of the layer in the whole network
    Eigen::Index width = 0, rank = 0; ///< n_l, rho
    bool full_rank = false;           ///< rho is what the shapes allow: nothing was taken for 0
    std::optional<double> lambda;     ///< lambda_l, in units of the loss summed over samples
    Real s1, s_rho, kappa;            ///< of V

    // The layer and its gradient.
    Real W, R;                         ///< ||W_l||_F, ||R_l||
    Real outside, outside_operator;    ///< ||O_l||_F, ||O_l||
    Real beyond_rank;                  ///< s_{rho+1}(W_l)
    Real along_gradient;               ///< min over mu of ||mu G_l + W_l||_F
    Real unbalanced;                   ///< lambda_max(-D_l)_+
    Identity<Real> row_space, step;    ///< defects of G0 and G1; tracked arithmetics alone
    Identity<Real> gradients, balance; ///< and of G4: of gradients, and with weight decays

    // The features below.
    Real outside_within, outside_between; ///< ||O_l Z^w_{l-1}||_F, ||O_l Z^b_{l-1}||_F
    Real outside_means;                   ///< ||O_l Mu_{l-1} C_K||
    Real tail;     ///< min(||Z^w_{l-1}||_F^2, q ||Z^w_{l-1}||^2), at least q squares of its values
    Real tail_all; ///< the same of Z_{l-1}, q without class means counted off

    // The logits, and what they leave of Z_l: V^+ A Z_L.
    Real seen_within, seen_between, seen_means;     ///< ||V^+ A Z_L^w||_F, Z_L^b, and class means
    Real logit_spread_1, logit_spread_K;            ///< s_1 and s_{K-1} of A Mu_L C_K
    Real seen_spread_1, seen_spread_K;              ///< of V^+ A Mu_L C_K
    Real logit_angle;                               ///< alpha^2 of G6
    Real turned, lifted, turned_by_k, lifted_by_s1; ///< t_2^2 and t_3^2 of G6v and of G6

    // Left sides.
    Real nc1, nc1_weighted;                 ///< of Z_l
    Real means_1, means_least, nc2_centred; ///< s_1 and s_{K-1} of Mu_l C_K, and their quotient
    Real misalignment; ///< mean of 1 - cos(z_i, V^T u_c(i)), z_i less the mean of all samples
};

template <class Real>
struct AffineTail {
    int K = 0, N = 0, L2 = 0;
    bool centred = false;               ///< A = C
    Real logits_within, logits_between; ///< ||A Z_L^w||_F, ||A Z_L^b||_F
    Real logits_means;                  ///< ||A (Mu_L - mu_G 1^T)||_F
    Real least_logit;                   ///< min |u_c|, u_c = A (mean logits of c - mean)
    Real eps1;                          ///< ||Z_L - Y||_F
    Real misfit;                        ///< ||A (Z_L - Y)(I - J)||_F
    Real label_spread;                  ///< ||Y (I - J)||_F
    Real unseen_last;                   ///< ||(I-A) W_L||
    Real pulled_within;                 ///< ||Delta Z_{L-2}^T Z^w_{L-2}||_F
    std::vector<Truncation<Real>> truncations;
    std::optional<Identity<Real>> row_sums; ///< defect of 1^T G_L = 0, where A = C; tracked
    std::vector<AffineLayer<Real>> layers;  ///< l = L1+1 .. L-1

    // A2b's, of the last two layers.
    Real within, between; ///< ||Z^w_{L-1}||_F, ||Z^b_{L-1}||_F
    Real features_spread; ///< ||Z_{L-1} (I - J)||
    Real within_below;    ///< ||Z^w_{L-2}||
    Real label_gap;       ///< s_{K-1}(Y (I - J))

    // Of the last layer against the labels, for A = I and rank W_L = K.
    Real label_angle; ///< mean of 1 - 1/(|W_L^+ e_c| |W_L^T e_c|)
    Real label_turn;  ///< mean of c_i k^2 |E_i|^2, c_i = 1 where k |E_i| < 1, else 2

    /// The least of the layers' weight decays; nothing where one is not given.
    std::optional<double> least_decay() const {
        std::optional<double> least;
        for (const auto& layer : layers) {
            if (!layer.lambda) return {};
            least = std::min(least.value_or(*layer.lambda), *layer.lambda);
        }
        return least;
    }
};

/// `t`: the snapshot's passes.
template <class S>
AffineTail<Approx<S>> measure_tail(const Snapshot& snapshot, const TrackedPasses<S>& t);
extern template AffineTail<Approx<double>> measure_tail(const Snapshot&,
                                                        const TrackedPasses<double>&);

} // namespace ncv
