#include "claims/h2_collapse_from_logits.hpp"

#include "data/random.hpp"
#include "network/multiprecision.hpp"
#include "support/classifier_instance.hpp"

namespace ncv::proofs {
namespace {

/// log(1 + (K-1) e^{-Kt/(K-1)}): the least cross-entropy of samples whose t is this.
template <class S>
S least_entropy(int K, const S& t) {
    return log1p(S(S(K - 1) * exp(S(-S(K) * t / S(K - 1)))));
}
template <class S>
S inverse_of_least_entropy(int K, const S& entropy) {
    return -S(K - 1) / S(K) * log(S(expm1(entropy) / S(K - 1)));
}

template <class S>
auto h2_on(const Classifier<S>& c) {
    return outcome_on(
        c, [](auto& ledger, const auto& m) { h2_collapse_from_cross_entropy(ledger, m); });
}
template <class S>
auto h2m_on(const Classifier<S>& c) {
    return outcome_on(c, [](auto& ledger, const auto& m) { h2m_collapse_from_margin(ledger, m); });
}
template <class S>
auto h2h_on(const Classifier<S>& c) {
    return outcome_on(c, [](auto& ledger, const auto& m) { h2h_collapse_from_head(ledger, m); });
}

/// The same logits from other features: `below` in one more dimension, which the rows do not see;
/// of the kernel that there was nothing is kept.
template <class S>
Classifier<S> with_kernel(const Classifier<S>& c, const Matrix<S>& below) {
    Matrix<S> W(c.K, c.W.cols() + 1), Z(c.W.cols() + 1, c.N);
    W << c.rows, Matrix<S>::Zero(c.K, 1);
    Z << c.P * c.Z, below;
    return classifier_of<S>(W, Vector<S>::Zero(c.K), Z, c.labels);
}

} // namespace

TEST(CollapseFromLogitsSteps, TheMeansInequalityAndJensen) {
    for_classifiers([](const auto& c) {
        using S = std::decay_t<decltype(c.S_T)>;
        const auto entropy = [&](Eigen::Index i) { return c.cross_entropy(i); };
        const auto soft = [&](Eigen::Index i) { return c.soft_margin(i); };
        const auto mean_margin = [&](Eigen::Index i) { return c.mean_margin(i); };
        for (Eigen::Index i = 0; i < c.N; ++i) {
            S sum(0);
            for (const S& d : c.differences(i)) sum += d;
            expect_equal<S>(S(c.K) * c.mean_margin(i), sum, "K t is the sum of differences");
            expect_equal<S>(entropy(i), least_entropy(c.K, soft(i)), "the wrong classes' mean");
            expect_at_most<S>(soft(i) - mean_margin(i), S(0), "means' inequality");
        }
        const auto entropies = c.class_means(entropy), margins = c.class_means(soft);
        S by_class(0);
        for (std::size_t k = 0; k < entropies.size(); ++k) {
            const S tau = inverse_of_least_entropy(c.K, entropies[k]);
            expect_at_most<S>(tau - margins[k], S(0), "Jensen over a class");
            by_class += tau / S(c.K);
        }
        const S tau = inverse_of_least_entropy<S>(c.K, c.balanced(entropy));
        expect_at_most<S>(tau - by_class, S(0), "Jensen over classes");
        expect_at_most<S>(by_class - c.balanced(soft), S(0), "tau by class <= tau by sample");
        expect_at_most<S>(c.balanced(soft) - c.balanced(mean_margin), S(0), "<= tbar");
        expect_equal<S>(least_margin<Approx<S>>(c.K, c.balanced(entropy)).value, tau,
                        "the library's tau");
    });
}

/// Of the balanced mean of t the bias drops out: the logits have one, W~ and M~ do not.
TEST(CollapseFromLogitsSteps, TheBalancedMarginIsAnInnerProduct) {
    for_classifiers([](const auto& c) {
        using S = std::decay_t<decltype(c.S_T)>;
        const S tbar = c.balanced([&](Eigen::Index i) { return c.mean_margin(i); });
        const S product = c.rows.transpose().cwiseProduct(c.means).sum();
        expect_equal<S>(S(c.K) * tbar, product, "K tbar = <W~^T, M~>");
        expect_at_most<S>(product, S(c.K) * sqrt(S(c.E_W * c.S_B)), "Cauchy and Schwarz");
    });
}

TEST(CollapseFromLogitsSteps, H2IsItsSteps) {
    int speaks = 0;
    for_classifiers([&](const auto& c) {
        using S = std::decay_t<decltype(c.S_T)>;
        const Outcome o = h2_on(c);
        if (!(c.S_B > tiny<S>())) return;
        const auto entropy = [&](Eigen::Index i) { return c.cross_entropy(i); };
        const S CE = c.balanced(entropy);
        EXPECT_EQ(o.lacks.has_value(), !(CE < log(S(c.K))));
        if (o.lacks) return;
        ++speaks;
        S by_class(0);
        for (const S& mean : c.class_means(entropy))
            by_class += inverse_of_least_entropy(c.K, mean) / S(c.K);
        const S taus[] = {inverse_of_least_entropy(c.K, CE), by_class,
                          c.balanced([&](Eigen::Index i) { return c.soft_margin(i); })};
        ASSERT_EQ(o.sides.size(), 4);
        for (std::size_t k = 0; k < 3; ++k) {
            const S bound = c.E_W * c.S_T / (taus[k] * taus[k]) - S(1);
            expect_at_most<S>(c.S_W / c.S_B, bound, "NC1_bal <= E_W S_T/tau^2 - 1");
            SCOPED_TRACE(k);
            expect_same<S>(bound, o.sides[k].rhs.lower, "right side");
            expect_same<S>(c.S_W / c.S_B, o.sides[k].lhs.lower, "left side");
        }
    });
    EXPECT_GE(speaks, 30);
}

TEST(CollapseFromLogitsSteps, H2mIsAnIdentityWithTheCosine) {
    int speaks = 0;
    for_classifiers([&](const auto& c) {
        using S = std::decay_t<decltype(c.S_T)>;
        const S tbar = c.balanced([&](Eigen::Index i) { return c.mean_margin(i); });
        const Outcome o = h2m_on(c);
        EXPECT_EQ(o.lacks.has_value(), !(tbar > 0));
        if (o.lacks) return;
        ++speaks;
        const S product = c.rows.transpose().cwiseProduct(c.means).sum();
        const S cosine = product / (c.rows.norm() * c.means.norm());
        const S bound = c.E_W * c.S_T / (tbar * tbar);
        expect_equal<S>(c.S_W / c.S_B, cosine * cosine * bound - S(1), "cos^2 for the first 1");
        expect_same<S>(bound - S(1), o.rhs, "right side");
    });
    EXPECT_GE(speaks, 30);
}

TEST(CollapseFromLogitsSteps, TheLogitsKnowTheProjectedFeatures) {
    for_classifiers([](const auto& c) {
        using S = std::decay_t<decltype(c.S_T)>;
        const Matrix<S> inside = c.P * c.centred,
                        C = c.logits.rowwise() - c.logits.colwise().mean();
        for (Eigen::Index i = 1; i < c.N; ++i)
            expect_equal<S>(Matrix<S>(c.rows * (inside.col(i) - inside.col(0))),
                            Matrix<S>(C.col(i) - C.col(0)), "W~ P (z - z') is of the logits");
        expect_equal<S>(Matrix<S>(c.rows * c.P), c.rows, "W~ sees the row space alone");
        expect_at_most<S>(c.P_B + c.P_W, c.S_T, "P keeps at most all");
        if (!(c.S_T > tiny<S>())) return; // dead features have no NC1
        const S tbar = c.balanced([&](Eigen::Index i) { return c.mean_margin(i); });
        expect_at_most<S>(tbar * tbar, c.E_W * c.P_B, "H2h is never above H2m");
        const Outcome o = h2h_on(c);
        expect_same<S>(c.P_B > 0 ? S(c.S_T / c.P_B - S(1)) : std::numeric_limits<S>::infinity(),
                       o.rhs, "right side");
        ASSERT_EQ(o.sides.size(), 2);
        expect_same<S>(c.P_W / (c.P_B + c.rest), o.sides[1].lhs.lower, "from below");
        expect_at_most<S>(c.P_W / (c.P_B + c.rest), c.S_W / c.S_B, "H2h from below");
        expect_at_most<S>(c.S_W / c.S_B, c.S_T / c.P_B - S(1), "H2h from above");
    });
}

/// Best possible: features with the same rows, logits and S_T attain either side. What the rows do
/// not see goes within a class of two samples or more, or between two classes.
TEST(CollapseFromLogitsSteps, H2hIsAttainedOnBothSides) {
    int attained = 0;
    for_classifiers([&](const auto& c) {
        using S = std::decay_t<decltype(c.S_T)>;
        const auto large = std::max_element(c.counts.begin(), c.counts.end());
        if (*large < 2 || !(c.P_B > tiny<S>())) return;
        const auto k = static_cast<std::size_t>(large - c.counts.begin());
        const S free = c.S_T - c.P_B - c.P_W + S(1) / 8;
        Matrix<S> within = Matrix<S>::Zero(1, c.N), between = within;
        const S apart = sqrt(S(free * S(c.K) * S(static_cast<double>(*large)) / 2));
        int placed = 0;
        for (Eigen::Index i = 0; i < c.N; ++i) {
            if (c.label(i) == k && placed < 2) within(0, i) = placed++ ? S(-apart) : apart;
            if (c.label(i) < 2)
                between(0, i) = sqrt(S(free * S(c.K) / 2)) * S(c.label(i) == 0 ? 1 : -1);
        }
        const auto spread = with_kernel<S>(c, within), collapsed = with_kernel<S>(c, between);
        for (const auto* other : {&spread, &collapsed}) {
            expect_equal<S>(other->S_T, S(c.P_B + c.P_W + free), "S_T as it was to be");
            expect_equal<S>(other->P_B, c.P_B, "P_B as it was");
            expect_equal<S>(other->P_W, c.P_W, "P_W as it was");
        }
        expect_equal<S>(spread.S_W / spread.S_B, S((c.P_W + free) / c.P_B), "attained above");
        expect_same<S>(spread.S_W / spread.S_B, h2h_on(spread).rhs, "as the library has it");
        expect_equal<S>(collapsed.S_W / collapsed.S_B, S(c.P_W / (c.P_B + free)), "and below");
        expect_same<S>(collapsed.S_W / collapsed.S_B, h2h_on(collapsed).sides[1].lhs.lower,
                       "as the library has it");
        ++attained;
    });
    EXPECT_GE(attained, 30);
}

/// Rows along a simplex of class means, and all variance where the rows do not see it: the means'
/// inequality, Jensen and Cauchy and Schwarz are equalities, so H2 and H2m are.
TEST(CollapseFromLogitsSteps, H2IsAttainedByASimplexWithFreeVariance) {
    using S = mp50;
    for (const int K : {2, 3, 5}) {
        const Matrix<S> simplex =
            Matrix<S>::Identity(K, K) - Matrix<S>::Constant(K, K, S(1) / S(K));
        Matrix<S> W(K, K + 1), Z(K + 1, 2 * K);
        W << S(3) * simplex, Matrix<S>::Zero(K, 1);
        std::vector<int> labels;
        for (int i = 0; i < 2 * K; ++i) {
            labels.push_back(i / 2);
            Z.col(i) << simplex.col(i / 2), S(i % 2 ? 0.5 : -0.5);
        }
        const auto c = classifier_of<S>(W, Vector<S>::Constant(K, S(7)), Z, labels);
        for (const Outcome& o : {h2_on(c), h2m_on(c)}) {
            EXPECT_GT(o.lhs, 0.2) << K;
            expect_same<S>(S(o.lhs), o.rhs, "both sides");
        }
    }
}

} // namespace ncv::proofs
