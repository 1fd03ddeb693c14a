/// The largest and the smallest eigenvalue of a symmetric positive semidefinite matrix, enclosed.
///
/// One side is a Rayleigh quotient, which bounds an extreme eigenvalue from the inside whatever the
/// vector is. The other is a Cholesky factor: with t I - G = L L^T + E, for whatever L the
/// factorisation left, lambda_max(G) <= t + ||E||_F; so is lambda_min(G) >= t - ||E||_F from
/// G - t I = L L^T + E. Neither the factorisation nor the approximations are trusted: E is computed
/// from L, once, at the end. Inverse iteration with the factors makes the vector and the shifts.
/// Source: Rump, Verification of positive definiteness (BIT 46, 2006), with E a posteriori.
#pragma once

#include "enclosure/ball_matrix.hpp"

#include <Eigen/Cholesky>

#include <optional>

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

/// Of sign (G - t I): sign 1 for a shift below the spectrum, -1 for one above.
template <class S>
Matrix<S> shifted_by(const Matrix<S>& G, const S& t, int sign) {
    Matrix<S> shifted = S(sign) * G;
    shifted.diagonal().array() -= S(sign) * t;
    return shifted;
}

/// ||sign (G - t I) - L L^T||_F, with G's own radius.
template <class S>
Interval factor_defect(const BallMatrix<S>& G, const S& t, int sign, const Matrix<S>& L) {
    const Eigen::Index n = G.rows();
    Matrix<S> E = shifted_by(G.mid, t, sign);
    const Interval shifting = enclosed_roundoff(S()) * enclosed_frobenius(Matrix<S>(E.diagonal()));
    const Interval size = enclosed_frobenius(E);
    // Sums of n + 1 terms: those of -L L^T, and E as it was.
    E -= lower_gram(L);
    mirror_lower(E);
    const Interval rounding =
        product_rounding<S>(n + 1, n, n, size + square(enclosed_frobenius(L)));
    return frobenius_norm(BallMatrix<S>(std::move(E), G.radius + shifting + rounding));
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
    // Inverse iteration makes v's residual r, then some eigenvalue is within r of its quotient: the
    // next shift goes there, or 2^-30 of the way where eigenvalues that lie together hold v back.
    const int sign = largest ? -1 : 1;
    Eigen::LLT<Matrix<S>> factor;
    std::optional<S> shift; // the last that the factorisation went through with
    Matrix<S> L;
    for (int attempt = 0; attempt < 60; ++attempt) {
        const S t = largest ? S(centre + distance) : S(centre - distance);
        factor.compute(detail::shifted_by(G.mid, t, sign));
        if (factor.info() != Eigen::Success) {
            distance = S(16) * distance;
            if (distance > farthest) break;
            continue;
        }
        shift = t;
        L = factor.matrixL();
        for (int step = 0; step < 4; ++step) {
            v = factor.solve(v).eval();
            v /= v.norm();
        }
        const Vector<S> image = G.mid * v;
        const S quotient = v.dot(image);
        const S residual = S((image - quotient * v).norm());
        const S nearer = S(abs(S(t - quotient)) * S(0x1p-30));
        const S next = residual < nearer ? residual : nearer;
        if (!(distance > S(4) * least) || !(next < distance)) break;
        centre = quotient;
        distance = next < least ? least : next;
    }
    Interval inner = detail::rayleigh_quotient(G, v), outer;
    if (shift) {
        const Interval defect = detail::factor_defect(G, *shift, sign, L);
        outer = largest ? enclosed(*shift) + defect : enclosed(*shift) - defect;
    }
    if (outer.is_nan()) outer = largest ? bound : Interval(0);
    if (inner.is_nan()) inner = widened(enclosed(G.mid(0, 0)), G.radius); // e_1's quotient
    const Interval enclosure =
        largest ? Interval::hull(inner, min(outer, bound)) : Interval::hull(outer, inner);
    return max(enclosure, Interval(0));
}

} // namespace ncv
