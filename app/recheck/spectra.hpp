// Extreme singular values, verified by the signs of pivots: L D L^T of a symmetric matrix with
// pivots that are all certainly positive proves it positive definite; one that is certainly
// negative after such proves that it is not positive semidefinite, as a leading minor is negative.
#pragma once

#include "interval.hpp"

namespace recheck {

// Whether the largest, and the smallest, singular value (of the smaller dimension) lie in the
// printed interval. True only if proved; false at this precision otherwise. With `squared` the
// interval is that of the square.
bool largest_inside(const Balls& A, const Interval& printed, bool squared = false);
bool smallest_inside(const Balls& A, const Interval& printed);

// s_1(A)/s_k(A), k the smaller dimension, by bisection: for the small matrices of class means.
Interval condition_number(const Balls& A);

} // namespace recheck
