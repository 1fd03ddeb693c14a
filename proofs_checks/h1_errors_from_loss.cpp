#include "claims/h1_errors_from_loss.hpp"

#include "network/multiprecision.hpp"
#include "support/classifier_instance.hpp"

namespace ncv::proofs {
namespace {

template <class S>
auto h1_on(const Classifier<S>& c) {
    return outcome_on(c, [](auto& ledger, const auto& m) { h1_errors_from_loss(ledger, m); });
}

/// One sample of class 0 with these logits.
template <class S>
Classifier<S> one_with_logits(const Vector<S>& z) {
    const auto K = static_cast<int>(z.size());
    Matrix<S> W = Matrix<S>::Zero(K, 1), Z = Matrix<S>::Ones(1, K);
    std::vector<int> labels;
    for (int c = 0; c < K; ++c) labels.push_back(c);
    Classifier<S> c = classifier_of<S>(W, z, Z, labels);
    for (int i = 1; i < K; ++i) { // the other classes fit, so that the first alone counts
        c.logits.col(i).setZero();
        c.logits(i, i) = S(1);
    }
    return c;
}

} // namespace

TEST(ErrorsFromLossSteps, ASampleOfSmallMarginCosts) {
    for_classifiers([](const auto& c) {
        using S = std::decay_t<decltype(c.S_T)>;
        for (Eigen::Index i = 0; i < c.N; ++i) {
            const S margin = c.margin(i), below = S(1) - margin;
            S squares(0);
            for (Eigen::Index j = 0; j < c.K; ++j) {
                const S error =
                    c.logits(j, i) - (static_cast<std::size_t>(j) == c.label(i) ? S(1) : S(0));
                squares += error * error;
            }
            if (below > 0)
                expect_at_most<S>(below * below / S(2), squares, "(1-g)^2/2 <= squared residual");
            expect_at_most<S>(log(S(S(1) + exp(S(-margin)))), c.cross_entropy(i),
                              "log(1 + e^-g) <= cross-entropy");
        }
    });
}

TEST(ErrorsFromLossSteps, H1IsMarkovOverSamples) {
    for_classifiers([](const auto& c) {
        using S = std::decay_t<decltype(c.S_T)>;
        const auto m = letters_of(c);
        const Outcome o = h1_on(c);
        ASSERT_EQ(o.sides.size(), 2);
        for (const double g : {-3.0, -1.0, -0.25, 0.0, 0.25, 0.5, 0.75, 0.9375}) {
            int at_most = 0;
            S squares(0), entropies(0);
            for (Eigen::Index i = 0; i < c.N; ++i) {
                at_most += c.margin(i) <= S(g);
                entropies += c.cross_entropy(i);
                for (Eigen::Index j = 0; j < c.K; ++j) {
                    const S own(static_cast<std::size_t>(j) == c.label(i) ? 1 : 0);
                    squares += (c.logits(j, i) - own) * (c.logits(j, i) - own);
                }
            }
            const S share = S(at_most) / S(c.N);
            const S squared = S(2) * squares / (S(1 - g) * S(1 - g)) / S(c.N);
            const S entropy = entropies / S(c.N) / log(S(S(1) + exp(S(-g))));
            expect_at_most<S>(share, squared, "#{margin <= g} <= 2 eps1^2/(1-g)^2");
            expect_at_most<S>(share, entropy, "#{margin <= g} <= N CE/log(1 + e^-g)");
            expect_equal<S>(share_of_margins(m, g).value, share, "the library counts the same");
            if (g != 0 && g != 0.5) continue;
            const Side& side = o.sides[g == 0 ? 0 : 1];
            expect_same<S>(share, side.lhs.lower, "left side");
            expect_same<S>(std::min(squared, entropy), side.rhs.lower, "right side");
        }
    });
}

/// Attained: at z_c = (1+g)/2, z_j = (1-g)/2 the sample is one of margin g at the least cost.
TEST(ErrorsFromLossSteps, H1IsAttainedBySquaredError) {
    using S = mp50;
    for (const double g : {0.0, 0.5}) {
        Vector<S> z = Vector<S>::Zero(3);
        z(0) = S(1 + g) / 2;
        z(2) = S(1 - g) / 2;
        const Classifier<S> c = one_with_logits(z);
        const auto m = letters_of(c);
        const S bound = S(2) * m.residual.value * m.residual.value / (S(1 - g) * S(1 - g)) / S(3);
        expect_equal<S>(share_of_margins(m, g).value, bound, "one of three samples");
        if (g == 0) expect_same<S>(bound, h1_on(c).rhs, "and so the library has it");
    }
}

/// Attained where K = 2 and logits are equal: a tie, which counts as wrong.
TEST(ErrorsFromLossSteps, H1IsAttainedByCrossEntropy) {
    using S = mp50;
    const Classifier<S> c = classifier_of<S>(Matrix<S>::Zero(2, 1), Vector<S>::Constant(2, S(8)),
                                             Matrix<S>::Ones(1, 5), {0, 1, 0, 1, 0});
    const Outcome o = h1_on(c);
    EXPECT_EQ(o.lhs, 1);
    EXPECT_EQ(o.rhs, 1);
}

} // namespace ncv::proofs
