/// The row space of W (K x m, rank K), P = W^+ W, without a computed projection: for any C,
///   (I-P) A = (A - W^T C) - W^+ W (A - W^T C),     W^+ A = W^T C + W^+ (A - W W^T C),
/// and ||W^+ S||_F <= ||S||_F/s_K(W). C is an approximate solution; only its residual counts.
#pragma once

#include "enclosure/interval_matrix.hpp"

#include <Eigen/QR>

namespace ncv {

template <class A>
class EnclosedRowSpace {
    using S = typename A::Point;

  public:
    /// `smallest` is s_K(W); where it may be 0 little is known.
    EnclosedRowSpace(const A& W, const Interval& smallest)
        : W_(W), smallest_(smallest), least_squares_(point(W.transpose())) {}

    /// (I - P) B.
    A outside(const A& B) const {
        const A C{Matrix<S>(least_squares_.solve(point(B)))};
        const A rest = B - W_.transpose() * C;
        return widened(rest, through_inverse(frobenius_norm(W_ * rest)));
    }
    /// W^+ B for B with K rows.
    A pseudo_inverse_times(const A& B) const {
        // C = (W W^T)^{-1} B by two triangular solves with W^T = Q R.
        const auto K = W_.rows();
        const Matrix<S> R =
            least_squares_.matrixQR().topRows(K).template triangularView<Eigen::Upper>();
        Matrix<S> C = R.transpose().template triangularView<Eigen::Lower>().solve(point(B));
        C = R.template triangularView<Eigen::Upper>().solve(C).eval();
        const A CC{std::move(C)};
        const A near = W_.transpose() * CC;
        return widened(near, through_inverse(frobenius_norm(B - W_ * near)));
    }

  private:
    /// ||W^+ S||_F for ||S||_F = norm.
    Interval through_inverse(const Interval& norm) const {
        if (is_zero(norm)) return norm;
        if (certainly_greater(smallest_, Interval(0))) return norm / smallest_;
        return std::numeric_limits<double>::infinity();
    }
    static Matrix<S> point(const BallMatrix<S>& M) { return M.mid; }
    static Matrix<S> point(const IntervalMatrix& M) { return ball_around(M).mid; }

    A W_;
    Interval smallest_;
    Eigen::HouseholderQR<Matrix<S>> least_squares_;
};

/// The interface that measuring asks for; the condition number is not needed.
template <class S>
EnclosedRowSpace<BallMatrix<S>> row_space(const BallMatrix<S>& W, const Interval&,
                                          const Interval& smallest) {
    return {W, smallest};
}
inline EnclosedRowSpace<IntervalMatrix> row_space(const IntervalMatrix& W, const Interval&,
                                                  const Interval& smallest) {
    return {W, smallest};
}

} // namespace ncv
