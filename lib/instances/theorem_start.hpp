/// Where the paper's main theorem can start: N = 4, K = 2, d = n_1 = 4, L1 = 1, L2 = 2, gamma =
/// 0.9, X = t I, W_2 = 0, W_1 and W_3 w_1 and w times orthogonal matrices. Meets phase 1's
/// condition (B8) where t w_1 w^2 is large against the label's norm. (With W_1 = w_1 I the samples
/// of a class would stay alike by symmetry, and within-class collapse would say nothing.)
#pragma once

#include "network/network.hpp"

namespace ncv {

struct TheoremStart {
    double t, w_1, w, weight_decay;
};

/// The start with the shortest run known that ends with eps1 < 0.26 (B10s): 5e8 steps, found by
/// random search over all four numbers.
inline constexpr TheoremStart shortest_known{0.0057, 20, 20, 7.7e-6};

Snapshot build(const TheoremStart& start);

} // namespace ncv
