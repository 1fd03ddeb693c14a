/// What of a layer's space the logits see: the row space of V = A W_{L:l+1}, of whatever rank,
/// P = V^+ V.
#pragma once

#include "spectra/approx_matrix.hpp"
#include "spectra/decompositions.hpp"

#include <optional>
#include <utility>

namespace ncv {

template <class A>
class TailRows {
    using Real = typename A::Real;
    using Rows =
        decltype(row_space(std::declval<const A&>(), std::declval<Real>(), std::declval<Real>()));

  public:
    /// V is k x n of rank `rank`, which the caller knows: rows of V that span its row space take
    /// its place, V = C V_s, V^+ = V_s^+ C^+. Where these are certain of fewer directions only, what
    /// is looked at is V without the others.
    TailRows(const A& V, Eigen::Index rank) : width_(V.cols()), rank_(rank) {
        const auto k = V.rows();
        s1 = spectrum(V).largest();
        A spanning;
        Real smallest = s1, kappa = s1;
        for (; rank_ > 0; --rank_) {
            spanning = rank_ == k ? V : spanning_rows(V);
            const auto values = spectrum(spanning);
            smallest = values.s(rank_);
            kappa = condition(values, values.largest(), smallest, rank_);
            if (is_enclosure<Real> || certainly_greater(smallest, Real(scalar_of_t<Real>(0))))
                break;
        }
        if (rank_ == 0) {
            pseudo_inverse_ = exact(Matrix<double>::Zero(width_, k));
            s_rho = s1;
            return;
        }
        rows_ = row_space(spanning, kappa, smallest);
        const A identity = exact(Matrix<double>::Identity(rank_, rank_));
        pseudo_inverse_ = rows_->pseudo_inverse_times(identity);
        s_rho = smallest;
        if (rank_ == k) return;
        // Rows of C are the identity's: no singular value is below 1.
        const A C = (V * pseudo_inverse_).transpose();
        const Real one(scalar_of_t<Real>(1));
        const Rows back = row_space(C, spectrum(C).largest(), one);
        pseudo_inverse_ = pseudo_inverse_ * back.pseudo_inverse_times(identity).transpose();
        s_rho = one / operator_norm(pseudo_inverse_);
    }

    Real s1, s_rho; ///< the largest and the smallest of V's `rank` singular values

    Eigen::Index rank() const { return rank_; }
    /// (I - P) B; exactly 0 where the logits see everything.
    A outside(const A& B) const {
        if (rank_ == width_) return exact(Matrix<double>::Zero(B.rows(), B.cols()));
        return rank_ ? rows_->outside(B) : B;
    }
    /// V^+ B.
    A through(const A& B) const { return pseudo_inverse_ * B; }

  private:
    static A exact(const Matrix<double>& M) { return A::exact(M); }
    A spanning_rows(const A& V) const {
        Matrix<double> near(V.cols(), V.rows());
        for (Eigen::Index j = 0; j < V.rows(); ++j)
            for (Eigen::Index i = 0; i < V.cols(); ++i) near(i, j) = nearest_double(V.entry(j, i));
        const Eigen::ColPivHouseholderQR<Matrix<double>> pivoted(near);
        Matrix<double> chosen = Matrix<double>::Zero(rank_, V.rows());
        for (Eigen::Index i = 0; i < rank_; ++i)
            chosen(i, pivoted.colsPermutation().indices()(i)) = 1;
        return exact(chosen) * V;
    }

    Eigen::Index width_, rank_;
    std::optional<Rows> rows_;
    A pseudo_inverse_;
};

} // namespace ncv
