/// What section H of docs/claims.md needs to know of a network: its last layer, which is affine, the
/// features Z = Z_{L-1} below and the logits Z_L = W Z + b 1^T above. Whatever lies below Z, whatever
/// was minimised. Centred and class-balanced throughout (metrics/class_balanced.hpp):
///
///   W~ = W less its mean row              M~ = class means less their mean, p x K
///   S_W = (1/K) sum_c V_c                 S_B = ||M~||_F^2/K       S_T = S_W + S_B
///   E_W = ||W~||_F^2/K                    P: the projection onto the row space of W~
///
/// Only K x K and p x K matrices are factorised, so the cost is linear in N.
#pragma once

#include "enclosure/kept_interval.hpp"
#include "measure/tracked_passes.hpp"
#include "metrics/fit.hpp"
#include "network/network.hpp"
#include "spectra/approx.hpp"

#include <optional>
#include <vector>

namespace ncv {

/// Sample i of class c, its features z centred by the mean of the class means.
template <class Real>
struct ClassifiedSample {
    std::size_t label;
    Real margin;           ///< z_c - max_{j != c} z_j of its logits
    Real cosine;           ///< cos(z, w~_c)
    Real projected;        ///< ||P z||
    Real projected_cosine; ///< cos(P z, w~_c)
    Real nearness; ///< max_j 2 <mu_j - mu_c, z - mu_c>/||mu_j - mu_c||^2: below 1 where mu_c is
                   ///< the nearest class mean
};

/// Classes c and j != c.
template <class Real>
struct ClassPair {
    Real distance; ///< ||mu_j - mu_c||^2
    Real variance; ///< of class c along mu_j - mu_c
};

template <class Real>
struct LastLayer {
    int K = 0, N = 0, L2 = 0;
    std::vector<Eigen::Index> N_c;

    // Of the logits; t of a sample is z_c less the mean of all its logits.
    Real residual;                     ///< ||Z_L - Y||_F
    Real cross_entropy;                ///< mean over samples of -log softmax(z)_c
    Real cross_entropy_balanced;       ///< mean over classes of the class's mean
    std::vector<Real> cross_entropies; ///< each class's mean
    Real soft_margin; ///< balanced mean of -(K-1)/K log mean_{j != c} e^{z_j - z_c}
    Real margin;      ///< balanced mean of t

    Real S_W, S_B, S_T, E_W;
    Real P_B, P_W;       ///< ||P M~||_F^2/K, and P's part of S_W
    Real rest;           ///< q^2 = S_T - P_B - P_W, the features outside the row space
    Real row_space_lost; ///< sum_c ||(I-P) w~_c||/||w~_c||/K: 0 unless W~ lacks rank numerically
    Real least_row;      ///< min_c ||w~_c||
    Real nc1;            ///< S_W/S_B
    Real means_cosine;   ///< cos(W~^T, M~)
    Real means_1, means_least;         ///< s_1(M~), s_{K-1}(M~)
    Real nc2;                          ///< s_1(M~)/s_{K-1}(M~)
    Real projected_1, projected_least; ///< s_1(P M~), s_{K-1}(P M~)
    Real nc3;                          ///< balanced mean of cos(z, w~_c)

    /// Of the logits as computed; of samples in few columns alone.
    struct Outputs {
        Fit fit;
        double loss;
    };
    std::optional<Outputs> outputs;

    std::vector<ClassifiedSample<Kept<Real>>> samples;
    std::vector<std::vector<ClassPair<Kept<Real>>>> pairs; ///< [c][j]; nothing at [c][c]
};

/// `t`: the snapshot's passes. Its last layer is linear.
template <class S>
LastLayer<Approx<S>> measure_last_layer(const Snapshot& snapshot, const TrackedPasses<S>& t);
extern template LastLayer<Approx<double>> measure_last_layer(const Snapshot&,
                                                             const TrackedPasses<double>&);

} // namespace ncv
