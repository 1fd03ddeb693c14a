/// Class means and scatter traces of features, by two-pass sums and counted classes.
///
///   Sigma_W = (1/N) sum_{c,i} (z_ci - mu_c)(z_ci - mu_c)^T
///   Sigma_B = (1/K) sum_c (mu_c - mu_G)(mu_c - mu_G)^T          (unweighted, as in [JSWM])
///   Sigma_B weighted: 1/K replaced by N_c/N; then Sigma_W + Sigma_B is the total covariance.
/// mu_G is the sample mean. Sums are of squares of centred values: nothing cancels.
#pragma once

#include "network/scalar.hpp"

#include <numeric>
#include <vector>

namespace ncv {

template <class S>
struct ClassStatistics {
    std::vector<Eigen::Index> counts; ///< N_c
    Matrix<S> means;                  ///< Mu, p x K
    Vector<S> global_mean;            ///< mu_G
    Matrix<S> within;                 ///< Z with each column's class mean taken off, p x N; or
                                      ///< any columns of the same Gram matrix within within^T
    Matrix<S> between;                ///< Mu - mu_G 1^T, p x K

    Eigen::Index samples() const {
        return std::accumulate(counts.begin(), counts.end(), Eigen::Index(0));
    }
    Eigen::Index classes() const { return means.cols(); }

    S within_trace() const { return within.squaredNorm() / S(static_cast<double>(samples())); }
    S between_trace() const { return between.squaredNorm() / S(static_cast<double>(classes())); }
    S between_trace_weighted() const {
        S sum(0);
        for (Eigen::Index c = 0; c < classes(); ++c)
            sum += S(static_cast<double>(counts[static_cast<std::size_t>(c)])) *
                   between.col(c).squaredNorm();
        return sum / S(static_cast<double>(samples()));
    }
    /// Variance of class c: (1/N_c) sum_i ||z_ci - mu_c||^2. Of columns that are some of the samples:
    /// what these add to it.
    std::vector<S> class_variances(const std::vector<int>& labels) const {
        std::vector<S> v(counts.size(), S(0));
        for (Eigen::Index i = 0; i < within.cols(); ++i)
            v[static_cast<std::size_t>(labels[static_cast<std::size_t>(i)])] +=
                within.col(i).squaredNorm();
        for (std::size_t c = 0; c < v.size(); ++c) v[c] /= S(static_cast<double>(counts[c]));
        return v;
    }
};

/// Z: p x N; labels: N values in 0..classes-1, every class present.
template <class S>
ClassStatistics<S> class_statistics(const Matrix<S>& Z, const std::vector<int>& labels,
                                    int classes) {
    ClassStatistics<S> s;
    s.counts.assign(static_cast<std::size_t>(classes), 0);
    for (int label : labels) ++s.counts[static_cast<std::size_t>(label)];

    // Means of differences from a first member of the class: a common offset does not cancel.
    s.means = Matrix<S>::Zero(Z.rows(), classes);
    Matrix<S> anchor = Matrix<S>::Zero(Z.rows(), classes);
    std::vector<bool> anchored(static_cast<std::size_t>(classes), false);
    for (Eigen::Index i = 0; i < Z.cols(); ++i) {
        const auto c = static_cast<std::size_t>(labels[static_cast<std::size_t>(i)]);
        const auto column = static_cast<Eigen::Index>(c);
        if (!anchored[c]) {
            anchor.col(column) = Z.col(i);
            anchored[c] = true;
        }
        s.means.col(column) += Z.col(i) - anchor.col(column);
    }
    s.global_mean = Vector<S>::Zero(Z.rows());
    Vector<S> offset = Vector<S>::Zero(Z.rows());
    for (Eigen::Index c = 0; c < classes; ++c) {
        const S n = S(static_cast<double>(s.counts[static_cast<std::size_t>(c)]));
        s.means.col(c) = anchor.col(c) + s.means.col(c) / n;
        offset += n * (s.means.col(c) - s.means.col(0));
    }
    s.global_mean = s.means.col(0) + offset / S(static_cast<double>(Z.cols()));

    s.within = Z;
    for (Eigen::Index i = 0; i < Z.cols(); ++i)
        s.within.col(i) -= s.means.col(labels[static_cast<std::size_t>(i)]);
    // Relative to one class mean, so that a common offset does not cancel here either.
    const Vector<S> centre = offset / S(static_cast<double>(Z.cols()));
    s.between = (s.means.colwise() - s.means.col(0).eval()).colwise() - centre;
    return s;
}

} // namespace ncv
