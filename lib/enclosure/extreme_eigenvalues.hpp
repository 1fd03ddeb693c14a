/// The largest and the smallest eigenvalue of a symmetric positive semidefinite matrix, enclosed.
///
/// One side is a Rayleigh quotient, which bounds an extreme eigenvalue from the inside whatever the
/// vector is. The other is a Cholesky factor: with t I - G = L L^T + E, for whatever L the
/// factorisation left, lambda_max(G) <= t + ||E||_F; so is lambda_min(G) >= t - ||E||_F from
/// G - t I = L L^T + E. Neither the factorisation nor the approximations are trusted: E is computed
/// from L. Inverse iteration with the same factor makes the vector.
/// Source: Rump, Verification of positive definiteness (BIT 46, 2006), with E a posteriori.
#pragma once

#include "enclosure/ball_matrix.hpp"

#include <Eigen/Cholesky>

namespace ncv {

enum class Extreme { largest, smallest };

namespace detail {

/// v^T G v/v^T v.
template <class S>
Interval rayleigh_quotient(const BallMatrix<S>& G, const Vector<S>& v) {
    const BallMatrix<S> column{Matrix<S>(v)};
    const BallMatrix<S> top = plain_product(column.transpose(), plain_product(G, column));
    return widened(enclosed(top.mid(0, 0)), top.radius) / square(enclosed_frobenius(column.mid));
}

template <class S>
struct ShiftedFactor {
    bool factorised = false;
    Interval defect; ///< ||E||_F, with G's own radius
    Eigen::LLT<Matrix<S>> factor;
};

/// Of sign (G - t I): sign 1 for a shift below the spectrum, -1 for one above.
template <class S>
ShiftedFactor<S> factor_shifted(const BallMatrix<S>& G, const S& t, int sign) {
    const Eigen::Index n = G.rows();
    Matrix<S> E = S(sign) * G.mid;
    E.diagonal().array() -= S(sign) * t;
    const Interval shifting = enclosed_roundoff(S()) * enclosed_frobenius(Matrix<S>(E.diagonal()));
    const Interval size = enclosed_frobenius(E);
    ShiftedFactor<S> out;
    out.factor.compute(E);
    if (out.factor.info() != Eigen::Success) return out;
    // Sums of n + 1 terms: those of -L L^T, and E as it was.
    const Matrix<S> L = out.factor.matrixL();
    E -= lower_gram(L);
    mirror_lower(E);
    const Interval rounding =
        product_rounding<S>(n + 1, n, n, size + square(enclosed_frobenius(L)));
    out.defect = frobenius_norm(BallMatrix<S>(std::move(E), G.radius + shifting + rounding));
    out.factorised = !is_infinite(out.defect) && !out.defect.is_nan();
    return out;
}

} // namespace detail

/// G: symmetric positive semidefinite, with a symmetric midpoint (see gram). `approximation` is a
/// guess and only costs time where it is wrong. The result is within [0, infinity); its relative
/// width is about n^2 u ||G||/lambda beside what G's radius costs.
template <class S>
Interval extreme_eigenvalue(const BallMatrix<S>& G, Extreme which, const S& approximation) {
    const Eigen::Index n = G.rows();
    if (n == 0) return Interval(0);
    const bool largest = which == Extreme::largest;
    const Interval bound = frobenius_norm(G);
    if (is_zero(bound)) return Interval(0);
    if (is_infinite(bound) || bound.is_nan())
        return Interval::between(0, std::numeric_limits<double>::infinity());
    if (n == 1) {
        const Interval only = widened(enclosed(G.mid(0, 0)), G.radius);
        return max(only, Interval(0));
    }

    // How far from the spectrum a shift must be for the factorisation to go through: n^2 u ||G||.
    using std::abs;
    const double size = static_cast<double>(n);
    const S least = middle<S>(Interval(4 * size * size) * enclosed_roundoff(S()) * bound);
    const S farthest = middle<S>(Interval(4) * bound);
    S centre = approximation;
    S distance = largest ? S(centre * S(0x1p-40)) : S(centre * S(0x1p-30));
    if (distance < least) distance = least;
    Vector<S> v(n);
    for (Eigen::Index i = 0; i < n; ++i) v(i) = S(1 + 0.25 * static_cast<double>(i * i % 7));
    Interval inner, outer;
    for (int attempt = 0; attempt < 60; ++attempt) {
        const S t = largest ? S(centre + distance) : S(centre - distance);
        auto shifted = detail::factor_shifted(G, t, largest ? -1 : 1);
        if (!shifted.factorised) {
            distance = S(16) * distance;
            if (distance > farthest) break;
            continue;
        }
        outer = largest ? enclosed(t) + shifted.defect : enclosed(t) - shifted.defect;
        for (int step = 0; step < 4; ++step) {
            v = shifted.factor.solve(v).eval();
            v /= v.norm();
        }
        const Interval quotient = detail::rayleigh_quotient(G, v);
        if (quotient.is_nan()) break;
        inner = inner.is_nan() ? quotient : (largest ? max(inner, quotient) : min(inner, quotient));
        const S next = S(abs(S(t - middle<S>(inner))) * S(0x1p-30));
        if (!(distance > S(4) * least) || !(next < distance)) break;
        centre = middle<S>(inner);
        distance = next < least ? least : next;
    }
    if (outer.is_nan()) outer = largest ? bound : Interval(0);
    if (inner.is_nan()) inner = widened(enclosed(G.mid(0, 0)), G.radius); // e_1's quotient
    const Interval enclosure =
        largest ? Interval::hull(inner, min(outer, bound)) : Interval::hull(outer, inner);
    return max(enclosure, Interval(0));
}

} // namespace ncv
