/// Starts of the theorem's runs for its properties.
#pragma once

#include "instances/theorem_start.hpp"

namespace ncv::properties {

/// A start whose complete run is short enough for a check, in return for an eps1 near s_K(Y).
inline constexpr TheoremStart brisk{0.2, 3, 3.8, 0.004, 0.5, 4};

/// All weights by s, inputs by s^-3, lambda by s^-2, sharpness by s^2: gradient descent scales.
inline Snapshot rescaled(Snapshot s, double by) {
    for (auto& W : s.network.weights) W *= by;
    s.data.inputs /= by * by * by;
    *s.weight_decay /= by * by;
    s.network.activation.sharpness *= by * by;
    return s;
}

} // namespace ncv::properties
