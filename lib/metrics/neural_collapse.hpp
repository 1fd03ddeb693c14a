/// The three metrics of the claims (docs/claims.md). Others of the same names: metrics/atlas.hpp.
///
///   NC1 = tr Sigma_W / tr Sigma_B         invariant under rotation, translation and scaling of Z
///   NC2 = s_1(Mu)/s_K(Mu)                 Mu uncentred; invariant under rotation and scaling
///   NC3 = (1/N) sum cos(z_ci, row_c(W))   cos(0, .) = 0; invariant under scaling of each sample
/// Source: Jacot et al. (arXiv 2410.04887), section 3.
#pragma once

#include "metrics/class_statistics.hpp"
#include "spectra/spectra.hpp"

namespace ncv {

/// NC1; infinity where the class means coincide and the classes do not, NaN where both vanish.
template <class S>
S nc1_trace_ratio(const ClassStatistics<S>& s) {
    return s.within_trace() / s.between_trace();
}
/// NC1 with Sigma_B weighted by N_c/N.
template <class S>
S nc1_trace_ratio_weighted(const ClassStatistics<S>& s) {
    return s.within_trace() / s.between_trace_weighted();
}

/// NC2; infinity if the class means are linearly dependent (p < K included).
template <class S>
S nc2_condition_number(const ClassStatistics<S>& s) {
    return condition_number(s.means, s.classes());
}

/// cos of the angle between two vectors; 0 if one of them is 0.
template <class S>
S cosine(const Vector<S>& a, const Vector<S>& b) {
    const S x = a.stableNorm(), y = b.stableNorm();
    if (!(x > S(0)) || !(y > S(0))) return x == x && y == y ? S(0) : x + y;
    return (a / x).dot(b / y);
}

/// NC3 of features Z (p x N) and a classifier W (K x p).
template <class S>
S nc3_mean_cosine(const Matrix<S>& Z, const Matrix<S>& W, const std::vector<int>& labels) {
    S sum(0);
    for (Eigen::Index i = 0; i < Z.cols(); ++i)
        sum += cosine<S>(Z.col(i), W.row(labels[static_cast<std::size_t>(i)]).transpose());
    return sum / S(static_cast<double>(Z.cols()));
}

/// D_l = W_{l+1}^T W_{l+1} - W_l W_l^T, n_l x n_l: the balancedness defect.
template <class S>
Matrix<S> balancedness_defect(const Matrix<S>& next, const Matrix<S>& here) {
    return next.transpose() * next - here * here.transpose();
}

} // namespace ncv
