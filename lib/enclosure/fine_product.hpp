/// Products in double that are almost as good as rounded once: a floating-point product that is
/// exact, and one of twice the inner size, of what it leaves.
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

/// 1.5 2^52: added and taken off again it rounds what is below 2^51 to whole numbers.
inline constexpr double rounding_at_one = 0x1.8p52;

/// A = leading + rest, leading = integers 2^exponents, row by row.
struct SplitRows {
    Matrix<double> integers, leading, rest;
    Vector<double> up; ///< 2^exponents

    SplitRows(const Matrix<double>& A, int bits) : up(A.rows()) {
        const Vector<double> largest = A.cwiseAbs().rowwise().maxCoeff();
        Vector<double> down(A.rows());
        for (Eigen::Index i = 0; i < A.rows(); ++i) {
            int e = 0;
            std::frexp(largest(i), &e);
            down(i) = std::ldexp(1, bits - e);
            up(i) = std::ldexp(1, e - bits);
        }
        integers = ((down.asDiagonal() * A).array() + rounding_at_one) - rounding_at_one;
        leading = up.asDiagonal() * integers;
        rest = A - leading;
    }
};

/// A1 and [A1 A2] of rows of the left factor; the sizes of A1 and A2.
struct LeftFactor {
    Matrix<double> integers, both;
    Vector<double> up;
    Interval leading, rest;

    LeftFactor(const Matrix<double>& A, int bits) {
        SplitRows split(A, bits);
        leading = enclosed_frobenius(split.leading);
        rest = enclosed_frobenius(split.rest);
        both.resize(A.rows(), 2 * A.cols());
        both << split.leading, split.rest;
        integers = std::move(split.integers);
        up = std::move(split.up);
    }
};
/// B1, and B2 above B, of columns of the right one; the sizes of B2 and B.
struct RightFactor {
    Matrix<double> integers, both;
    Vector<double> up;
    Interval rest, whole;

    RightFactor(const Matrix<double>& B, int bits) {
        SplitRows split(B.transpose(), bits);
        rest = enclosed_frobenius(split.rest);
        whole = enclosed_frobenius(B);
        both.resize(2 * B.rows(), B.cols());
        both << split.rest.transpose(), B;
        integers = split.integers.transpose();
        up = std::move(split.up);
    }
};

/// A1 B1 + (A1 B2 + A2 B), the sum in brackets as one product of twice the inner size.
inline BallMatrix<double> fine_block(const LeftFactor& a, const RightFactor& b) {
    Matrix<double> mid = product(a.integers, b.integers);
    mid = a.up.asDiagonal() * mid;
    mid = mid * b.up.asDiagonal();
    mid += product(a.both, b.both);
    const double entries = static_cast<double>(mid.size());
    const Interval underflow = sqrt(Interval(entries)) * least_positive(double());
    const Interval small = product_rounding<double>(a.both.cols(), mid.rows(), mid.cols(),
                                                    a.leading * b.rest + a.rest * b.whole);
    const Interval adding = enclosed_roundoff(double()) * enclosed_frobenius(mid);
    return {std::move(mid), underflow + small + adding};
}

} // namespace detail

/// In blocks, whose radii add as squares: what is split takes little memory.
inline BallMatrix<double> operator*(const BallMatrix<double>& A, const BallMatrix<double>& B) {
    constexpr Eigen::Index block = 256;
    int log_k = 0;
    while (Eigen::Index(1) << log_k < A.cols()) ++log_k;
    const int bits = (53 - log_k) / 2;
    const double low = 0x1p-900, high = 0x1p900; // no split part over- or underflows between
    const auto ordinary = [&](const Matrix<double>& M) {
        bool all = M.size() > 0;
        for (const double x : M.reshaped())
            all &= x == 0 || (std::abs(x) > low && std::abs(x) < high);
        return all;
    };
    if (A.cols() < 2 || !ordinary(A.mid) || !ordinary(B.mid)) return plain_product(A, B);
    Matrix<double> mid(A.rows(), B.cols());
    Interval squares(0);
    for (Eigen::Index j = 0; j < B.cols(); j += block) {
        const Eigen::Index columns = std::min(block, B.cols() - j);
        const detail::RightFactor right(B.mid.middleCols(j, columns), bits);
        for (Eigen::Index i = 0; i < A.rows(); i += block) {
            const Eigen::Index rows = std::min(block, A.rows() - i);
            const detail::LeftFactor left(A.mid.middleRows(i, rows), bits);
            const auto part = detail::fine_block(left, right);
            mid.block(i, j, rows, columns) = part.mid;
            squares += square(part.radius);
        }
    }
    BallMatrix<double> out(std::move(mid), sqrt(squares));
    out.radius += detail::inherited_radius(A, B);
    return out;
}

} // namespace ncv
