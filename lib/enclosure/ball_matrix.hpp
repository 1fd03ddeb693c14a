/// The fast tier's matrix: a midpoint computed in floating point and a proved bound on how far, in
/// Frobenius norm, the exact matrix can be from it.
///
/// Bounds, for rounding to nearest with unit roundoff u and least positive number eta:
///   product of inner size k, summed in any order, with or without fused multiply-add
///     |fl(AB) - AB| <= gamma_{k+2} |A| |B| + k eta,  gamma_k = k u/(1 - k u)
///   sum  |fl(a+b) - (a+b)| <= u |fl(a+b)|            (exact where it underflows)
/// and || |A| |B| ||_F <= ||A||_F ||B||_F. The radius is an Interval of which the upper end counts,
/// so its own rounding is enclosed, too. Where a midpoint overflows the radius is infinite.
/// Source: Higham, Accuracy and Stability of Numerical Algorithms, 2nd ed., section 3.5; Rump, Fast
/// and parallel interval arithmetic (BIT 39, 1999).
#pragma once

#include "enclosure/double_product.hpp"
#include "enclosure/point.hpp"
#include "network/scalar.hpp"

#include <algorithm>
#include <optional>
#include <vector>

namespace ncv {

/// gamma_k = k u/(1 - k u); infinite from k u = 1 on, where a sum may have no correct digit.
template <class S>
Interval enclosed_gamma(Eigen::Index k) {
    const Interval ku = Interval(static_cast<double>(k)) * enclosed_roundoff(S());
    if (!certainly_greater(Interval(1), ku)) return std::numeric_limits<double>::infinity();
    return ku / (Interval(1) - ku);
}

/// ||A||_F of the exact matrix A. The squares are of entries scaled to at most 1, so none
/// overflows; what underflows, when scaled and when squared, is below 2 eta an entry, and the sum
/// makes less than 4 n eta of it where gamma_n <= 1. The computed sum is the exact one times
/// 1 + d, |d| <= gamma_n, for every n: dividing by 1 + d gives it back, or nothing from gamma_n = 1
/// on.
template <class S>
Interval enclosed_frobenius(const Matrix<S>& A) {
    if (A.size() == 0) return Interval(0);
    const S big = A.cwiseAbs().maxCoeff();
    if (!(big > S(0))) return big == S(0) && A.allFinite() ? Interval(0) : Interval();
    if (!A.allFinite()) return Interval();
    using std::frexp, std::ldexp;
    int e = 0;
    frexp(big, &e);
    e = std::max(e, -1000); // 2^-e is a double, too
    const Eigen::Index n = A.size();
    const S scale = ldexp(S(1), -e), squares = (scale * A).squaredNorm();
    const Interval gamma = enclosed_gamma<S>(n + 2), one(1);
    const Interval lost = Interval(4.0 * static_cast<double>(n)) * least_positive(S());
    const Interval sum = (enclosed(squares) + Interval::hull(-lost, lost)) /
                         Interval::hull(one - gamma, one + gamma);
    Interval norm = sqrt(sum);
    mpfi_mul_2si(norm.data(), norm.data(), e);
    return norm;
}

/// An upper bound on ||A||: the smaller of ||A||_F and sqrt(||A||_1 ||A||_inf).
template <class S>
Interval enclosed_norm_bound(const Matrix<S>& A) {
    if (A.size() == 0) return Interval(0);
    const Interval frobenius = enclosed_frobenius(A);
    const auto sums = [&](Eigen::Index terms, const S& sum) {
        return enclosed(sum) / Interval::hull(Interval(1) - enclosed_gamma<S>(terms), Interval(1));
    };
    const Interval one = sums(A.rows(), A.cwiseAbs().colwise().sum().maxCoeff());
    const Interval inf = sums(A.cols(), A.cwiseAbs().rowwise().sum().maxCoeff());
    const Interval mixed = sqrt(one * inf);
    return mixed.is_nan() || certainly_at_most(frobenius, mixed) ? frobenius : mixed;
}

template <class S>
struct BallMatrix {
    using Real = Interval;
    using Point = S;

    Matrix<S> mid;
    Interval radius{0.0};
    std::optional<Interval> norm; ///< a bound on the midpoint's operator norm, where one is known

    BallMatrix() = default;
    BallMatrix(Matrix<S> m) : BallMatrix(std::move(m), Interval(0.0)) {}
    /// Where a number overflowed nothing is known: 0 with an infinite radius.
    BallMatrix(Matrix<S> m, Interval r) : mid(std::move(m)), radius(std::move(r)) {
        if (radius.is_nan() || !mid.allFinite()) {
            mid.setZero();
            radius = Interval(std::numeric_limits<double>::infinity());
        }
    }
    /// The exact matrix of a snapshot.
    static BallMatrix exact(const Matrix<double>& m) { return BallMatrix(m.template cast<S>()); }
    /// Of entries f(i, j).
    template <class F>
    static BallMatrix of(Eigen::Index rows, Eigen::Index cols, const F& f) {
        Matrix<S> mid(rows, cols);
        Interval squares(0);
        for (Eigen::Index j = 0; j < cols; ++j)
            for (Eigen::Index i = 0; i < rows; ++i) {
                const Interval x = f(i, j);
                mid(i, j) = middle<S>(x);
                squares += square(x - enclosed(mid(i, j)));
            }
        return {std::move(mid), sqrt(squares)};
    }
    Interval entry(Eigen::Index i, Eigen::Index j) const {
        return widened(enclosed(mid(i, j)), radius);
    }

