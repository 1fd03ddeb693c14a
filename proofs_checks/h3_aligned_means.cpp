#include "claims/h3_aligned_means.hpp"

#include "data/random.hpp"
#include "network/multiprecision.hpp"
#include "support/classifier_instance.hpp"

namespace ncv::proofs {
namespace {

template <class S>
auto h3_on(const Classifier<S>& c) {
    return outcome_on(c, [](auto& ledger, const auto& m) { h3_aligned_means(ledger, m); });
}

} // namespace

TEST(AlignedMeansSteps, TheCosineIsTheMarginOverTheNorms) {
    int speaks = 0;
    for_classifiers([&](const auto& c) {
        using S = std::decay_t<decltype(c.S_T)>;
        if (!(c.S_B > tiny<S>())) return; // dead features have no alignment
        const S tbar = c.balanced([&](Eigen::Index i) { return c.mean_margin(i); });
        const S product = c.rows.transpose().cwiseProduct(c.means).sum();
        const S cosine = product / (c.rows.norm() * c.means.norm());
        expect_equal<S>(cosine, tbar / sqrt(S(c.E_W * c.S_B)), "K tbar = <W~^T, M~>");
        const Outcome o = h3_on(c);
        EXPECT_EQ(o.lacks.has_value(), !(tbar > 0));
        if (o.lacks) return;
        ++speaks;
        const S bound = tbar / sqrt(S(c.E_W * c.S_T));
        expect_at_most<S>(bound, cosine, "S_B <= S_T");
        expect_same<S>(bound, o.rhs, "right side");
        expect_same<S>(cosine, o.lhs, "left side");
        const S CE = c.balanced([&](Eigen::Index i) { return c.cross_entropy(i); });
        const S tau = -S(c.K - 1) / S(c.K) * log(S(expm1(CE) / S(c.K - 1)));
        const S by_loss = std::max(tau, S(0)) / sqrt(S(c.E_W * c.S_B));
        expect_at_most<S>(by_loss, cosine, "tau <= tbar");
        ASSERT_EQ(o.sides.size(), 2);
        expect_same<S>(by_loss, o.sides[1].lhs.lower, "by the loss");
    });
    EXPECT_GE(speaks, 30);
}

/// Attained by features that are their class means, whatever the rows.
TEST(AlignedMeansSteps, H3IsAttainedByCollapsedFeatures) {
    using S = mp50;
    Random random(5);
    for (int trial = 0; trial < 10; ++trial) {
        const Matrix<S> means = gaussian_matrix(random, 4, 3).cast<S>();
        const Matrix<S> W = means.transpose() + gaussian_matrix(random, 3, 4).cast<S>() / S(4);
        Matrix<S> Z(4, 5);
        const std::vector<int> labels{0, 1, 2, 2, 0};
        for (int i = 0; i < 5; ++i) Z.col(i) = means.col(labels[static_cast<std::size_t>(i)]);
        const Outcome o = h3_on(classifier_of<S>(W, Vector<S>::Zero(3), Z, labels));
        EXPECT_LT(o.lhs, 0.9999);
        expect_same<S>(S(o.lhs), o.rhs, "both sides");
    }
}

} // namespace ncv::proofs
