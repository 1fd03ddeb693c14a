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

#include <algorithm>
#include <cmath>
#include <utility>

namespace ncv {
namespace detail {

/// A = integers 2^exponents + rest, row by row.
struct SplitRows {
    Matrix<double> integers, rest;
    Vector<int> exponents;

    SplitRows(const Matrix<double>& A, int bits)
        : integers(A.rows(), A.cols()), rest(A), exponents(A.rows()) {
        const Vector<double> largest = A.cwiseAbs().rowwise().maxCoeff();
        for (Eigen::Index i = 0; i < A.rows(); ++i) {
            int e = 0;
            std::frexp(largest(i), &e);
            exponents(i) = e - bits;
        }
        for (Eigen::Index j = 0; j < A.cols(); ++j)
            for (Eigen::Index i = 0; i < A.rows(); ++i) {
                integers(i, j) = std::nearbyint(std::ldexp(A(i, j), -exponents(i)));
                rest(i, j) -= std::ldexp(integers(i, j), exponents(i));
            }
    }
    /// integers 2^exponents, exactly.
    Matrix<double> leading() const {
        Matrix<double> out = integers;
        for (Eigen::Index j = 0; j < out.cols(); ++j)
            for (Eigen::Index i = 0; i < out.rows(); ++i)
                out(i, j) = std::ldexp(out(i, j), exponents(i));
        return out;
    }
};

/// Rows of the left factor, split once for all columns of the right one.
struct SplitFactor {
    using Ball = BallMatrix<double>;
    SplitRows split;
    Ball first, second;
    int bits;

    SplitFactor(const Matrix<double>& A, int b)
        : split(A, b), first(split.leading()), second(std::move(split.rest)), bits(b) {}

    Ball times(const Matrix<double>& B) const {
        SplitRows b(B.transpose(), bits);
        Matrix<double> leading = split.integers * b.integers.transpose();
        for (Eigen::Index j = 0; j < leading.cols(); ++j)
            for (Eigen::Index i = 0; i < leading.rows(); ++i)
                leading(i, j) = std::ldexp(leading(i, j), split.exponents(i) + b.exponents(j));
        const double entries = static_cast<double>(leading.size());
        const Interval underflow = sqrt(Interval(entries)) * least_positive(double());
        return Ball(std::move(leading), underflow) +
               (plain_product(first, Ball(b.rest.transpose())) + plain_product(second, Ball(B)));
    }
};

} // namespace detail

/// In blocks, whose radii add as squares: what is split takes little memory.
inline BallMatrix<double> operator*(const BallMatrix<double>& A, const BallMatrix<double>& B) {
    constexpr Eigen::Index block = 128;
    int log_k = 0;
    while (Eigen::Index(1) << log_k < A.cols()) ++log_k;
    const int bits = (53 - log_k) / 2;
    const double low = 0x1p-900, high = 0x1p900; // no split part over- or underflows between
    const auto ordinary = [&](const Matrix<double>& M) {
        return M.size() && M.allFinite() && M.cwiseAbs().maxCoeff() < high &&
               (M.array() == 0 || M.array().abs() > low).all();
    };
    if (A.cols() < 2 || !ordinary(A.mid) || !ordinary(B.mid)) return plain_product(A, B);
    Matrix<double> mid(A.rows(), B.cols());
    Interval squares(0);
    for (Eigen::Index i = 0; i < A.rows(); i += block) {
        const Eigen::Index rows = std::min(block, A.rows() - i);
        const detail::SplitFactor left(A.mid.middleRows(i, rows), bits);
        for (Eigen::Index j = 0; j < B.cols(); j += block) {
            const Eigen::Index columns = std::min(block, B.cols() - j);
            const auto part = left.times(B.mid.middleCols(j, columns));
            mid.block(i, j, rows, columns) = part.mid;
            squares += square(part.radius);
        }
    }
    BallMatrix<double> out(std::move(mid), sqrt(squares));
    out.radius += detail::inherited_radius(A, B);
    return out;
}

} // namespace ncv
