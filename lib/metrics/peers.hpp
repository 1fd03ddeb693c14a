/// Other authors' neural-collapse metrics, one function each, formula and source above it.
/// `s` holds class means Mu (p x K), centred means Mu - mu_G, and within-class differences.
#pragma once

#include "metrics/neural_collapse.hpp"
#include "spectra/decompositions.hpp"
#include "spectra/spectra.hpp"

namespace ncv {

/// Left singular vectors and values, the largest first.
template <class S>
struct LeftSingular {
    Matrix<S> vectors;
    Vector<S> values;
};
/// Of more than `many_values` in double by divide and conquer, as values_to_the_largest: Jacobi's method
/// takes ten seconds for a thousand.
template <class S>
LeftSingular<S> left_singular(const Matrix<S>& A) {
    if constexpr (std::is_same_v<S, double>)
        if (std::min(A.rows(), A.cols()) > many_values && A.allFinite()) {
            const Eigen::BDCSVD<Matrix<S>> svd(A, Eigen::ComputeThinU);
            if (svd.info() == Eigen::Success) return {svd.matrixU(), svd.singularValues()};
        }
    const Eigen::JacobiSVD<Matrix<S>> svd(A, Eigen::ComputeThinU);
    return {svd.matrixU(), svd.singularValues()};
}

/// tr(Sigma_W Sigma_B^+)/K, Sigma_B unweighted. Papyan, Han, Donoho (PNAS 2020).
/// Sigma_B = B B^T/K with B = Mu - mu_G 1^T, so tr(Sigma_W Sigma_B^+) = (K/N) ||B^+ (Z - Mu
/// Y)||_F^2, and no pseudo-inverse of a p x p matrix is formed. `means` is left_singular(B). Keeps at
/// most `most` singular values of B, and of those whose squares exceed `cutoff` times the largest's.
template <class S>
S nc1_pseudo_inverse(const ClassStatistics<S>& s, const LeftSingular<S>& means, Eigen::Index most,
                     const S& cutoff) {
    if (!(s.between.cwiseAbs().maxCoeff() > S(0))) return std::numeric_limits<S>::infinity();
    const Vector<S>& singular = means.values;
    const S least = cutoff * singular(0) * singular(0);
    S sum(0);
    for (Eigen::Index i = 0; i < std::min(most, singular.size()); ++i)
        if (singular(i) * singular(i) > least)
            sum += (means.vectors.col(i).transpose() * s.within).squaredNorm() /
                   (singular(i) * singular(i));
    return sum / S(static_cast<double>(s.samples()));
}

/// tr Sigma_W / tr Sigma_T, Sigma_T = Sigma_W + weighted Sigma_B. In [0, 1].
template <class S>
S nc1_within_total(const ClassStatistics<S>& s) {
    const S within = s.within_trace();
    return within / (within + s.between_trace_weighted());
}

/// Class-distance normalised variance: mean over pairs of (V_a + V_b)/(2 ||mu_a - mu_b||^2).
/// Galanti, Gyorgy, Hutter (ICLR 2022).
template <class S>
S cdnv(const ClassStatistics<S>& s, const std::vector<S>& v) {
    S sum(0);
    int pairs = 0;
    for (Eigen::Index a = 0; a < s.classes(); ++a)
        for (Eigen::Index b = a + 1; b < s.classes(); ++b, ++pairs)
            sum += (v[static_cast<std::size_t>(a)] + v[static_cast<std::size_t>(b)]) /
                   (S(2) * (s.means.col(a) - s.means.col(b)).squaredNorm());
    return sum / S(pairs);
}

/// || G/||G||_F - (I - 11^T/K)/sqrt(K-1) ||_F with G the Gram matrix of centred class means:
/// distance from a simplex equiangular tight frame. Zhu et al. (NeurIPS 2021).
template <class S>
S nc2_etf_distance(const ClassStatistics<S>& s) {
    using std::sqrt;
    const Eigen::Index K = s.classes();
    const Matrix<S> gram = s.between.transpose() * s.between;
    const S k = S(static_cast<double>(K));
    const Matrix<S> etf =
        (Matrix<S>::Identity(K, K) - Matrix<S>::Constant(K, K, S(1) / k)) / sqrt(S(k - S(1)));
    return (gram / gram.norm() - etf).norm();
}

/// || G/||G||_F - I/sqrt(K) ||_F with G the Gram matrix of uncentred class means: distance from an
/// orthogonal frame. Tirer & Bruna (ICML 2022).
template <class S>
S nc2_orthogonal_frame_distance(const ClassStatistics<S>& s) {
    using std::sqrt;
    const Eigen::Index K = s.classes();
    const Matrix<S> gram = s.means.transpose() * s.means;
    return (gram / gram.norm() - Matrix<S>::Identity(K, K) / sqrt(S(static_cast<double>(K))))
        .norm();
}

/// Standard deviation over mean of ||mu_c - mu_G||. Papyan, Han, Donoho (2020).
template <class S>
S nc2_equinorm(const ClassStatistics<S>& s) {
    using std::sqrt;
    const Vector<S> norms = s.between.colwise().norm().transpose();
    const S mean = norms.mean();
    return sqrt(S((norms.array() - mean).square().mean())) / mean;
}

/// Standard deviation of cos(mu_a - mu_G, mu_b - mu_G) over pairs. Papyan, Han, Donoho (2020).
template <class S>
S nc2_equiangularity(const ClassStatistics<S>& s) {
    using std::sqrt;
    std::vector<S> cosines;
    S mean(0);
    for (Eigen::Index a = 0; a < s.classes(); ++a)
        for (Eigen::Index b = a + 1; b < s.classes(); ++b) {
            cosines.push_back(cosine<S>(s.between.col(a), s.between.col(b)));
            mean += cosines.back();
        }
    const S pairs = S(static_cast<double>(cosines.size()));
    mean /= pairs;
    S sum(0);
    for (const S& c : cosines) sum += (c - mean) * (c - mean);
    return sqrt(S(sum / pairs));
}

/// Mean over pairs of |cos(mu_a - mu_G, mu_b - mu_G) + 1/(K-1)|; absolute values, so deviations of
/// both signs count. Papyan, Han, Donoho (2020), maximal-angle equiangularity.
template <class S>
S nc2_maximal_angle(const ClassStatistics<S>& s) {
    using std::abs;
    const S apart = S(1) / S(static_cast<double>(s.classes() - 1));
    S sum(0);
    int pairs = 0;
    for (Eigen::Index a = 0; a < s.classes(); ++a)
        for (Eigen::Index b = a + 1; b < s.classes(); ++b, ++pairs)
            sum += abs(S(cosine<S>(s.between.col(a), s.between.col(b)) + apart));
    return sum / S(pairs);
}

/// || W^T/||W||_F - A/||A||_F ||_F for A = Mu, or A = Mu - mu_G 1^T: self-duality.
/// Papyan, Han, Donoho (2020), who centre.
template <class S>
S nc3_self_duality(const Matrix<S>& W, const Matrix<S>& means) {
    return (W.transpose() / W.norm() - means / means.norm()).norm();
}

/// Largest principal angle, in radians, between the row space of W and the span of Mu, both of
/// dimension K; NaN if one is smaller. sin of it is ||(I - P_W) Q_Mu||: exact near 0.
template <class S>
S nc3_principal_angle(const Matrix<S>& W, const ClassStatistics<S>& s) {
    using std::atan2, std::sqrt;
    const Eigen::Index K = s.classes(), p = W.cols();
    if (p < K || spectrum(W).rank < K || spectrum(s.means).rank < K)
        return std::numeric_limits<S>::quiet_NaN();
    const auto basis = [](const Matrix<S>& A) {
        return thin_q(Eigen::HouseholderQR<Matrix<S>>(A));
    };
    const Matrix<S> rows = basis(W.transpose()), means = basis(s.means);
    const S sine = operator_norm(Matrix<S>(means - rows * (rows.transpose() * means)));
    const Vector<S> cosines = singular_values(Matrix<S>(rows.transpose() * means));
    return atan2(sine, cosines(K - 1));
}

/// ||1^T W||/||W||_F: zero for a centred classifier.
template <class S>
S classifier_row_sum(const Matrix<S>& W) {
    return W.colwise().sum().norm() / W.norm();
}

/// Number of singular values of Z above s_1/1000.
template <class S>
S numerical_rank(const Matrix<S>& Z) {
    return S(rank_above(Z, S(S(1) / S(1000))));
}

/// ||Z - sigma(Z)||_F^2; its root over ||Z||_F, the negativity, tells how far features are from passing
/// unchanged through sigma. Jacot et al. (arXiv 2410.04887), section 6.
template <class S>
S squared_bend(const Matrix<S>& Z, const Activation& activation) {
    return (Z - Z.unaryExpr([&](const S& x) { return activate(activation, x); })).squaredNorm();
}

} // namespace ncv
