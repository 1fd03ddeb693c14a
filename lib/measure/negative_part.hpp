/// The negative part of a symmetric matrix, for every arithmetic.
#pragma once

#include "network/network.hpp"
#include "spectra/approx.hpp"

namespace ncv {

/// lambda_max(-D)_+ of a symmetric D: ||c I - D|| - c for any c >= ||D||.
template <class A>
typename A::Real negative_part(const A& D) {
    using Real = typename A::Real;
    const auto number = [](double v) { return Real(scalar_of_t<Real>(v)); };
    const double c = upper_double(frobenius_norm(D));
    const A shifted = A::exact(c * Matrix<double>::Identity(D.rows(), D.cols())) - D;
    return max(operator_norm(shifted) - number(c), number(0.0));
}

} // namespace ncv
