/// What the scatter of all samples about their mean says of features, from one p x p matrix:
///   T = sum_i (z_i - mu_G)(z_i - mu_G)^T = N (Sigma_W + Sigma_B weighted)
#pragma once

#include "metrics/class_statistics.hpp"
#include "spectra/decompositions.hpp"
#include "spectra/spectra.hpp"

#include <cmath>

namespace ncv {

/// sqrt(N_c) (mu_c - mu_G), p x K.
template <class S>
Matrix<S> weighted_means(const ClassStatistics<S>& s) {
    using std::sqrt;
    Matrix<S> out = s.between;
    for (Eigen::Index c = 0; c < s.classes(); ++c)
        out.col(c) *= sqrt(S(static_cast<double>(s.counts[static_cast<std::size_t>(c)])));
    return out;
}
template <class S>
Matrix<S> total_scatter(const ClassStatistics<S>& s) {
    const Matrix<S> means = weighted_means(s);
    return s.within * s.within.transpose() + Matrix<S>(means * means.transpose());
}

/// (z_i - mu_G)^T (z_j - mu_G), N x N.
template <class S>
Matrix<S> sample_gram(const ClassStatistics<S>& s, const std::vector<int>& labels) {
    Matrix<S> centred = s.within;
    for (Eigen::Index i = 0; i < s.within.cols(); ++i)
        centred.col(i) += s.between.col(labels[static_cast<std::size_t>(i)]);
    return centred.transpose() * centred;
}

/// exp(-sum q_i log q_i), q_i the shares of T's eigenvalues in its trace: between 1 and p, invariant
/// under translation, rotation and scaling; NaN where all samples are equal. Roy & Vetterli, The
/// effective rank (EUSIPCO 2007), of the covariance.
template <class S>
S effective_rank(const Matrix<S>& total) {
    using std::exp;
    using std::log;
    const S trace = total.trace();
    if (!(trace > S(0))) return std::numeric_limits<S>::quiet_NaN();
    const Vector<S> shares =
        Eigen::SelfAdjointEigenSolver<Matrix<S>>(Matrix<S>(total / trace), Eigen::EigenvaluesOnly)
            .eigenvalues();
    S entropy(0);
    for (const S& share : shares)
        if (share > S(0)) entropy -= share * log(share);
    return exp(entropy);
}

/// Variability collapse index, 1 - tr(T^+ sum_c N_c (mu_c - mu_G)(mu_c - mu_G)^T)/(K-1): 0 where
/// classes have collapsed, at most 1, invariant under invertible linear maps. Directions with less
/// than 1e-12 of the largest scatter are left out of T. NaN without more samples than features, where
/// it is 0 whatever the features are. Xu & Liu, Quantifying the variability collapse of neural
/// networks (ICML 2023), whose rank of Sigma_B is K-1 for means in general position.
template <class S>
S variability_collapse_index(const ClassStatistics<S>& s, const Matrix<S>& total) {
    if (s.samples() <= total.rows()) return std::numeric_limits<S>::quiet_NaN();
    const Eigen::LDLT<Matrix<S>> ldlt(total);
    const Matrix<S> means =
        ldlt.matrixL().solve(Matrix<S>(ldlt.transpositionsP() * weighted_means(s)));
    const Vector<S> pivots = ldlt.vectorD();
    S seen(0);
    for (Eigen::Index i = 0; i < pivots.size(); ++i)
        if (pivots(i) > S(1e-12) * pivots(0)) seen += means.row(i).squaredNorm() / pivots(i);
    return S(1) - seen / S(static_cast<double>(s.classes() - 1));
}

} // namespace ncv
