/// The last features seen through the logits' leading directions alone: G3k's and G3v's quantities.
///
/// B, j x k, has the leading left singular vectors of V = A W_L for rows, as computed in double. The
/// claims hold for any B, with V_j = B V, P_j = V_j^+ V_j: P_j Z^w = V_j^+ B A Z_L^w, and
/// (I-P_j) G Z^w = (I-P_j) V^T Delta Z_{L-2}^T Z^w. So nothing is asked of how good B is; for the
/// singular vectors themselves V_j = S_j Q_j^T and ||(I-P_j) V^T|| = s_{j+1}.
#pragma once

#include "measure/affine_tail.hpp"
#include "measure/tail_rows.hpp"
#include "spectra/decompositions.hpp"

#include <vector>

namespace ncv {

/// What of the last two layers the truncations share.
template <class A>
struct TruncationInput {
    const A &V, &gradient_within;            ///< A W_L, k x m; R_{L-1} Z^w_{L-2}, m x N
    const A &logits_within, &logits_between; ///< A Z_L^w, k x N; A Z_L^b, k x K
};

template <class A>
class LeadingDirections {
    using Real = typename A::Real;

  public:
    explicit LeadingDirections(const A& V) : svd_(near(V), Eigen::ComputeThinU) {}

    /// The whole rank, and where the singular values below it fall most.
    std::vector<Eigen::Index> cuts(Eigen::Index rank) const {
        const auto& s = svd_.singularValues();
        Eigen::Index steepest = 0;
        double fall = 0;
        for (Eigen::Index j = 1; j < rank; ++j)
            if (s(j - 1) > fall * s(j)) {
                steepest = j;
                fall = s(j) > 0 ? s(j - 1) / s(j) : std::numeric_limits<double>::infinity();
            }
        std::vector<Eigen::Index> out{rank};
        if (steepest > 0) out.push_back(steepest);
        return out;
    }
    Truncation<Real> at(Eigen::Index j, const TruncationInput<A>& in) const {
        const A B = A::exact(Matrix<double>(svd_.matrixU().leftCols(j).transpose()));
        const TailRows<A> rows(B * in.V, j);
        const A within = B * in.logits_within, between = B * in.logits_between;
        Truncation<Real> out;
        out.j = static_cast<long>(j);
        out.s_j = settled(rows.s_rho);
        out.s_next = settled(operator_norm(rows.outside(in.V.transpose())));
        out.top_within = settled(frobenius_norm(within));
        out.seen_within = settled(frobenius_norm(rows.through(within)));
        out.seen_between = settled(frobenius_norm(rows.through(between)));
        out.gradient_within = settled(frobenius_norm(rows.outside(in.gradient_within)));
        return out;
    }

  private:
    static Matrix<double> near(const A& V) {
        Matrix<double> out(V.rows(), V.cols());
        for (Eigen::Index j = 0; j < V.cols(); ++j)
            for (Eigen::Index i = 0; i < V.rows(); ++i) out(i, j) = nearest_double(V.entry(i, j));
        return out;
    }
    Eigen::JacobiSVD<Matrix<double>> svd_;
};

} // namespace ncv
