/// The statistics of verdicts against published examples, exact sums and what must not change them.
#include "data/random.hpp"
#include "sweep/rank_effects.hpp"
#include "sweep/statistics.hpp"

#include <boost/math/distributions/binomial.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

namespace ncv::sweep {
namespace {

std::vector<Interval> points(const std::vector<double>& effects) {
    std::vector<Interval> out;
    for (const double e : effects) out.push_back({e, e});
    return out;
}

// Hours of sleep gained by one drug over another: Student (1908), as analysed in R's manual of
// t.test, paired: t = 4.0621, p = 0.002833, 95 % interval 0.7001142 to 2.4598858.
const std::vector<double> sleep{1.2, 2.4, 1.3, 1.3, 0.0, 1.0, 1.8, 0.8, 4.6, 1.4};

TEST(StudentMeans, AnalyseStudentsOwnExample) {
    const StudentMean mean(points(sleep));
    EXPECT_NEAR(mean.mean().low, 1.58, 1e-15);
    EXPECT_EQ(mean.mean().low, mean.mean().high);
    EXPECT_NEAR(mean.interval(0.95).low, 0.7001142, 5e-8);
    EXPECT_NEAR(mean.interval(0.95).high, 2.4598858, 5e-8);
    EXPECT_NEAR(2 * mean.p_at_most(0), 0.002833, 5e-7);
    EXPECT_NEAR(mean.p_at_most(0) + mean.p_at_least(0), 1, 1e-15);
}

TEST(StudentMeans, IntervalsEndWhereTheirTailsDo) {
    const StudentMean mean(points(sleep));
    for (const double confidence : {0.5, 0.95, 0.9875, 0.9999}) {
        const Interval i = mean.interval(confidence);
        EXPECT_NEAR(mean.p_at_most(i.low), (1 - confidence) / 2, 1e-12);
        EXPECT_NEAR(mean.p_at_least(i.high), (1 - confidence) / 2, 1e-12);
    }
}

TEST(StudentMeans, MoveAndScaleWithTheEffects) {
    std::vector<double> other;
    for (const double e : sleep) other.push_back(3 - 2 * e);
    const Interval a = StudentMean(points(sleep)).interval(0.9),
                   b = StudentMean(points(other)).interval(0.9);
    EXPECT_NEAR(b.low, 3 - 2 * a.high, 1e-13);
    EXPECT_NEAR(b.high, 3 - 2 * a.low, 1e-13);
}

TEST(StudentMeans, OfIntervalsHoldForEveryChoiceWithin) {
    Random random(1);
    for (int instance = 0; instance < 2000; ++instance) {
        const int n = uniform_int(random, 2, 12);
        std::vector<Interval> wide, chosen;
        for (int s = 0; s < n; ++s) {
            const double a = gaussian(random), b = a + (s % 3 ? 0 : std::abs(gaussian(random)));
            const double in =
                a + (s % 2 ? uniform_int(random, 0, 1) : uniform_real(random, 0, 1)) * (b - a);
            wide.push_back({a, b});
            chosen.push_back({in, in});
        }
        const StudentMean all(wide), one(chosen);
        const double c = gaussian(random);
        EXPECT_LE(all.interval(0.95).low, one.interval(0.95).low + 1e-12);
        EXPECT_GE(all.interval(0.95).high, one.interval(0.95).high - 1e-12);
        // Above a half, p values decide nothing.
        EXPECT_GE(all.p_at_most(c), std::min(0.5, one.p_at_most(c)) - 1e-12);
        EXPECT_GE(all.p_at_least(c), std::min(0.5, one.p_at_least(c)) - 1e-12);
    }
}

TEST(BinomialShares, AreThoseOfPublishedExamples) {
    // Conover's example of Mendel's peas in R's manual of binom.test.
    const Interval peas = BinomialShare({682, 682}, 925).interval(0.95);
    EXPECT_NEAR(peas.low, 0.7076683, 5e-8);
    EXPECT_NEAR(peas.high, 0.7654066, 5e-8);
    // None of n: the upper end is 1 - (alpha/2)^(1/n).
    const Interval none = BinomialShare({0, 0}, 10).interval(0.95);
    EXPECT_EQ(none.low, 0);
    EXPECT_NEAR(none.high, 1 - std::pow(0.025, 0.1), 1e-14);
    const Interval all = BinomialShare({10, 10}, 10).interval(0.95);
    EXPECT_NEAR(all.low, std::pow(0.025, 0.1), 1e-14);
    EXPECT_EQ(all.high, 1);
}

TEST(BinomialShares, TailsAreSumsOfTheBinomialDistribution) {
    for (int n = 1; n <= 12; ++n)
        for (int k = 0; k <= n; ++k)
            for (const double c : {0.0, 0.1, 0.5, 0.83, 1.0}) {
                const BinomialShare share({double(k), double(k)}, n);
                double at_most = 0, at_least = 0;
                for (int j = 0; j <= n; ++j) {
                    const double p = boost::math::pdf(boost::math::binomial(n, c), j);
                    if (j <= k) at_most += p;
                    if (j >= k) at_least += p;
                }
                EXPECT_NEAR(share.p_at_least(c), at_most, 1e-13);
                EXPECT_NEAR(share.p_at_most(c), at_least, 1e-13);
            }
}

TEST(BinomialShares, CoverEveryShareAtLeastAsOftenAsDeclared) {
    for (const double confidence : {0.9, 0.95, 0.9875})
        for (int n = 1; n <= 15; ++n)
            for (double p = 0.005; p < 1; p += 0.005) {
                double covered = 0;
                for (int k = 0; k <= n; ++k) {
                    const Interval i =
                        BinomialShare({double(k), double(k)}, n).interval(confidence);
                    if (i.low <= p && p <= i.high)
                        covered += boost::math::pdf(boost::math::binomial(n, p), k);
                }
                EXPECT_GE(covered, confidence - 1e-12) << n << " trials, share " << p;
            }
}

TEST(BinomialShares, WithoutSomeOutcomesAllowForAny) {
    const BinomialShare share({6, 8}, 10);
    EXPECT_EQ(share.interval(0.95).low, BinomialShare({6, 6}, 10).interval(0.95).low);
    EXPECT_EQ(share.interval(0.95).high, BinomialShare({8, 8}, 10).interval(0.95).high);
}

TEST(LeastSquares, FitsAnscombesFirstSet) {
    // Anscombe, The American Statistician 27 (1973): y = 3.00 + 0.500 x.
    const std::vector<double> x{10, 8, 13, 9, 11, 14, 6, 4, 12, 7, 5};
    const std::vector<double> y{8.04, 6.95, 7.58, 8.81, 8.33, 9.96, 7.24, 4.26, 10.84, 4.82, 5.68};
    EXPECT_NEAR(least_squares(x, y).slope, 0.500091, 5e-7);
    EXPECT_NEAR(least_squares(x, y).at_zero, 3.000091, 5e-7);
}

TEST(Spearman, GivesATextbooksCorrelation) {
    // IQ and hours of television of ten people, no ties: 1 - 6 * 194/990 = -29/165.
    const std::vector<double> iq{106, 100, 86, 101, 99, 103, 97, 113, 112, 110};
    const std::vector<double> hours{7, 27, 2, 50, 28, 29, 20, 12, 6, 17};
    EXPECT_NEAR(spearman(iq, hours), -29.0 / 165, 1e-15);
    // Ties at mean ranks: ranks 1.5 1.5 3 4 and 1 2.5 2.5 4, covariance 3.75, variances 4.5.
    EXPECT_NEAR(spearman({1, 1, 2, 3}, {5, 6, 6, 7}), 3.75 / 4.5, 1e-15);
    EXPECT_TRUE(std::isnan(spearman({1, 1, 1}, {1, 2, 3})));
}

TEST(Spearman, SeesOrderAlone) {
    Random random(2);
    std::vector<double> x, y, grown, fallen;
    for (int i = 0; i < 40; ++i) {
        x.push_back(gaussian(random));
        y.push_back(x.back() + gaussian(random));
        grown.push_back(std::exp(y.back()));
        fallen.push_back(-std::pow(y.back(), 3));
    }
    EXPECT_NEAR(spearman(x, y), spearman(x, grown), 1e-14);
    EXPECT_NEAR(spearman(x, y), -spearman(x, fallen), 1e-14);
}

TEST(Holms, AdjustmentIsWorkedOutByHand) {
    const Holm h = holm({0.01, 0.04, 0.03, 0.005});
    EXPECT_THAT(h.adjusted, testing::ElementsAre(testing::DoubleEq(0.03), testing::DoubleEq(0.06),
                                                 testing::DoubleEq(0.06), testing::DoubleEq(0.02)));
    EXPECT_THAT(h.factor, testing::ElementsAre(3, 1, 2, 4));
    EXPECT_THAT(holm({0.9, 0.8}).adjusted, testing::ElementsAre(1, 1));
    EXPECT_TRUE(holm({}).adjusted.empty());
}

TEST(RankEffects, OfOneRunASeedAreWorkedOutByHand) {
    // Ranks 1 2 3 4 and 1 2 4 3: 0.8; without seeds 1 and 2: 1/2 each, without 3 and 4: 1 each.
    const RankEffects r = rank_effects({{1}, {2}, {3}, {4}}, {{1}, {2}, {4}, {3}});
    EXPECT_NEAR(r.correlation, 0.8, 1e-15);
    EXPECT_NEAR(r.of_seeds[0].low, 4 * std::atanh(0.8) - 3 * std::atanh(0.5), 1e-14);
    EXPECT_NEAR(r.of_seeds[3].high, 4 * std::atanh(0.8) - 3 * std::atanh(1 - 1e-12), 1e-9);
}

TEST(RankEffects, WithoutAValueAllowForAnyAtTheLargestX) {
    const double nan = std::nan("");
    Random random(3);
    for (int instance = 0; instance < 300; ++instance) {
        Values x, y;
        for (int s = 0; s < 6; ++s) {
            x.push_back({gaussian(random), gaussian(random)});
            y.push_back({x.back()[0] + gaussian(random), gaussian(random)});
        }
        x[2][1] = nan;
        x[2][1] = range_of(x).high;
        y[2][1] = (y[0][0] + y[1][0]) / 2;
        Values lacking_x = x, lacking_y = y;
        (instance % 3 ? lacking_y : lacking_x)[2][1] = nan;
        const auto whole = rank_effects(x, y).of_seeds;
        const auto wide = rank_effects(lacking_x, lacking_y).of_seeds;
        // Of the pseudo-value of this seed only the first term depends on the run.
        EXPECT_LE(wide[2].low, whole[2].low + 1e-12);
        EXPECT_GE(wide[2].high, whole[2].high - 1e-12);
        EXPECT_LT(wide[2].low, wide[2].high);
    }
}

} // namespace
} // namespace ncv::sweep
