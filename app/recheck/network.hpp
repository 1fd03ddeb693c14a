// The network of a snapshot in balls: features, gradients and products of the head.
#pragma once

#include "arb.hpp"
#include "snapshot.hpp"

namespace recheck {

struct Network {
    explicit Network(const Snapshot& snapshot);

    long L, L1, K, N;        // stored layers, the first L1 of them nonlinear; classes; samples
    std::vector<Balls> W, Z; // W[l], l = 1..L, of the head and of layer L-1; Z[l] from min(L1, L-2)
    Balls Y, E;              // one-hot labels, Z_L - Y
    std::vector<Balls> R;    // R_l = G_l + lambda W_l of the head, where there is a weight decay
};

// NC1 of features Z, with classes of equal weight or weighted by their sizes.
Ball within_class_ratio(const Balls& Z, const Snapshot& s, bool weighted);
Balls class_means(const Balls& Z, const Snapshot& s);
Ball mean_cosine(const Balls& Z, const Balls& W, const Snapshot& s);

} // namespace recheck
