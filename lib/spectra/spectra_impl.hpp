/// Definitions of spectra.hpp; included only where they are instantiated.
#pragma once

#include "spectra/decompositions.hpp"
#include "spectra/spectra.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <type_traits>
#include <vector>

namespace ncv {
namespace detail {

/// A power of two near x > 0, by which scaling is exact.
template <class S>
S power_of_two_near(const S& x) {
    using std::frexp, std::ldexp;
    int e = 0;
    frexp(x, &e);
    return ldexp(S(1), e);
}

template <class S>
S largest_entry(const Matrix<S>& A) {
    return A.size() ? S(A.cwiseAbs().maxCoeff()) : S(0);
}

/// Euclidean norm without underflow of the squares.
template <class S, class V>
S safe_norm(const V& v) {
    const S big = v.cwiseAbs().maxCoeff();
    if (!(big > S(0))) return S(0);
    using std::sqrt;
    return big * sqrt(S((v / big).squaredNorm()));
}

template <class S>
Matrix<S> rows_sorted_by_norm(const Matrix<S>& A) {
    std::vector<Eigen::Index> order(static_cast<std::size_t>(A.rows()));
    std::iota(order.begin(), order.end(), Eigen::Index(0));
    Vector<S> size(A.rows());
    for (Eigen::Index i = 0; i < A.rows(); ++i) size(i) = A.row(i).cwiseAbs().maxCoeff();
    std::stable_sort(order.begin(), order.end(),
                     [&](Eigen::Index a, Eigen::Index b) { return size(a) > size(b); });
    Matrix<S> sorted(A.rows(), A.cols());
    for (Eigen::Index i = 0; i < A.rows(); ++i)
        sorted.row(i) = A.row(order[static_cast<std::size_t>(i)]);
    return sorted;
}

/// One-sided Jacobi: rotates columns of B until they are orthogonal; returns their norms.
/// The cosine of two columns is formed from normalised ones, so graded columns do not underflow.
template <class S>
Vector<S> orthogonalise_columns(Matrix<S> B) {
    using std::abs, std::sqrt;
    const Eigen::Index n = B.cols();
    const S tolerance = unit_roundoff<S>() * S(static_cast<double>(std::max<Eigen::Index>(n, 4)));
    Vector<S> norm(n);
    for (Eigen::Index j = 0; j < n; ++j) norm(j) = safe_norm<S>(B.col(j));
    bool rotated = true;
    for (int sweep = 0; rotated && sweep < 60; ++sweep) {
        rotated = false;
        for (Eigen::Index p = 0; p < n; ++p) {
            for (Eigen::Index q = p + 1; q < n; ++q) {
                if (!(norm(p) > S(0)) || !(norm(q) > S(0))) continue;
                const S cosine = (B.col(p) / norm(p)).dot(B.col(q) / norm(q));
                if (!(abs(cosine) > tolerance)) continue;
                rotated = true;
                const S zeta = (norm(q) / norm(p) - norm(p) / norm(q)) / (S(2) * cosine);
                const S t = (zeta >= S(0) ? S(1) : S(-1)) / (abs(zeta) + sqrt(S(1) + zeta * zeta));
                const S c = S(1) / sqrt(S(1) + t * t), s = c * t;
                for (Eigen::Index i = 0; i < B.rows(); ++i) {
                    const S x = B(i, p), y = B(i, q);
                    B(i, p) = c * x - s * y;
                    B(i, q) = s * x + c * y;
                }
                norm(p) = safe_norm<S>(B.col(p));
                norm(q) = safe_norm<S>(B.col(q));
            }
        }
    }
    std::sort(norm.data(), norm.data() + n, [](const S& a, const S& b) { return a > b; });
    return norm;
}

/// Rows and columns scaled by powers of two to largest entries in [1/2, 1]; zero ones stay.
template <class S>
Matrix<S> equilibrated(Matrix<S> A) {
    for (int round = 0; round < 4; ++round) {
        for (Eigen::Index i = 0; i < A.rows(); ++i) {
            const S big = A.row(i).cwiseAbs().maxCoeff();
            if (big > S(0)) A.row(i) /= power_of_two_near(big);
        }
        for (Eigen::Index j = 0; j < A.cols(); ++j) {
            const S big = A.col(j).cwiseAbs().maxCoeff();
            if (big > S(0)) A.col(j) /= power_of_two_near(big);
        }
    }
    return A;
}

/// Eigenvalues of the smaller Gram matrix of A, rising.
template <class S>
Vector<S> gram_eigenvalues(const Matrix<S>& A) {
    const Matrix<S> gram =
        A.rows() <= A.cols() ? Matrix<S>(A * A.transpose()) : Matrix<S>(A.transpose() * A);
    return Eigen::SelfAdjointEigenSolver<Matrix<S>>(gram, Eigen::EigenvaluesOnly).eigenvalues();
}

/// Singular values within spectral_rounding of the largest; where there are many in double, by a
/// bidiagonal form and divide and conquer, which keeps no relative accuracy.
template <class S>
Vector<S> values_to_the_largest(const Matrix<S>& A) {
    if constexpr (std::is_same_v<S, double>)
        if (std::min(A.rows(), A.cols()) > many_values && A.allFinite()) {
            const Eigen::BDCSVD<Matrix<S>> svd(A);
            if (svd.info() == Eigen::Success) return svd.singularValues();
        }
    return singular_values(A);
}

template <class S>
S spectral_rounding(const Matrix<S>& A) {
    return S(8) * S(static_cast<double>(std::max(A.rows(), A.cols()))) * unit_roundoff<S>();
}

} // namespace detail

template <class S>
Vector<S> singular_values(const Matrix<S>& A) {
    const Eigen::Index k = std::min(A.rows(), A.cols());
    const S big = detail::largest_entry(A);
    if (k == 0 || big == S(0)) return Vector<S>::Zero(k);
    if (!(big <= std::numeric_limits<S>::max()))
        return Vector<S>::Constant(k, std::numeric_limits<S>::quiet_NaN());
    const S unit = detail::power_of_two_near(big);
    const Matrix<S> tall =
        A.rows() >= A.cols() ? Matrix<S>(A / unit) : Matrix<S>((A / unit).transpose());
    const Eigen::ColPivHouseholderQR<Matrix<S>> qr(detail::rows_sorted_by_norm(tall));
    const Matrix<S> R = qr.matrixR().topRows(k).template triangularView<Eigen::Upper>();
    return unit * detail::orthogonalise_columns<S>(R.transpose());
}

template <class S>
Spectrum<S> spectrum(const Matrix<S>& A) {
    using std::sqrt;
    Spectrum<S> out;
    out.values = detail::values_to_the_largest(A);
    const Eigen::Index k = out.values.size();
    const S rounding = detail::spectral_rounding(A);
    out.errors = Vector<S>::Constant(k, rounding * out.largest());
    if (k == 0 || !(out.largest() > S(0))) return out;
    if (out.values(k - 1) > sqrt(unit_roundoff<S>()) * out.largest()) {
        out.rank = static_cast<int>(k);
        return out;
    }
    const Vector<S> scaled = detail::values_to_the_largest(detail::equilibrated(A));
    while (out.rank < k && scaled(out.rank) > rounding * scaled(0)) ++out.rank;
    if (out.rank < k) return out;
    if (k > many_values) out.values = singular_values(A); // graded
    const S condition = scaled(0) / scaled(k - 1);
    for (Eigen::Index i = 0; i < k; ++i) {
        const S relative = rounding * condition * out.values(i);
        if (relative < out.errors(i)) out.errors(i) = relative;
    }
    return out;
}

template <class S>
S operator_norm(const Matrix<S>& A) {
    using std::sqrt;
    const S big = detail::largest_entry(A);
    if (big == S(0)) return S(0);
    if (!(big <= std::numeric_limits<S>::max())) return std::numeric_limits<S>::quiet_NaN();
    const S unit = detail::power_of_two_near(big);
    const Matrix<S> B = A / unit;
    if (B.cols() == 1 || B.rows() == 1) return unit * B.norm();
    const Vector<S> squares = detail::gram_eigenvalues(B);
    return unit * sqrt(S(squares(squares.size() - 1)));
}

template <class S>
int rank_above(const Matrix<S>& A, const S& share) {
    const S big = detail::largest_entry(A);
    if (!(big > S(0)) || !(big <= std::numeric_limits<S>::max())) return 0;
    const Vector<S> squares =
        detail::gram_eigenvalues(Matrix<S>(A / detail::power_of_two_near(big)));
    const S least = share * share * squares(squares.size() - 1);
    return static_cast<int>((squares.array() > least).count());
}

template <class S>
S condition_number(const Matrix<S>& A, Eigen::Index k) {
    if (k < 1 || k > std::min(A.rows(), A.cols())) return std::numeric_limits<S>::infinity();
    return spectrum(A).condition(k);
}

} // namespace ncv
