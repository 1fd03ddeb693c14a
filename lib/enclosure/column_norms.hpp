/// The lengths of an inexact matrix's columns, enclosed.
#pragma once

#include "enclosure/interval_matrix.hpp"

#include <vector>

namespace ncv {

/// A column is off by no more than the matrix is.
template <class S>
std::vector<Interval> column_norms(const BallMatrix<S>& A) {
    std::vector<Interval> out;
    for (Eigen::Index i = 0; i < A.cols(); ++i)
        out.push_back(
            max(widened(enclosed_frobenius(Matrix<S>(A.mid.col(i))), A.radius), Interval(0)));
    return out;
}
inline std::vector<Interval> column_norms(const IntervalMatrix& A) {
    std::vector<Interval> out;
    for (Eigen::Index i = 0; i < A.cols(); ++i) {
        Interval squares(0);
        for (Eigen::Index k = 0; k < A.rows(); ++k) squares += square(A(k, i));
        out.push_back(sqrt(squares));
    }
    return out;
}

} // namespace ncv
