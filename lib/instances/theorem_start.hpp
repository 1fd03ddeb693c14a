/// Where the paper's main theorem can start: N = 4, K = 2, d = n_1 = 4, L1 = 1, L2 = 2, gamma =
/// 0.9, X = t I, W_2 = 0, W_1 and W_3 w_1 and w times orthogonal matrices. Meets phase 1's
/// condition (B8) where t w_1 w^2 is large against the label's norm. (With W_1 = w_1 I the samples
/// of a class would stay alike by symmetry, and within-class collapse would say nothing.)
/// With n_2 = K = 2 interpolation alone collapses the classes, m-K being 0; `idle` > 0 gives a
/// third hidden unit that W_2 feeds with a row of this norm and W_3 does not read: its scatter
/// within classes goes only as the head becomes balanced.
#pragma once

#include "network/network.hpp"

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
/// B10t's, for NC1 <= 0.1 by A2's bound: 4e8 steps, all of which `ncv theorem` runs.
inline constexpr TheoremStart shortest_tight{0.213, 2.89, 3.66, 1.4e-6, 0.915, 4};

Snapshot build(const TheoremStart& start);

} // namespace ncv
