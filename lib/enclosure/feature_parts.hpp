/// Features taken apart by class, enclosed.
///
/// A radius rho of Z passes through orthogonal projections unchanged: Z less its class means, and
/// sqrt(N_c) (mu_c - mu_G) over all c, are images of such; so mu_c and mu_c - mu_G, over all c,
/// move by at most rho/sqrt(min N_c) in Frobenius norm.
#pragma once

#include "enclosure/interval_matrix.hpp"
#include "metrics/feature_parts.hpp"

#include <utility>
#include <vector>

namespace ncv {
namespace detail {

inline Interval count(Eigen::Index n) { return Interval(static_cast<double>(n)); }

/// Each column times its factor, the factors known to a relative u:
/// |fl(a f) - a f| <= 3 u |fl(a f)| + eta.
template <class S>
BallMatrix<S> scale_columns(const BallMatrix<S>& A, const Vector<S>& factors) {
    Matrix<S> mid = A.mid * factors.asDiagonal();
    const Interval u = enclosed_roundoff(S()), largest = enclosed(S(factors.maxCoeff()));
    const Interval rounding =
        Interval(3) * u * enclosed_frobenius(mid) + sqrt(count(mid.size())) * least_positive(S());
    return {std::move(mid), A.radius * largest * (Interval(1) + u + u) + rounding};
}

template <class S>
Vector<S> class_counts(const std::vector<int>& labels, Eigen::Index K) {
    Vector<S> counts = Vector<S>::Zero(K);
    for (const int label : labels) counts(label) += S(1); // whole numbers: exact
    return counts;
}
/// Of each class the sum of Z's columns, p x K, by TwoSum with what the additions lose summed beside:
/// off by u |sum| + gamma_n^2 (sum of sizes), n = N_c terms; a class's sizes add up to at most
/// sqrt(N_c) times their norm (Ogita, Rump & Oishi, SIAM J. Sci. Comput. 26, 2005, Prop. 4.5).
template <class S>
BallMatrix<S> class_sums(const Matrix<S>& Z, const std::vector<int>& labels, Eigen::Index K,
                         const Interval& most) {
    Matrix<S> sums = Matrix<S>::Zero(Z.rows(), K), lost = sums;
    for (Eigen::Index i = 0; i < Z.cols(); ++i) {
        const Eigen::Index c = labels[static_cast<std::size_t>(i)];
        for (Eigen::Index k = 0; k < Z.rows(); ++k) {
            const S a = sums(k, c), b = Z(k, i), sum = a + b, back = sum - a;
            lost(k, c) += (a - (sum - back)) + (b - back);
            sums(k, c) = sum;
        }
    }
    sums += lost;
    const Interval u = enclosed_roundoff(S()), one(1);
    const Interval rounding = u * enclosed_frobenius(sums) + square(enclosed_gamma<S>(Z.cols())) *
                                                                 sqrt(most) * enclosed_frobenius(Z);
    return {std::move(sums), rounding * (one + u + u)};
}
/// The column of each sample's class. A column's error comes as often as its class has samples.
template <class S>
BallMatrix<S> at_labels(const BallMatrix<S>& means, const std::vector<int>& labels,
                        const Interval& most) {
    Matrix<S> out(means.rows(), std::ssize(labels));
    for (std::size_t i = 0; i < labels.size(); ++i)
        out.col(static_cast<Eigen::Index>(i)) = means.mid.col(labels[i]);
    return {std::move(out), means.radius * sqrt(most)};
}

/// The parts, and the class means that they come from.
template <class A>
struct PartsAndMeans {
    FeatureParts<A> parts;
    A means;
};

/// All of the midpoint, taken as exact; what Z's radius does follows from the projections.
template <class S>
PartsAndMeans<BallMatrix<S>> parts_and_means(const BallMatrix<S>& Z, const std::vector<int>& labels,
                                             int K) {
    using B = BallMatrix<S>;
    using std::sqrt;
    const Eigen::Index N = Z.cols();
    const Vector<S> counts = class_counts<S>(labels, K);
    const Interval fewest = enclosed(S(counts.minCoeff())), most = enclosed(S(counts.maxCoeff()));

    const B sums = class_sums(Z.mid, labels, K, most);
    const B means = scale_columns(sums, Vector<S>(counts.cwiseInverse()));
    const B within = B(Z.mid) - at_labels(means, labels, most);
    const B total = sums * B(Matrix<S>(Matrix<S>::Ones(K, 1)));
    const B global =
        scale_columns(total, Vector<S>(Vector<S>::Constant(1, S(1) / S(static_cast<double>(N)))));
    const B between = means - global * B(Matrix<S>(Matrix<S>::Ones(1, K)));
    const B weighted = scale_columns(
        between, Vector<S>(counts.unaryExpr([](const S& n) -> S { return sqrt(n); })));

    const Interval of_mean = Z.radius / sqrt(fewest);
    return {{widened(within, Z.radius), widened(between, of_mean), widened(weighted, Z.radius)},
            widened(means, of_mean)};
}

} // namespace detail

/// Of each sample its class's column.
template <class S>
BallMatrix<S> columns_by_class(const BallMatrix<S>& means, const std::vector<int>& labels) {
    const Vector<S> counts = detail::class_counts<S>(labels, means.cols());
    return detail::at_labels(means, labels, enclosed(S(counts.maxCoeff())));
}
inline IntervalMatrix columns_by_class(const IntervalMatrix& means,
                                       const std::vector<int>& labels) {
    return columns_of(means, std::vector<Eigen::Index>(labels.begin(), labels.end()));
}

/// Every class has a sample.
template <class S>
FeatureParts<BallMatrix<S>> feature_parts(const BallMatrix<S>& Z, const std::vector<int>& labels,
                                          int K) {
    return detail::parts_and_means(Z, labels, K).parts;
}

inline FeatureParts<IntervalMatrix> feature_parts(const IntervalMatrix& Z,
                                                  const std::vector<int>& labels, int K) {
    using detail::count;
    std::vector<Eigen::Index> counts(static_cast<std::size_t>(K), 0);
    for (const int label : labels) ++counts[static_cast<std::size_t>(label)];
    FeatureParts<IntervalMatrix> out{Z, {Z.rows(), K}, {Z.rows(), K}};
    for (Eigen::Index i = 0; i < Z.rows(); ++i) {
        std::vector<Interval> means(counts.size(), Interval(0));
        Interval all(0);
        for (Eigen::Index j = 0; j < Z.cols(); ++j) {
            means[static_cast<std::size_t>(labels[static_cast<std::size_t>(j)])] += Z(i, j);
            all += Z(i, j);
        }
        const Interval global = all / count(Z.cols());
        for (Eigen::Index c = 0; c < K; ++c) {
            const auto at = static_cast<std::size_t>(c);
            const Interval n = count(counts[at]);
            means[at] = means[at] / n;
            out.between(i, c) = means[at] - global;
            out.weighted(i, c) = sqrt(n) * out.between(i, c);
        }
        for (Eigen::Index j = 0; j < Z.cols(); ++j)
            out.within(i, j) =
                Z(i, j) - means[static_cast<std::size_t>(labels[static_cast<std::size_t>(j)])];
    }
    return out;
}

} // namespace ncv