    BallMatrix transpose() const {
        BallMatrix out{mid.transpose(), radius};
        out.norm = norm;
        return out;
    }
    Interval norm_bound() const { return norm ? *norm : enclosed_norm_bound(mid); }
    /// The same of every arithmetic's matrix: what was computed, and how far off it may be.
    const Matrix<S>& computed() const { return mid; }
    const Interval& off() const { return radius; }
    Eigen::Index rows() const { return mid.rows(); }
    Eigen::Index cols() const { return mid.cols(); }
};

/// These columns of A.
template <class S>
BallMatrix<S> columns_of(const BallMatrix<S>& A, const std::vector<Eigen::Index>& columns) {
    return {A.mid(Eigen::all, columns), A.radius};
}
template <class S>
Interval column_norm(const BallMatrix<S>& A, Eigen::Index j) {
    const Interval norm = enclosed_frobenius(Matrix<S>(A.mid.col(j)));
    return max(widened(norm, A.radius), Interval(0));
}

/// The same matrix, known less well by `slack` in Frobenius norm.
template <class S>
BallMatrix<S> widened(BallMatrix<S> A, const Interval& slack) {
    return {std::move(A.mid), A.radius + slack};
}

namespace detail {
/// What the radii of the factors leave in a product.
template <class S>
Interval inherited_radius(const BallMatrix<S>& A, const BallMatrix<S>& B) {
    Interval radius(0);
    if (!is_zero(A.radius)) radius += A.radius * (B.norm_bound() + B.radius);
    if (!is_zero(B.radius)) radius += A.norm_bound() * B.radius;
    return radius;
}
} // namespace detail

/// Of a product of inner size k with rows x cols entries; `sizes` is ||A||_F ||B||_F.
template <class S>
Interval product_rounding(Eigen::Index k, Eigen::Index rows, Eigen::Index cols,
                          const Interval& sizes) {
    const double entries = static_cast<double>(rows) * static_cast<double>(cols);
    const Interval underflow =
        Interval(static_cast<double>(k)) * least_positive(S()) * sqrt(Interval(entries));
    const Interval summing = enclosed_gamma<S>(k + 2) * sizes;
    return summing + underflow;
}

/// The lower triangle above the diagonal, too.
template <class S>
void mirror_lower(Matrix<S>& A) {
    for (Eigen::Index j = 0; j < A.cols(); ++j)
        for (Eigen::Index i = 0; i < j; ++i) A(i, j) = A(j, i);
}

/// A B by one floating-point product.
template <class S>
BallMatrix<S> plain_product(const BallMatrix<S>& A, const BallMatrix<S>& B) {
    const Interval rounding = product_rounding<S>(
        A.cols(), A.rows(), B.cols(), enclosed_frobenius(A.mid) * enclosed_frobenius(B.mid));
    return {product(A.mid, B.mid), rounding + detail::inherited_radius(A, B)};
}
template <class S>
BallMatrix<S> operator*(const BallMatrix<S>& A, const BallMatrix<S>& B) {
    return plain_product(A, B);
}
/// Declared here for every use; see fine_product.hpp.
inline BallMatrix<double> operator*(const BallMatrix<double>& A, const BallMatrix<double>& B);
template <class S>
BallMatrix<S> sum(const BallMatrix<S>& A, const BallMatrix<S>& B, const S& sign) {
    Matrix<S> mid = A.mid + sign * B.mid;
    const Interval rounding = enclosed_roundoff(S()) * enclosed_frobenius(mid);
    return {std::move(mid), A.radius + B.radius + rounding};
}
template <class S>
BallMatrix<S> operator+(const BallMatrix<S>& A, const BallMatrix<S>& B) {
    return sum(A, B, S(1));
}
template <class S>
BallMatrix<S> operator-(const BallMatrix<S>& A, const BallMatrix<S>& B) {
    return sum(A, B, S(-1));
}
/// A + b 1^T, b a column.
template <class S>
BallMatrix<S> add_to_columns(BallMatrix<S> A, const BallMatrix<S>& b) {
    A.mid.colwise() += b.mid.col(0);
    const Interval rounding = enclosed_roundoff(S()) * enclosed_frobenius(A.mid);
    const Interval columns(static_cast<double>(A.cols()));
    return {std::move(A.mid), A.radius + sqrt(columns) * b.radius + rounding};
}
template <class S>
BallMatrix<S> operator*(const S& c, const BallMatrix<S>& A) {
    Matrix<S> mid = c * A.mid;
    const Interval entries(static_cast<double>(mid.size()));
    const Interval rounding =
        enclosed_roundoff(S()) * enclosed_frobenius(mid) + sqrt(entries) * least_positive(S());
    return {std::move(mid), abs(enclosed(c)) * A.radius + rounding};
}

} // namespace ncv

#include "enclosure/fine_product.hpp"

namespace ncv {

/// ||A||_F.
template <class S>
Interval frobenius_norm(const BallMatrix<S>& A) {
    return max(widened(enclosed_frobenius(A.mid), A.radius), Interval(0));
}

} // namespace ncv
