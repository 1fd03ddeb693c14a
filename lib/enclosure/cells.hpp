/// Entries and columns of a matrix one by one, in the quickest arithmetic that knows them as well as the
/// matrix does: what is asked of each sample and class.
#pragma once

#include "enclosure/ball_matrix.hpp"
#include "enclosure/double_interval.hpp"

namespace ncv {

template <class A>
class Cells {
  public:
    using Real = typename A::Real;
    explicit Cells(const A& matrix) : matrix_(matrix) {}
    Real operator()(Eigen::Index i, Eigen::Index j) const { return matrix_.entry(i, j); }
    Real norm_of_column(Eigen::Index j) const { return column_norm(matrix_, j); }

  private:
    const A& matrix_;
};

/// A column is off by no more than the matrix is.
template <>
class Cells<BallMatrix<double>> {
  public:
    using Real = DoubleInterval;
    explicit Cells(const BallMatrix<double>& matrix)
        : matrix_(matrix), radius_(matrix.radius.upper()) {}
    Real operator()(Eigen::Index i, Eigen::Index j) const {
        const double x = matrix_.mid(i, j);
        return {detail::below(x - radius_), detail::above(x + radius_)};
    }
    /// Squares of ordinary size sum up to gamma_{p+1} of their sum; what underflows is below 2^-200 of it.
    Real norm_of_column(Eigen::Index j) const {
        const double squares = matrix_.mid.col(j).squaredNorm();
        if (!(squares > 1e-250 && squares < 1e250)) return Real(column_norm(matrix_, j));
        const double norm = std::sqrt(squares),
                     slack = 0x1p-53 * static_cast<double>(matrix_.rows() + 8) * norm;
        return {std::max(detail::below(norm - (radius_ + slack)), 0.0),
                detail::above(norm + (radius_ + slack))};
    }

  private:
    const BallMatrix<double>& matrix_;
    double radius_;
};

template <class A>
using CellReal = typename Cells<A>::Real;

} // namespace ncv
