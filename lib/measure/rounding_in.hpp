/// What bounds on rounding are made of, in the arithmetics that take samples in few columns: numbers
/// like all others, or intervals of which the upper end counts.
#pragma once

#include "enclosure/interval_matrix.hpp"
#include "spectra/approx_matrix.hpp"

namespace ncv {

/// `gamma` is k u/(1 - k u), `length` ||M||_F and `squares` its square. `counted` takes a bound that was added up from positive
/// numbers in S, so that it is off by less than a millionth of itself; `underflow` is what that many
/// entries lose to it when each is computed once.
template <class A>
struct RoundingIn;

template <class S>
struct RoundingIn<ApproxMatrix<S>> {
    using Bound = S;
    static Bound number(double v) { return S(v); }
    static Bound unit() { return unit_roundoff<S>(); }
    static Bound gamma(Eigen::Index k) { return gamma_factor<S>(k); }
    static Bound length(const Matrix<S>& M) { return M.norm(); }
    static Bound squares(const Matrix<S>& M) { return M.squaredNorm(); }
    static Bound norm(const Matrix<S>& M) { return norm_bound(M); }
    static Bound counted(const S& bound) { return bound; }
    static Bound underflow(Eigen::Index) { return S(0); }
};

template <class S>
struct RoundingIn<BallMatrix<S>> {
    using Bound = Interval;
    static Bound number(double v) { return Interval(v); }
    static Bound unit() { return enclosed_roundoff(S()); }
    static Bound gamma(Eigen::Index k) { return enclosed_gamma<S>(k); }
    static Bound length(const Matrix<S>& M) { return enclosed_frobenius(M); }
    static Bound squares(const Matrix<S>& M) { return square(enclosed_frobenius(M)); }
    static Bound norm(const Matrix<S>& M) { return enclosed_norm_bound(M); }
    static Bound counted(const S& bound) { return Interval(bound) * Interval(1 + 0x1p-20); }
    static Bound underflow(Eigen::Index entries) {
        return sqrt(Interval(static_cast<double>(entries))) * least_positive(S());
    }
};

} // namespace ncv
