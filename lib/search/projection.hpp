/// Hypotheses that are equalities are kept by projecting back on to them: a random step never meets
/// ||Z_L - Y||_F = 0 or D_l = 0 by itself.
#pragma once

#include "network/network.hpp"

namespace ncv {

struct Constraints {
    bool interpolates = false; ///< Z_L = Y, as far as the features allow
    bool balanced = false;     ///< D_l = 0 in the head
};

/// The nearest of a kind, up to rounding: with `interpolates` the head's product becomes Y Z^+ (its
/// first layer gives way, or all where `balanced`), with `balanced` the layers are rebuilt from
/// their product's singular value decomposition, W_l = Q_l S^{1/L2} Q_{l-1}^T with Q_l the first
/// coordinates. Returns the snapshot unchanged where there is no linear layer, or a hidden width
/// below K.
Snapshot projected(Snapshot snapshot, const Constraints& constraints);

} // namespace ncv
