/// Products in double that are almost as good as rounded once: three floating-point products, the
/// first of which is exact.
///
/// Rows of A and columns of B are split, A = A1 + A2, with A1 the leading t bits of each row
/// relative to its largest entry; then A1 B1 sums k products of integers below 2^{2t}, and with
/// 2t + ceil(log2 k) <= 53 no partial sum rounds, in whatever order. What is left, A1 B2 + A2 B, is
/// 2^-t as large, and so is its rounding. An a-priori bound grows with k and ||A||_F ||B||_F, far
/// beyond what a real network's forward pass loses; here that only touches the small part.
/// Source: Ozaki, Ogita, Oishi & Rump, Error-free transformations of matrix multiplication by using
/// fast routines of matrix multiplication (Numerical Algorithms 59, 2012).
#pragma once

#include "enclosure/ball_matrix.hpp"

#include <cmath>

namespace ncv {
namespace detail {

/// integers 2^exponents + rest = the matrix, row by row.
struct SplitRows {
    Matrix<double> integers, rest;
    Vector<int> exponents;
};

inline SplitRows split_rows(const Matrix<double>& A, int bits) {
    SplitRows out{Matrix<double>(A.rows(), A.cols()), A, Vector<int>::Zero(A.rows())};
    const Vector<double> largest = A.cwiseAbs().rowwise().maxCoeff();
    for (Eigen::Index i = 0; i < A.rows(); ++i) {
        int e = 0;
        std::frexp(largest(i), &e);
        out.exponents(i) = e - bits;
    }
    for (Eigen::Index j = 0; j < A.cols(); ++j)
        for (Eigen::Index i = 0; i < A.rows(); ++i) {
            const double whole = std::nearbyint(std::ldexp(A(i, j), -out.exponents(i)));
            out.integers(i, j) = whole;
            out.rest(i, j) -= std::ldexp(whole, out.exponents(i));
        }
    return out;
}

} // namespace detail

inline BallMatrix<double> operator*(const BallMatrix<double>& A, const BallMatrix<double>& B) {
    using Ball = BallMatrix<double>;
    int log_k = 0;
    while (Eigen::Index(1) << log_k < A.cols()) ++log_k;
    const int bits = (53 - log_k) / 2;
    const double low = 0x1p-900, high = 0x1p900; // no split part over- or underflows between
    const auto ordinary = [&](const Matrix<double>& M) {
        return M.size() && M.allFinite() && M.cwiseAbs().maxCoeff() < high &&
               (M.array() == 0 || M.array().abs() > low).all();
    };
    if (A.cols() < 2 || !ordinary(A.mid) || !ordinary(B.mid)) return plain_product(A, B);
    const auto a = detail::split_rows(A.mid, bits);
    const auto b = detail::split_rows(B.mid.transpose(), bits);
    Matrix<double> leading = a.integers * b.integers.transpose();
    Matrix<double> A1 = a.integers;
    for (Eigen::Index j = 0; j < leading.cols(); ++j)
        for (Eigen::Index i = 0; i < leading.rows(); ++i)
            leading(i, j) = std::ldexp(leading(i, j), a.exponents(i) + b.exponents(j));
    for (Eigen::Index j = 0; j < A1.cols(); ++j)
        for (Eigen::Index i = 0; i < A1.rows(); ++i)
            A1(i, j) = std::ldexp(A1(i, j), a.exponents(i));
    const Ball small = plain_product(Ball(A1), Ball(Matrix<double>(b.rest.transpose()))) +
                       plain_product(Ball(a.rest), Ball(B.mid));
    const double entries = static_cast<double>(leading.size());
    const Interval underflow = sqrt(Interval(entries)) * least_positive(double());
    Ball out = Ball(std::move(leading), underflow) + small;
    out.radius += detail::inherited_radius(A, B);
    return out;
}

} // namespace ncv
