/// Matrices over a scalar, and the unit roundoff of each.
#pragma once

#include <Eigen/Core>

#include <limits>

namespace ncv {

template <class S>
using Matrix = Eigen::Matrix<S, Eigen::Dynamic, Eigen::Dynamic>;
template <class S>
using Vector = Eigen::Matrix<S, Eigen::Dynamic, 1>;

/// u: half the distance from 1 to the next larger number.
template <class S>
S unit_roundoff() {
    return std::numeric_limits<S>::epsilon() / S(2);
}

} // namespace ncv
