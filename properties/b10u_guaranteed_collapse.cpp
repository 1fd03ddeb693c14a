#include "support/theorem_runs.hpp"

#include "theorem/choose_start.hpp"
#include "theorem/watch.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace ncv {
using properties::expect_kept_by_a_complete_run;
using properties::expect_plans_to_scale;

TEST(ShorterGuarantee, B10uIsKeptByACompleteRun) {
    // Of eps2 a third of it is the defect's own decay.
    expect_kept_by_a_complete_run("B10u", "one_sided_at_end", 0.1);
}

TEST(ShorterGuarantee, B10usPlanScalesAsGradientDescentDoes) {
    expect_plans_to_scale(TheoremForm::b10u);
}

/// Less weight decay: more steps, a smaller promise, where lambda/((1-t) a) is small in m.
TEST(ShorterGuarantee, B10usPromiseTradesStepsForSmallness) {
    TheoremPlan before;
    for (const double lambda : {1e-4, 3e-5, 1e-5, 3e-6}) {
        const TheoremPlan p =
            plan_theorem(build(TheoremStart{0.2, 3, 3.8, lambda, 0.5, 4}), TheoremForm::b10u);
        ASSERT_TRUE(p.sound) << p.lacks;
        if (before.sound) {
            EXPECT_GT(p.steps(), before.steps());
            EXPECT_LT(p.eps1, before.eps1);
            EXPECT_LT(p.nc1, before.nc1);
            EXPECT_LE(p.nc1_sharp, before.nc1_sharp);
            EXPECT_GT(p.rounding, before.rounding); // rounding stays while decay slows down
        }
        before = p;
    }
}

/// Rounding makes S larger by mu, and eps1 with it: where the claim's own eps1 is just below s_K(Y)
/// the plan's is not, and it promises nothing.
TEST(ShorterGuarantee, B10usPlanAsksForInterpolationAtItsOwnRadius) {
    const auto start = [](double lambda) {
        return build(TheoremStart{0.2, 3, 3.8, lambda, 0.5, 4});
    };
    const auto claim_lacks = [&](double lambda) {
        Snapshot s = start(lambda);
        s.learning_rate = plan_theorem(s, TheoremForm::b10u).eta_2;
        return check(s, {{"B10u"}, Arithmetic::binary64, {}, 1}).front().lacks;
    };
    double met = 0.004, unmet = 0.04;
    ASSERT_EQ(claim_lacks(met), Hypothesis::complete_run);
    ASSERT_NE(claim_lacks(unmet), Hypothesis::complete_run);
    while (unmet - met > 1e-9) {
        const double middle = (met + unmet) / 2;
        (claim_lacks(middle) == Hypothesis::complete_run ? met : unmet) = middle;
    }
    EXPECT_EQ(claim_lacks(unmet), Hypothesis::interpolation) << unmet;
    const TheoremPlan plan = plan_theorem(start(met), TheoremForm::b10u);
    EXPECT_EQ(plan.lacks, "interpolation");
    EXPECT_FALSE(plan.sound);
    EXPECT_FALSE(std::isfinite(plan.nc1) || std::isfinite(plan.nc1_sharp));
}

/// Fewer steps than B10t for the same promise, by A2 and by A2s.
TEST(ShorterGuarantee, B10uNeedsFewerStepsThanB10t) {
    for (const bool sharp : {false, true}) {
        const auto steps = [&](TheoremForm form) {
            const ChosenStart c = choose_start({form, 0.1, sharp});
            EXPECT_TRUE(c.plan.sound) << form_name(form);
            std::printf("%s: %.3g steps\n", std::string(form_name(form)).c_str(), c.plan.steps());
            return c.plan.steps();
        };
        const double shorter = steps(TheoremForm::b10u);
        EXPECT_LT(1.5 * shorter, steps(TheoremForm::b10t));
        EXPECT_LT(shorter, sharp ? 3e6 : 7e7);
    }
}

/// Networks of more classes, samples and nonlinear layers have plans, too.
TEST(ShorterGuarantee, B10uPlansOtherShapes) {
    const std::vector<TheoremShape> fit{{{6, 6, 4, 3}, 1}, {{6, 6, 3, 2}, 1}, {{4, 4, 3, 3, 2}, 2}};
    for (const TheoremShape& shape : fit) {
        EXPECT_EQ(unfit(shape), "");
        const ChosenStart c = choose_start({TheoremForm::b10u, 0.1, true, shape});
        EXPECT_TRUE(c.plan.sound) << c.plan.lacks;
        EXPECT_LT(c.plan.nc1_sharp, 0.1);
        EXPECT_LT(c.plan.steps(), 1e9);
    }
    const std::vector<TheoremShape> others{
        {{4, 4, 2}, 1},    {{4, 4, 3, 2}, 2},    {{4, 4, 3, 2}, 0}, {{4, 4, 3, 3}, 1},
        {{4, 3, 3, 2}, 1}, {{4, 4, 2, 3, 2}, 1}, {{5, 5, 3, 2}, 1}};
    for (const TheoremShape& shape : others) EXPECT_NE(unfit(shape), "");
}

/// A window of the run is watched, and a window of another run is not mistaken for one.
TEST(ShorterGuarantee, B10usWindowsNoticeWrongPlans) {
    const Snapshot s = build(TheoremStart{0.2, 3, 3.8, 1e-4, 0.5, 4});
    const TheoremPlan plan = plan_theorem(s, TheoremForm::b10u);
    Snapshot at = s;
    at.step = 0;
    Account good;
    check_window(plan, at, 32, good);
    EXPECT_EQ(good.violations(), 0);
    EXPECT_GE(good.tallies().size(), 6u);
    TheoremPlan eager = plan;
    eager.rate_1 *= 1000;
    Account bad;
    check_window(eager, at, 32, bad);
    EXPECT_GT(bad.violations(), 0);
    TheoremPlan exact = plan;
    exact.step_rounding *= 1e-6;
    Account unrounded;
    check_window(exact, at, 32, unrounded);
    EXPECT_GT(unrounded.violations(), 0);
}

} // namespace ncv
