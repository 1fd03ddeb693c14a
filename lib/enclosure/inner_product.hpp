/// <A, B> = tr A^T B of two enclosed matrices of the same shape.
#pragma once

#include "enclosure/interval_matrix.hpp"

namespace ncv {

/// One product of inner size n, all entries in a row.
template <class S>
Interval inner_product(const BallMatrix<S>& A, const BallMatrix<S>& B) {
    const Interval a = enclosed_frobenius(A.mid), b = enclosed_frobenius(B.mid);
    const S sum = A.mid.cwiseProduct(B.mid).sum();
    if (!std::isfinite(nearest_double(sum))) return Interval();
    return widened(enclosed(sum), product_rounding<S>(A.mid.size(), 1, 1, a * b) +
                                      A.radius * (b + B.radius) + a * B.radius);
}
inline Interval inner_product(const IntervalMatrix& A, const IntervalMatrix& B) {
    Interval sum(0);
    for (Eigen::Index i = 0; i < A.rows(); ++i)
        for (Eigen::Index j = 0; j < A.cols(); ++j) sum += A(i, j) * B(i, j);
    return sum;
}

} // namespace ncv
