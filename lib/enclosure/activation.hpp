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
template <class S>
BallMatrix<S> activate(const Activation& a, const BallMatrix<S>& pre) {
    Matrix<S> mid = pre.mid;
    Interval squares(0);
    const bool piecewise_linear = a.is_positively_homogeneous();
    const S low = S(a.kind == ActivationKind::relu ? 0 : a.gamma);
    if (a.kind != ActivationKind::identity)
        for (S& x : mid.reshaped()) {
            if (piecewise_linear) {
                if (!(x > S(0))) x = low * x;
                continue;
            }
            const Interval exact = activate(a, enclosed(x));
            x = middle<S>(exact);
            squares += square(exact - enclosed(x));
        }
    // A product's rounding is u of it, and eta where it underflows.
    const Interval rounding =
        piecewise_linear ? enclosed_roundoff(S()) * enclosed_frobenius(mid) +
                               sqrt(Interval(static_cast<double>(mid.size()))) * least_positive(S())
                         : sqrt(squares);
    return {std::move(mid), pre.radius + rounding};
}

} // namespace ncv
