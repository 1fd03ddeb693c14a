#include "support/passed_classifier.hpp"

#include "claims/registry.hpp"
#include "measure/contrasts.hpp"
#include "spectra/decompositions.hpp"

#include <cmath>

namespace ncv::proofs {
namespace {

/// Q = U (U^T D U)^{-1/2} U^T, of which the columns of the labels' polar factor are; U contrasts.
template <class S>
Matrix<S> polar_columns(const std::vector<Eigen::Index>& counts) {
    const auto K = static_cast<Eigen::Index>(counts.size());
    Matrix<S> D = Matrix<S>::Zero(K, K);
    for (Eigen::Index c = 0; c < K; ++c)
        D(c, c) = S(static_cast<double>(counts[static_cast<std::size_t>(c)]));
    const Matrix<S> U = contrasts<ApproxMatrix<S>>(K).value;
    const Eigen::SelfAdjointEigenSolver<Matrix<S>> eigen(U.transpose() * D * U);
    const Vector<S> roots = eigen.eigenvalues().cwiseSqrt().cwiseInverse();
    const Matrix<S> V = U * eigen.eigenvectors();
    return V * roots.asDiagonal() * V.transpose();
}

template <class S>
S nuclear_norm(const Matrix<S>& A) {
    return singular_values(A).sum();
}

/// One input; class 0 has `first` samples at 0, class 1 one sample at -2. Logits by the input's half
/// and a bias of a half: every margin is 1.
Snapshot one_against(int first) {
    Snapshot s;
    s.network.weights = {Matrix<double>(2, 1)};
    s.network.weights[0] << 0.5, -0.5;
    s.network.biases = {Vector<double>(2)};
    s.network.biases[0] << 0.5, -0.5;
    s.data.classes = 2;
    s.data.inputs = Matrix<double>::Zero(1, first + 1);
    s.data.inputs(0, first) = -2;
    s.data.labels.assign(static_cast<std::size_t>(first), 0);
    s.data.labels.push_back(1);
    return s;
}

Outcome h7(const Snapshot& s, std::optional<Hypothesis> lacks = {}) {
    return check(s, {{"H7"}, Arithmetic::mp, lacks}).front();
}

} // namespace

TEST(MarginNormsSteps, H7PolarFactorOfLabels) {
    for_passed_classifiers([](const auto& p) {
        using S = std::decay_t<decltype(p.C(0, 0))>;
        const auto counts = p.data.class_counts();
        const Matrix<S> Q = polar_columns<S>(counts), B = Q * p.Y, labels = p.C * p.Y;
        Vector<S> roots(p.K);
        for (int c = 0; c < p.K; ++c)
            roots(c) = sqrt(S(static_cast<double>(counts[static_cast<std::size_t>(c)])));
        const Matrix<S> root = roots.asDiagonal() * Q * roots.asDiagonal();
        const Matrix<S> outer = roots * roots.transpose() / S(p.K);
        const Matrix<S> squared = Matrix<S>(roots.cwiseProduct(roots).asDiagonal()) - outer;
        expect_equal<S>(root * root, squared, "D^{1/2} Q D^{1/2} is the root of D - nn^T/K");
        expect_equal<S>(nuclear_norm(labels), root.trace(), "nuc is its trace");
        expect_equal<S>(inner(labels, B), root.trace(), "<C Y, B> = ||C Y||_*");
        expect_at_most<S>(operator_norm(B), S(1), "||B|| <= 1");
        expect_equal<S>(Q.rowwise().sum(), Matrix<S>::Zero(p.K, 1), "Q 1 = 0");
        for (int c = 0; c < p.K; ++c)
            for (int j = 0; j < p.K; ++j)
                if (j != c) expect_at_most<S>(Q(j, c), S(0), "no positive entry off the diagonal");
    });
}

TEST(MarginNormsSteps, H7MarginsAgainstNorms) {
    for_passed_classifiers([](const auto& p) {
        using S = std::decay_t<decltype(p.C(0, 0))>;
        const auto counts = p.data.class_counts();
        const Matrix<S> Q = polar_columns<S>(counts);
        const Matrix<S>& logits = p.logits();
        S along(0), nuc(0), least(0);
        for (int i = 0; i < p.N; ++i) {
            const auto c = p.data.labels[static_cast<std::size_t>(i)];
            S margin(0), own(0);
            bool first = true;
            for (int j = 0; j < p.K; ++j) {
                own += logits(j, i) * Q(j, c);
                const S apart = logits(c, i) - logits(j, i);
                if (j != c && (first || apart < margin)) margin = apart;
                first = first && j == c;
            }
            expect_at_most<S>(S(0), S(own - margin * Q(c, c)), "margin Q_cc <= <z, Q e_c>");
            along += own;
            nuc += Q(c, c);
            if (i == 0 || margin < least) least = margin;
        }
        expect_equal<S>(along, inner<S>(logits, Q * p.Y), "<Z_L, B> is their sum");
        expect_at_most<S>(S(0), S(along - least * nuc), "gamma nuc <= <Z_L, B>");
        Matrix<S> Z = p.features(), centred = p.C * logits;
        const bool equal = std::count(counts.begin(), counts.end(), counts[0]) == p.K;
        if (equal) {
            Z = (Z.colwise() - Vector<S>(Z.rowwise().mean())).eval();
            centred = (centred.colwise() - Vector<S>(centred.rowwise().mean())).eval();
        }
        const S nuclear = nuclear_norm(centred);
        expect_equal<S>(inner<S>(centred, Q * p.Y), along, "centring loses nothing that B sees");
        expect_at_most<S>(along, nuclear, "<Z_L, B> <= ||C Z_L||_*");
        if (p.net.has_bias(p.L) && !equal) return;
        expect_at_most<S>(nuclear, S((p.C * p.net.W(p.L)).norm() * Z.norm()),
                          "||C Z_L||_* <= ||W~||_F ||Z||_F");
        const Outcome o = h7(p.snapshot);
        EXPECT_NE(o.status, Status::violated);
        EXPECT_NEAR(o.lhs, static_cast<double>(along), 1e-12 * (1 + std::abs(o.lhs)));
    });
}

/// W = I - 11^T/K on one-hot features, classes of equal size: (K-1) sqrt(N/K) on both sides.
TEST(MarginNormsSteps, H7IsAttained) {
    for (const int K : {2, 4, 8})
        for (const int n : {1, 4}) {
            Snapshot s;
            s.data.classes = K;
            for (int i = 0; i < K * n; ++i) s.data.labels.push_back(i % K);
            s.data.inputs = s.data.one_hot();
            s.network.weights = {Matrix<double>::Identity(K, K) -
                                 Matrix<double>::Constant(K, K, 1.0 / K)};
            const Outcome o = h7(s);
            EXPECT_NE(o.status, Status::violated);
            EXPECT_NEAR(o.ratio, 1, 1e-15);
            EXPECT_NEAR(o.lhs, (K - 1) * std::sqrt(n), 1e-12);
        }
}

TEST(MarginNormsSteps, H7FailsWithABiasAndUnequalClasses) {
    const Snapshot s = one_against(99);
    EXPECT_EQ(h7(s).lacks, Hypothesis::no_last_bias);
    const Outcome o = h7(s, Hypothesis::no_last_bias);
    EXPECT_EQ(o.status, Status::violated);
    EXPECT_NEAR(o.ratio, 5, 1e-12);
    EXPECT_NE(check(s, {{"H7b"}, Arithmetic::mp}).front().status, Status::violated);
    EXPECT_NE(h7(one_against(1)).status, Status::violated); // equal classes: features centred
    EXPECT_EQ(h7(one_against(1)).lacks, std::nullopt);
}

TEST(MarginNormsSteps, H7bLeastMarginIsAtMostTheMean) {
    for_passed_classifiers([](const auto& p) {
        using S = std::decay_t<decltype(p.C(0, 0))>;
        const auto means = class_statistics<S>(p.features(), p.data.labels, p.K).means;
        const Matrix<S> rows = p.C * p.net.W(p.L), centred = means * p.C;
        S least(0), balanced(0);
        const auto counts = p.data.class_counts();
        for (int i = 0; i < p.N; ++i) {
            const auto c = p.data.labels[static_cast<std::size_t>(i)];
            const S t = (p.C * p.logits().col(i))(c);
            S margin = S(p.K) / S(p.K - 1) * t; // the mean of z_c - z_j over j != c
            for (int j = 0; j < p.K; ++j)
                if (j != c && p.logits()(c, i) - p.logits()(j, i) < margin)
                    margin = p.logits()(c, i) - p.logits()(j, i);
            expect_at_most<S>(S(0), S(S(p.K) * t - S(p.K - 1) * margin), "(K-1) margin <= K t");
            balanced += t / S(p.K) / S(static_cast<double>(counts[static_cast<std::size_t>(c)]));
            if (i == 0 || margin < least) least = margin;
        }
        expect_equal<S>(S(S(p.K) * balanced), inner<S>(rows.transpose(), centred),
                        "K tbar = <W~^T, M~>");
        expect_at_most<S>(S(S(p.K - 1) * least), S(rows.norm() * centred.norm()), "H7b");
    });
    // Attained: two classes at +-1, rows (1, -1).
    Snapshot s;
    s.network.weights = {Matrix<double>(2, 1)};
    s.network.weights[0] << 1, -1;
    s.data = {Matrix<double>(1, 2), {0, 1}, 2};
    s.data.inputs << 1, -1;
    EXPECT_NEAR(check(s, {{"H7b"}, Arithmetic::mp}).front().ratio, 1, 1e-15);
}

} // namespace ncv::proofs
