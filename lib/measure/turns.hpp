/// Half the squared chord that one vector turns another by, 1 - cos, without cancellation.
#pragma once

#include "spectra/approx.hpp"

namespace ncv {

/// Adding a vector of length v to one of length at least 1: at most 1 - cos(arcsin v), and anything
/// from v = 1 on. Doubt counts as the worse.
template <class Real>
Real turn_by_adding(const Real& v) {
    const Real one(scalar_of_t<Real>(1)), two(scalar_of_t<Real>(2)), square_v = square(v);
    const Real turn = square_v / (one + sqrt(one - square_v));
    if (certainly_greater(one, v)) return turn;
    if constexpr (is_enclosure<Real>)
        if (!certainly_at_most(one, v)) return Real::hull(turn, two);
    return two;
}

/// Adding one of length r at a right angle: 1 - cos(arctan r).
template <class Real>
Real turn_at_right_angle(const Real& r) {
    const Real one(scalar_of_t<Real>(1)), square_r = square(r), root = sqrt(one + square_r);
    return square_r / (root * (one + root));
}

/// c v^2, c = 1 where v < 1, else 2: at least turn_by_adding.
template <class Real>
Real turn_bound(const Real& v) {
    const Real one(scalar_of_t<Real>(1)), two(scalar_of_t<Real>(2));
    if (certainly_greater(one, v)) return square(v);
    if constexpr (is_enclosure<Real>)
        if (!certainly_at_most(one, v)) return Real::hull(square(v), two * square(v));
    return two * square(v);
}

} // namespace ncv
