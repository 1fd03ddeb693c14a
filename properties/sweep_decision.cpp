/// Verdicts: what decides, what must not change them, and what a run without a value may do.
#include "support/simulated_sweep.hpp"

#include "io/errors.hpp"
#include "network/multiprecision.hpp"
#include "sweep/evidence.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace ncv::sweep {
namespace {

using namespace properties;
using testing::HasSubstr;
using Measures = std::map<std::string, double>;

/// y = slope x + noise of the seed's own line, over three levels; z goes the other way.
std::vector<Observation> lines(const Plan& plan, double slope, double spread, std::uint64_t seed) {
    Random random(seed);
    std::map<std::uint64_t, double> slopes;
    for (const auto s : plan.seeds) slopes[s] = slope + spread * gaussian(random);
    return runs_of(plan, [&](std::uint64_t s, double x) {
        return Measures{{"y", slopes[s] * x + 5}, {"z", -slopes[s] * x}};
    });
}

/// So that an effect is the same number whatever mathematical library the machine has.
TEST(Decisions, TakeLogarithmsThatAreRoundedToNearest) {
    Random random(1);
    std::vector<Observation> runs(20000);
    Cells cells{{{}}, {{}}, 0};
    for (Observation& run : runs) {
        run = {{}, 1, true, {{"y", std::exp(10 * gaussian(random))}}};
        cells.runs[0].push_back(&run);
    }
    const auto natural = values_of(cells, {{Transform::log}, "y"})[0],
               decimal = values_of(cells, {{Transform::log10}, "y"})[0];
    for (std::size_t i = 0; i < runs.size(); ++i) {
        const mp100 y = runs[i].measures["y"];
        EXPECT_EQ(natural[i], static_cast<double>(mp100(log(y)))) << y;
        EXPECT_EQ(decimal[i], static_cast<double>(mp100(log10(y)))) << y;
    }
}

TEST(Decisions, FollowFromTheIntervalOfTheSlopes) {
    Plan plan = plan_of(3, 8);
    plan.tests = {test_of(TestKind::slope, "y", Predicts::below, {0}, 0.1)};
    const auto verdict = [&](double slope, double spread) {
        return decide(plan, lines(plan, slope, spread, 1)).tests[0];
    };
    EXPECT_EQ(verdict(-1, 0.1).verdict, Verdict::supported);
    EXPECT_THAT(verdict(-1, 0.1).sentence, HasSubstr("8 of 8 seeds by themselves are in line"));
    EXPECT_EQ(verdict(1, 0.1).verdict, Verdict::refuted);
    EXPECT_THAT(verdict(1, 0.1).sentence, HasSubstr("on the other side"));
    EXPECT_EQ(verdict(0, 0.01).verdict, Verdict::refuted);
    EXPECT_THAT(verdict(0, 0.01).sentence, HasSubstr("no effect that counts"));
    EXPECT_EQ(verdict(-0.1, 1).verdict, Verdict::inconclusive);
}

TEST(Decisions, OfRangesAndTheirComplementsAreOpposite) {
    Plan within = plan_of(3, 8), without = plan_of(3, 8);
    within.tests = {test_of(TestKind::slope, "y", Predicts::between, {-0.5, 0.5}, 0.1)};
    without.tests = {test_of(TestKind::slope, "y", Predicts::outside, {-0.5, 0.5}, 0.1)};
    for (const auto& [slope, expected, opposite] :
         {std::tuple{0.0, Verdict::supported, Verdict::refuted},
          {0.55, Verdict::supported, Verdict::refuted},
          {2.0, Verdict::refuted, Verdict::supported},
          {-2.0, Verdict::refuted, Verdict::supported}}) {
        const auto runs = lines(within, slope, 0.01, 2);
        EXPECT_EQ(decide(within, runs).verdict, expected) << slope;
        EXPECT_EQ(decide(without, runs).verdict, opposite) << slope;
    }
    EXPECT_EQ(decide(within, lines(within, 0.6, 1, 2)).verdict, Verdict::inconclusive);
}

TEST(Decisions, NeedAllTestsToSupportAndOneToRefute) {
    Plan plan = plan_of(3, 8);
    plan.tests = {test_of(TestKind::slope, "y", Predicts::above, {0}),
                  test_of(TestKind::slope, "z", Predicts::below, {0})};
    EXPECT_EQ(decide(plan, lines(plan, 1, 0.1, 3)).verdict, Verdict::supported);
    plan.tests[1].predicts = Predicts::above;
    EXPECT_EQ(decide(plan, lines(plan, 1, 0.1, 3)).verdict, Verdict::refuted);
    plan.tests[1] = test_of(TestKind::slope, "z", Predicts::below, {-1});
    plan.tests[1].smallest_effect = 0;
    EXPECT_EQ(decide(plan, lines(plan, 1, 0.1, 3)).verdict, Verdict::inconclusive);
}

TEST(Decisions, HaveTheEffectsOfEachKindWorkedOutByHand) {
    Plan plan = plan_of(3, 2);
    plan.factors.push_back({"w", {{"0", 0.0}, {"2", 2.0}}});
    const auto effect = [&](sweep::Test test, auto measure) {
        plan.tests = {std::move(test)};
        std::vector<Observation> runs;
        for (const auto s : plan.seeds)
            for (const Level& x : plan.factors[0].levels)
                for (const Level& w : plan.factors[1].levels)
                    runs.push_back({{{"x", x.name}, {"w", w.name}},
                                    s,
                                    true,
                                    measure(*x.number, *w.number, double(s))});
        return decide(plan, runs).tests[0].effect;
    };
    sweep::Test contrast = test_of(TestKind::contrast, "y", Predicts::above, {0});
    contrast.high = {{"x", {"1", "2"}}};
    contrast.low = {{"x", {"0"}}};
    contrast.where = {{"w", {"2"}}};
    EXPECT_NEAR(effect(contrast,
                       [](double x, double w, double s) {
                           return Measures{{"y", 10 * x * (w > 0 ? 1 : 7) + s}};
                       }),
                15, 1e-12);
    sweep::Test exponent = test_of(TestKind::exponent, "y", Predicts::above, {0});
    exponent.response = {{Transform::one_minus}, "y"};
    exponent.where = {{"x", {"1", "2"}}};
    EXPECT_NEAR(
        effect(exponent,
               [](double x, double w, double s) {
                   return Measures{{"y", 1 - s * (1 + w) * std::pow(std::max(x, 1.0), -1.5)}};
               }),
        -1.5, 1e-12);
    sweep::Test crossing = test_of(TestKind::crossing, "y", Predicts::above, {0});
    crossing.across = {{}, "w"};
    EXPECT_NEAR(effect(crossing,
                       [](double x, double w, double s) {
                           return Measures{{"y", 3 * s + 4 * w + (1.5 - 2 * w) * x}};
                       }),
                0.75, 1e-12);
    EXPECT_NEAR(effect(test_of(TestKind::mean, "y", Predicts::above, {0}),
                       [](double x, double, double s) {
                           return Measures{{"y", x * x + s}};
                       }),
                5.0 / 3 + 1.5, 1e-12);
    sweep::Test share = test_of(TestKind::share, "y", Predicts::above, {0});
    EXPECT_NEAR(effect(share,
                       [](double x, double, double) {
                           return Measures{{"y", x > 0}};
                       }),
                2.0 / 3, 1e-12);
    sweep::Test ranks = test_of(TestKind::rank_correlation, "y", Predicts::above, {0});
    ranks.factor = {{}, "z"};
    EXPECT_NEAR(effect(ranks,
                       [](double x, double w, double s) {
                           return Measures{{"y", x + w + s / 10}, {"z", -std::exp(x + w + s / 10)}};
                       }),
                -1, 1e-12);
}

TEST(Decisions, DoNotDependOnTheOrderOfRunsNorOnUnits) {
    Plan plan = plan_of(3, 9);
    plan.tests = {test_of(TestKind::slope, "y", Predicts::below, {0.2}, 0.1)};
    auto runs = lines(plan, 0.05, 0.1, 4);
    const TestResult a = decide(plan, runs).tests[0];
    std::reverse(runs.begin(), runs.end());
    EXPECT_EQ(decide(plan, runs).tests[0].sentence, a.sentence);
    for (auto& run : runs) run.measures["y"] *= 1000;
    plan.tests[0].values = {200};
    plan.tests[0].smallest_effect = 100;
    const TestResult b = decide(plan, runs).tests[0];
    EXPECT_NEAR(b.p_value, a.p_value, 1e-12);
    EXPECT_NEAR(b.low, 1000 * a.low, 1e-9);
    EXPECT_NEAR(b.standardised, a.standardised, 1e-9);
}

TEST(Decisions, WaitForAllRuns) {
    Plan plan = plan_of(3, 8);
    plan.tests = {test_of(TestKind::slope, "y", Predicts::above, {0})};
    auto runs = lines(plan, 1, 0.1, 5);
    runs.pop_back();
    const Decision decision = decide(plan, runs);
    EXPECT_EQ(decision.verdict, Verdict::inconclusive);
    EXPECT_THAT(decision.tests[0].sentence, HasSubstr("1 of 24 runs are still to be done"));
}

TEST(Decisions, NeedASpreadOverSeeds) {
    Plan plan = plan_of(3, 8);
    plan.tests = {test_of(TestKind::slope, "y", Predicts::above, {0})};
    EXPECT_EQ(decide(plan, lines(plan, 1, 0, 5)).verdict, Verdict::inconclusive);
    plan.seeds.resize(1);
    EXPECT_EQ(decide(plan, lines(plan, 1, 0.1, 5)).verdict, Verdict::inconclusive);
}

TEST(Decisions, AreNotTakenWhenATenthOfTheRunsHasNoValue) {
    Plan plan = plan_of(5, 8);
    plan.tests = {test_of(TestKind::slope, "y", Predicts::above, {0})};
    auto runs = lines(plan, 1, 0.01, 6);
    for (int i = 0; i < 4; ++i) runs[std::size_t(5 * i + 2)].ended_well = false;
    EXPECT_EQ(decide(plan, runs).verdict, Verdict::supported);
    EXPECT_EQ(decide(plan, runs).tests[0].without_value, 4);
    runs[22].measures["y"] = std::nan("");
    EXPECT_EQ(decide(plan, runs).verdict, Verdict::inconclusive);
}

int strength(Verdict verdict) {
    return verdict == Verdict::supported ? 1 : verdict == Verdict::refuted ? -1 : 0;
}

// Whatever the run would have had between the best and the worst of the others: without it, what
// was not supported is not, and what was not refuted is not.
TEST(Decisions, NeverLookBetterWithARunThatDiverged) {
    Random random(7);
    int decided = 0, lost = 0;
    for (int instance = 0; instance < 3000; ++instance) {
        const int levels = uniform_int(random, 2, 4);
        Plan plan = plan_of(levels, uniform_int(random, 5, 8));
        const TestKind kind = instance % 3 == 0   ? TestKind::share
                              : instance % 3 == 1 ? TestKind::slope
                                                  : TestKind::contrast;
        sweep::Test test =
            test_of(kind, "y", instance % 2 ? Predicts::above : Predicts::between, {0.2, 0.8}, 0);
        if (test.predicts == Predicts::above) test.values = {kind == TestKind::share ? 0.4 : 0};
        if (kind == TestKind::contrast) {
            test.high = {{"x", {"1"}}};
            test.low = {{"x", {"0"}}};
        }
        plan.tests = {test};
        const double effect = uniform_real(random, -1, 1.5), noise = uniform_real(random, 0.01, 1);
        auto runs = runs_of(plan, [&](std::uint64_t, double x) {
            const double y = effect * x + noise * gaussian(random);
            return Measures{{"y", kind == TestKind::share ? double(y > 0) : y}};
        });
        auto& chosen = runs[std::size_t(uniform_int(random, 0, int(runs.size()) - 1))];
        chosen.ended_well = false;
        const int without = strength(decide(plan, runs).verdict);
        chosen.ended_well = true;
        double low = 1e300, high = -1e300;
        for (const auto& run : runs)
            if (&run != &chosen && (kind != TestKind::contrast || run.levels.at("x") < "2")) {
                low = std::min(low, run.measures.at("y"));
                high = std::max(high, run.measures.at("y"));
            }
        for (int step = 0; step <= 4; ++step) {
            if (kind == TestKind::share && step % 4) continue;
            chosen.measures["y"] =
                kind == TestKind::share ? step / 4 : low + (high - low) * step / 4;
            const int with = strength(decide(plan, runs).verdict);
            EXPECT_TRUE(without == 0 || without == with) << "instance " << instance;
            lost += with != 0 && without == 0;
        }
        decided += without != 0;
    }
    EXPECT_GT(decided, 500);
    EXPECT_GT(lost, 100); // a missing run does cost
}

TEST(Decisions, RefuseTestsThatMakeNoSense) {
    Plan plan = plan_of(3, 4);
    const auto runs = lines(plan, 1, 0.1, 8);
    const auto refused = [&](sweep::Test test, const char* why) {
        plan.tests = {std::move(test)};
        try {
            decide(plan, runs);
            ADD_FAILURE() << why;
        } catch (const BadInput& e) {
            EXPECT_THAT(e.what(), HasSubstr(why));
        }
    };
    sweep::Test test = test_of(TestKind::slope, "y", Predicts::above, {0});
    test.where = {{"x", {"1"}}};
    refused(test, "needs two levels");
    test = test_of(TestKind::slope, "y", Predicts::above, {0});
    test.factor.transforms = {Transform::log};
    refused(test, "is no number");
    refused(test_of(TestKind::share, "y", Predicts::above, {0}), "a share is of 0 and 1");
    test = test_of(TestKind::contrast, "y", Predicts::above, {0});
    test.where = {{"x", {"0", "1"}}};
    test.high = {{"x", {"2"}}};
    test.low = {{"x", {"0"}}};
    refused(test, "high selects no runs");
}

} // namespace
} // namespace ncv::sweep
