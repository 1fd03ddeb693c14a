/// The activations of network/activation.hpp enclosed. MPFR rounds its elementary functions
/// correctly, so no mathematical library's accuracy is taken on trust.
#pragma once

#include "enclosure/ball_matrix.hpp"
#include "network/activation.hpp"

namespace ncv {

/// sigma(x) for every x of the interval.
Interval activate(const Activation& a, const Interval& x);

/// sigma'(x) for every x of the interval; at a kink the left slope.
Interval slope(const Activation& a, const Interval& x);

/// sigma of every entry. Slopes are at most 1, so a radius passes through unchanged.
inline BallMatrix<double> activate(const Activation& a, const BallMatrix<double>& pre) {
    Matrix<double> mid = pre.mid;
    Interval squares(0);
    const bool piecewise_linear = a.is_positively_homogeneous();
    // Digits enough that MPFR's rounding does not count beside double's.
    const IntervalPrecision precision(80);
    if (a.kind != ActivationKind::identity)
        for (double& x : mid.reshaped()) {
            if (piecewise_linear) {
                if (!(x > 0)) x = a.least_slope() * x;
                continue;
            }
            const Interval exact = activate(a, enclosed(x));
            x = middle<double>(exact);
            squares += square(exact - enclosed(x));
        }
    // A product's rounding is u of it, and eta where it underflows.
    const Interval rounding =
        piecewise_linear
            ? enclosed_roundoff(double()) * enclosed_frobenius(mid) +
                  sqrt(Interval(static_cast<double>(mid.size()))) * least_positive(double())
            : sqrt(squares);
    return {std::move(mid), pre.radius + rounding};
}

} // namespace ncv
