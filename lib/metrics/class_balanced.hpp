/// Metrics of centred features in which every class counts alike, whatever its size: neither a bias
/// nor the class sizes change them.
///
///   M~ = Mu less the mean of its columns       W~ = W less its mean row
///   V_c = (1/N_c) sum_i ||z_ci - mu_c||^2      m = (1/K) sum_c mu_c
///
/// All are invariant under translation, rotation and scaling of Z.
#pragma once

#include "metrics/neural_collapse.hpp"

#include <utility>

namespace ncv {

/// M~, p x K.
template <class S>
Matrix<S> centred_means(const ClassStatistics<S>& s) {
    return s.between.colwise() - s.between.rowwise().mean().eval();
}

/// W~, K x p.
template <class S>
Matrix<S> centred_rows(const Matrix<S>& W) {
    return W.rowwise() - W.colwise().mean().eval();
}

/// sum_c V_c/||M~||_F^2, V_c the class's variance: nc1 is at most K max N_c/N times it, and equal to it for equal classes.
template <class S>
S nc1_balanced(const ClassStatistics<S>& s, const std::vector<S>& variances) {
    S within(0);
    for (const S& v : variances) within += v;
    return within / centred_means(s).squaredNorm();
}

/// s_1(M~)/s_{K-1}(M~): 1 for a simplex; infinity if the means lie in fewer dimensions.
template <class S>
S nc2_centred(const ClassStatistics<S>& s) {
    return condition_number(centred_means(s), s.classes() - 1);
}

/// (1/K) sum_c (1/N_c) sum_i cos(z_ci - m, row_c(W~)), cos(0, .) = 0. Of columns that are some of
/// the samples: what these add to it; so of the next metrics of samples between class means.
template <class S>
S nc3_centred(const ClassStatistics<S>& s, const Matrix<S>& W, const std::vector<int>& labels) {
    const Matrix<S> means = centred_means(s), rows = centred_rows(W);
    std::vector<S> sums(s.counts.size(), S(0));
    for (Eigen::Index i = 0; i < s.within.cols(); ++i) {
        const int c = labels[static_cast<std::size_t>(i)];
        sums[static_cast<std::size_t>(c)] +=
            cosine<S>(s.within.col(i) + means.col(c), rows.row(c).transpose());
    }
    S sum(0);
    for (std::size_t c = 0; c < sums.size(); ++c)
        sum += sums[c] / S(static_cast<double>(s.counts[c]));
    return sum / S(static_cast<double>(s.classes()));
}

/// <W~^T, M~>/(||W~||_F ||M~||_F).
template <class S>
S nc3_centred_means(const ClassStatistics<S>& s, const Matrix<S>& W) {
    const Matrix<S> means = centred_means(s), rows = centred_rows(W);
    return rows.transpose().cwiseProduct(means).sum() / (rows.norm() * means.norm());
}

/// What a sample's place between two class means is made of: for sample i of class c and another
/// class j, towards(j, i) - towards(c, i) = (mu_j - mu_c)^T (z_i - mu_c).
template <class S>
struct BetweenMeans {
    Matrix<S> towards;   ///< M~^T (Z - class means), K x N
    Matrix<S> distances; ///< ||mu_j - mu_c||^2, K x K
};
template <class S>
Matrix<S> squared_distances(const ClassStatistics<S>& s) {
    const Matrix<S> means = centred_means(s);
    Matrix<S> out(s.classes(), s.classes());
    for (Eigen::Index c = 0; c < s.classes(); ++c)
        out.col(c) = (means.colwise() - means.col(c)).colwise().squaredNorm().transpose();
    return out;
}
template <class S>
BetweenMeans<S> between_means(const ClassStatistics<S>& s, Matrix<S> distances) {
    return {centred_means(s).transpose() * s.within, std::move(distances)};
}

/// The class whose mean is nearest to each sample; -1 for a tie.
template <class S>
std::vector<int> nearest_classes(const BetweenMeans<S>& b, const std::vector<int>& labels) {
    std::vector<int> out;
    for (Eigen::Index i = 0; i < b.towards.cols(); ++i) {
        const int c = labels[static_cast<std::size_t>(i)];
        // ||z - mu_j||^2 less ||z - mu_c||^2
        const auto further = [&](Eigen::Index j) {
            return S(b.distances(j, c) - S(2) * (b.towards(j, i) - b.towards(c, i)));
        };
        int nearest = c;
        bool tie = false;
        S least(0);
        for (Eigen::Index j = 0; j < b.towards.rows(); ++j) {
            if (j == c) continue;
            const S here = further(j);
            if (here > least) continue;
            tie = here == least;
            least = here;
            nearest = static_cast<int>(j);
        }
        out.push_back(tie ? -1 : nearest);
    }
    return out;
}

/// The class whose output is largest, -1 for a tie. Z: K x N.
template <class S>
std::vector<int> decisions(const Matrix<S>& Z) {
    std::vector<int> out;
    for (Eigen::Index i = 0; i < Z.cols(); ++i) {
        Eigen::Index largest = 0;
        const S most = Z.col(i).maxCoeff(&largest);
        out.push_back((Z.col(i).array() == most).count() == 1 ? static_cast<int>(largest) : -1);
    }
    return out;
}

/// Mean over ordered pairs of v_cj/||mu_j - mu_c||^2, v_cj the variance of class c along
/// mu_j - mu_c.
template <class S>
S cdnv_directional(const BetweenMeans<S>& b, const std::vector<int>& labels,
                   const std::vector<Eigen::Index>& counts) {
    const Eigen::Index K = b.distances.rows();
    S sum(0);
    for (Eigen::Index i = 0; i < b.towards.cols(); ++i) {
        const auto c = static_cast<std::size_t>(labels[static_cast<std::size_t>(i)]);
        const auto at = static_cast<Eigen::Index>(c);
        for (Eigen::Index j = 0; j < K; ++j) {
            if (j == at) continue;
            const S share = (b.towards(j, i) - b.towards(at, i)) / b.distances(j, at);
            sum += share * share / S(static_cast<double>(counts[c]));
        }
    }
    return sum / S(static_cast<double>(K * (K - 1)));
}

} // namespace ncv
