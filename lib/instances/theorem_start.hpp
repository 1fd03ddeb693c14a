/// Where the paper's main theorem can start: N = 4, K = 2, d = n_1 = 4, L1 = 1, L2 = 2, gamma =
/// 0.9, X = t I, W_2 = 0, W_1 and W_3 w_1 and w times orthogonal matrices. Meets phase 1's
/// condition (B8) where t w_1 w^2 is large against the label's norm. (With W_1 = w_1 I the samples
/// of a class would stay alike by symmetry, and within-class collapse would say nothing.)
/// With n_2 = K = 2 interpolation alone collapses the classes, m-K being 0; `idle` > 0 gives a
/// third hidden unit that W_2 feeds with a row of this norm and W_3 does not read: its scatter
/// within classes goes only as the head becomes balanced.
#pragma once

#include "network/network.hpp"

#include <string>
#include <vector>

namespace ncv {

struct TheoremStart {
    double t, w_1, w, weight_decay;
    double idle = 0;
    double sharpness = 1.0 / 64;
};

/// The starts with the shortest runs known that end with eps1 < 0.26, found by random search over
/// all four numbers: B10's takes 2e9 steps, B10s's 5e8.
inline constexpr TheoremStart shortest_quoted{0.141, 7.7, 8.9, 5e-5};
inline constexpr TheoremStart shortest_sharp{0.0057, 20, 20, 7.7e-6};
/// B10t's and B10u's, for NC1 <= 0.1 by A2's bound: 4e8 steps, and 6e7, all of which `ncv theorem`
/// runs.
inline constexpr TheoremStart shortest_tight{0.213, 2.89, 3.66, 1.4e-6, 0.915, 4};
inline constexpr TheoremStart shortest_one_sided{0.24, 2.85, 3.61, 4.57e-6, 0.902, 4};

/// Other networks that the theorem can start from in the same way: n_0 = N samples of K = n_L
/// classes in equal parts, X = t I, W_1 w_1 times orthonormal columns, W_2 = 0 but for its rows
/// beyond the K-th, each of norm `idle`, every further layer w [I 0].
struct TheoremShape {
    std::vector<Eigen::Index> widths; ///< n_0 .. n_L
    int nonlinear_layers = 1;
};

/// What keeps a shape from meeting the theorem's hypotheses, in words; empty: nothing.
std::string unfit(const TheoremShape& shape);

Snapshot build(const TheoremStart& start, const TheoremShape& shape);

/// 4-4-3-2; 4-4-2-2 where nothing is idle.
Snapshot build(const TheoremStart& start);

} // namespace ncv
