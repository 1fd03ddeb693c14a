#include "support/classifier_instance.hpp"
#include "network/multiprecision.hpp"

namespace ncv::proofs {
namespace {

/// Of the rows of A, by orthonormal vectors: the longest rest first, until all are rounding.
template <class S>
Matrix<S> row_space_projection(Matrix<S> A) {
    const S least = tiny<S>() * A.norm();
    Matrix<S> P = Matrix<S>::Zero(A.cols(), A.cols());
    for (Eigen::Index k = 0; k < A.rows(); ++k) {
        Eigen::Index longest = 0;
        for (Eigen::Index i = 1; i < A.rows(); ++i)
            if (A.row(i).squaredNorm() > A.row(longest).squaredNorm()) longest = i;
        const S length = A.row(longest).norm();
        if (!(length > least)) break;
        const Matrix<S> q = A.row(longest) / length;
        P += q.transpose() * q;
        A -= A * P;
        A -= A * P;
    }
    return P;
}

} // namespace

template <class S>
Classifier<S> classifier_of(Matrix<S> W, const Vector<S>& b, Matrix<S> Z, std::vector<int> labels) {
    Classifier<S> c;
    c.K = static_cast<int>(W.rows());
    c.N = static_cast<int>(labels.size());
    c.labels = std::move(labels);
    c.counts.assign(static_cast<std::size_t>(c.K), 0);
    for (Eigen::Index i = 0; i < c.N; ++i) ++c.counts[c.label(i)];
    c.W = std::move(W);
    c.Z = std::move(Z);
    c.logits = (c.W * c.Z).colwise() + b;
    c.rows = c.W.rowwise() - c.W.colwise().mean().eval();
    Matrix<S> mu = Matrix<S>::Zero(c.Z.rows(), c.K);
    for (Eigen::Index i = 0; i < c.N; ++i) {
        const auto label = static_cast<Eigen::Index>(c.label(i));
        mu.col(label) += c.Z.col(i) / S(static_cast<double>(c.counts[c.label(i)]));
    }
    const Vector<S> centre = mu.rowwise().mean();
    c.means = mu.colwise() - centre;
    c.centred = c.Z.colwise() - centre;
    c.within = c.Z;
    for (Eigen::Index i = 0; i < c.N; ++i)
        c.within.col(i) -= mu.col(static_cast<Eigen::Index>(c.label(i)));
    c.P = row_space_projection(c.rows);
    const Matrix<S> inside = c.P * c.within;
    c.S_W = c.balanced([&](Eigen::Index i) { return S(c.within.col(i).squaredNorm()); });
    c.P_W = c.balanced([&](Eigen::Index i) { return S(inside.col(i).squaredNorm()); });
    c.S_B = c.means.squaredNorm() / S(c.K);
    c.P_B = (c.P * c.means).squaredNorm() / S(c.K);
    c.E_W = c.rows.squaredNorm() / S(c.K);
    c.S_T = c.S_W + c.S_B;
    c.rest = std::max(S(c.S_T - c.P_B - c.P_W), S(0));
    return c;
}

template <class S>
std::vector<S> Classifier<S>::differences(Eigen::Index i) const {
    std::vector<S> out;
    const auto c = static_cast<Eigen::Index>(label(i));
    for (Eigen::Index j = 0; j < K; ++j)
        if (j != c) out.push_back(logits(c, i) - logits(j, i));
    return out;
}
template <class S>
S Classifier<S>::margin(Eigen::Index i) const {
    const auto all = differences(i);
    return *std::min_element(all.begin(), all.end());
}
template <class S>
S Classifier<S>::mean_margin(Eigen::Index i) const {
    return logits(static_cast<Eigen::Index>(label(i)), i) - logits.col(i).mean();
}
template <class S>
S Classifier<S>::cross_entropy(Eigen::Index i) const {
    S sum(0);
    for (const S& d : differences(i)) sum += exp(S(-d));
    return log1p(sum);
}
template <class S>
S Classifier<S>::soft_margin(Eigen::Index i) const {
    S sum(0);
    for (const S& d : differences(i)) sum += exp(S(-d));
    return -S(K - 1) / S(K) * log(S(sum / S(K - 1)));
}
template <class S>
S Classifier<S>::nearness(Eigen::Index i) const {
    const auto c = static_cast<Eigen::Index>(label(i));
    S most = -std::numeric_limits<S>::infinity();
    for (Eigen::Index j = 0; j < K; ++j) {
        if (j == c) continue;
        const Vector<S> apart = means.col(j) - means.col(c);
        const S distance = apart.squaredNorm();
        most = std::max(most, distance > 0 ? S(2 * apart.dot(within.col(i)) / distance) : S(1));
    }
    return most;
}
template <class S>
S Classifier<S>::cosine(Eigen::Index i, const Matrix<S>& features) const {
    const Vector<S> row = rows.row(static_cast<Eigen::Index>(label(i))).transpose();
    const S sizes = row.norm() * features.col(i).norm();
    return sizes > 0 ? S(row.dot(features.col(i)) / sizes) : S(0);
}

template <class S>
LastLayer<Approx<S>> letters_of(const Classifier<S>& c) {
    LastLayer<Approx<S>> m;
    m.K = c.K;
    m.N = c.N;
    m.L2 = 1;
    m.N_c = c.counts;
    const auto entropy = [&](Eigen::Index i) { return c.cross_entropy(i); };
    S squares(0), sum(0);
    const Matrix<S> projected = c.P * c.centred, inside = c.P * c.means;
    for (Eigen::Index i = 0; i < c.N; ++i) {
        sum += entropy(i);
        for (Eigen::Index j = 0; j < c.K; ++j) {
            const S error = c.logits(j, i) - (static_cast<std::size_t>(j) == c.label(i) ? 1 : 0);
            squares += error * error;
        }
        m.samples.push_back({c.label(i), c.margin(i), c.cosine(i, c.centred),
                             S(projected.col(i).norm()), c.cosine(i, projected), c.nearness(i)});
    }
    m.residual = S(sqrt(squares));
    m.cross_entropy = S(sum / S(c.N));
    m.cross_entropy_balanced = c.balanced(entropy);
    for (const S& mean : c.class_means(entropy)) m.cross_entropies.push_back(mean);
    m.soft_margin = c.balanced([&](Eigen::Index i) { return c.soft_margin(i); });
    m.margin = c.balanced([&](Eigen::Index i) { return c.mean_margin(i); });
    m.S_W = c.S_W;
    m.S_B = c.S_B;
    m.S_T = c.S_T;
    m.E_W = c.E_W;
    m.P_B = c.P_B;
    m.P_W = c.P_W;
    m.rest = c.rest;
    m.row_space_lost = S(0);
    m.nc1 = S(c.S_W / c.S_B);
    m.means_cosine =
        S(c.rows.transpose().cwiseProduct(c.means).sum() / (c.rows.norm() * c.means.norm()));
    m.nc2 = condition_number(c.means, c.K - 1);
    const Vector<S> kept = singular_values(inside);
    m.projected_1 = kept(0);
    m.projected_least = kept.size() < c.K - 1 ? S(0) : kept(c.K - 2);
    m.nc3 = c.balanced([&](Eigen::Index i) { return c.cosine(i, c.centred); });
    m.pairs.assign(c.counts.size(),
                   std::vector<ClassPair<Approx<S>>>(c.counts.size(), {S(0), S(0)}));
    for (Eigen::Index k = 0; k < c.K; ++k)
        for (Eigen::Index j = 0; j < c.K; ++j) {
            if (j == k) continue;
            const Vector<S> apart = c.means.col(j) - c.means.col(k);
            const S distance = apart.squaredNorm();
            S variance(0);
            for (Eigen::Index i = 0; i < c.N; ++i) {
                const S along = apart.dot(c.within.col(i));
                if (static_cast<Eigen::Index>(c.label(i)) == k)
                    variance +=
                        along * along / distance / S(static_cast<double>(c.counts[c.label(i)]));
            }
            m.pairs[static_cast<std::size_t>(k)][static_cast<std::size_t>(j)] = {distance,
                                                                                 variance};
        }
    return m;
}

template struct Classifier<mp50>;
template struct Classifier<mp100>;
template Classifier<mp50> classifier_of(Matrix<mp50>, const Vector<mp50>&, Matrix<mp50>,
                                        std::vector<int>);
template Classifier<mp100> classifier_of(Matrix<mp100>, const Vector<mp100>&, Matrix<mp100>,
                                         std::vector<int>);
template LastLayer<Approx<mp50>> letters_of(const Classifier<mp50>&);
template LastLayer<Approx<mp100>> letters_of(const Classifier<mp100>&);

} // namespace ncv::proofs
