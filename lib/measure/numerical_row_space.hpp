/// The row space of an inexact matrix as far as double tells its directions from none, the same for every
/// arithmetic.
#pragma once

#include "enclosure/row_space.hpp"
#include "spectra/approx_matrix.hpp"
#include "spectra/decompositions.hpp"
#include "spectra/spectra.hpp"

#include <algorithm>
#include <optional>

namespace ncv::detail {

inline Matrix<double> nearest(const ApproxMatrix<double>& A) { return A.value; }
template <class S>
Matrix<double> nearest(const ApproxMatrix<S>& A) {
    return A.value.template cast<double>();
}
template <class S>
Matrix<double> nearest(const BallMatrix<S>& A) {
    return in_double(A.mid);
}
inline Matrix<double> nearest(const IntervalMatrix& A) { return nearest(ball_around(A)); }

/// Left singular vectors, those of the largest values first; any that are near will do.
inline Matrix<double> left_vectors(const Matrix<double>& M) {
    if (std::min(M.rows(), M.cols()) > many_values)
        return Eigen::BDCSVD<Matrix<double>>(M, Eigen::ComputeThinU).matrixU();
    return Eigen::JacobiSVD<Matrix<double>>(M, Eigen::ComputeThinU).matrixU();
}

/// The row space of V without the directions that double does not tell from none.
template <class A>
class NumericalRowSpace {
    using Real = typename A::Real;

  public:
    explicit NumericalRowSpace(const A& V) : width_(V.cols()) {
        const Matrix<double> near = nearest(V);
        rank_ = spectrum(near).rank;
        whole_ = rank_ == std::min(V.rows(), V.cols());
        if (rank_ == 0) return;
        A kept = V;
        if (!whole_) {
            kept = A::exact(left_vectors(near).leftCols(rank_).transpose()) * V;
        }
        const auto values = spectrum(kept);
        const Real least = values.s(rank_);
        certain_ = certainly_greater(least, Real(scalar_of_t<Real>(0)));
        if (rank_ < width_)
            rows_.emplace(
                row_space(kept, condition(values, values.largest(), least, rank_), least));
    }
    bool is_whole() const { return whole_; } ///< nothing was left out
    /// It has the rank that it seems to have; in intervals, all of min(K-1, p).
    bool is_certain() const { return certain_ && (whole_ || !is_enclosure<Real>); }
    /// (I - P) B.
    A outside(const A& B) const {
        if (rank_ == 0) return B;
        return rows_ ? rows_->outside(B) : typename A::Point(0) * B;
    }

  private:
    using Rows = decltype(row_space(std::declval<A>(), Real(), Real()));
    Eigen::Index width_, rank_ = 0;
    bool whole_ = false, certain_ = true;
    std::optional<Rows> rows_;
};

} // namespace ncv::detail
