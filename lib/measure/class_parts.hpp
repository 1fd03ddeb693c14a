/// Inexact features taken apart by class, in every arithmetic: class means and what is left of each
/// sample, both with what the features' own error makes of them (orthogonal projections pass an
/// error on unchanged, a mean over N_c samples divides it by sqrt(N_c)).
#pragma once

#include "enclosure/collapse.hpp"
#include "metrics/class_statistics.hpp"
#include "spectra/approx_matrix.hpp"

#include <algorithm>
#include <vector>

namespace ncv {

template <class A>
struct ClassParts {
    A means;  ///< p x K
    A within; ///< Z with each column's class mean taken off, p x N
};

template <class S>
ClassParts<ApproxMatrix<S>> class_parts(const ApproxMatrix<S>& Z, const std::vector<int>& labels,
                                        int K) {
    using std::sqrt;
    ClassStatistics<S> s = class_statistics(Z.value, labels, K);
    const auto fewest = *std::min_element(s.counts.begin(), s.counts.end());
    const S rounding = gamma_factor<S>(Z.cols() + Z.rows() + 8) * Z.value.norm() + Z.error;
    return {{std::move(s.means), S(2) * rounding / sqrt(S(static_cast<double>(fewest)))},
            {std::move(s.within), rounding}};
}

template <class S>
ClassParts<BallMatrix<S>> class_parts(const BallMatrix<S>& Z, const std::vector<int>& labels,
                                      int K) {
    const Vector<S> counts = detail::class_counts<S>(labels, K);
    const Interval fewest = enclosed(S(counts.minCoeff())), most = enclosed(S(counts.maxCoeff()));
    const BallMatrix<S> means = detail::scale_columns(detail::class_sums(Z.mid, labels, K, most),
                                                      Vector<S>(counts.cwiseInverse()));
    return {widened(means, Z.radius / sqrt(fewest)),
            widened(BallMatrix<S>(Z.mid) - detail::at_labels(means, labels, most), Z.radius)};
}

inline ClassParts<IntervalMatrix> class_parts(const IntervalMatrix& Z,
                                              const std::vector<int>& labels, int K) {
    std::vector<Eigen::Index> counts(static_cast<std::size_t>(K), 0);
    for (const int label : labels) ++counts[static_cast<std::size_t>(label)];
    ClassParts<IntervalMatrix> out{IntervalMatrix(Z.rows(), K), Z};
    for (Eigen::Index i = 0; i < Z.rows(); ++i) {
        for (Eigen::Index j = 0; j < Z.cols(); ++j)
            out.means(i, labels[static_cast<std::size_t>(j)]) += Z(i, j);
        for (int c = 0; c < K; ++c)
            out.means(i, c) = out.means(i, c) / detail::count(counts[static_cast<std::size_t>(c)]);
        for (Eigen::Index j = 0; j < Z.cols(); ++j)
            out.within(i, j) = Z(i, j) - out.means(i, labels[static_cast<std::size_t>(j)]);
    }
    return out;
}

/// Of each class the sum of its samples' squared norms.
template <class A>
std::vector<typename A::Real> class_squares(const A& within, const std::vector<int>& labels,
                                            int K) {
    using Real = typename A::Real;
    std::vector<std::vector<Eigen::Index>> members(static_cast<std::size_t>(K));
    for (std::size_t i = 0; i < labels.size(); ++i)
        members[static_cast<std::size_t>(labels[i])].push_back(static_cast<Eigen::Index>(i));
    std::vector<Real> out;
    for (const auto& columns : members)
        out.push_back(square(frobenius_norm(columns_of(within, columns))));
    return out;
}

} // namespace ncv
