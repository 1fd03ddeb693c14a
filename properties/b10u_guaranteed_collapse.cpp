#include "support/claim_property.hpp"
#include "support/quantity.hpp"
#include "support/theorem_runs.hpp"

#include "data/random.hpp"
#include "instances/admissible_step.hpp"
#include "theorem/choose_start.hpp"
#include "theorem/watch.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace ncv {
using properties::brisk;
using properties::quantity;
using properties::rescaled;

/// The complete run, with the claim's own steps and not one fewer.
TEST(ShorterGuarantee, B10uIsKeptByACompleteRun) {
    const Snapshot s = with_admissible_step(build(brisk), "B10u", 0.75);
    const Outcome o = check(s, {{"B10u"}, Arithmetic::binary64, {}, 1000000}).front();
    ASSERT_FALSE(o.lacks);
    std::printf("k1 %.0f, k2 %.0f, eps1 %g (%g), eps2 %g (%g), NC1 %g <= %g\n", quantity(o, "k1"),
                quantity(o, "k2"), quantity(o, "eps1"), quantity(o, "residual_at_end"),
                quantity(o, "eps2"), quantity(o, "one_sided_at_end"), o.lhs, o.rhs);
    EXPECT_NE(o.status, Status::violated);
    EXPECT_EQ(quantity(o, "steps"), std::ceil(quantity(o, "k1")) + std::ceil(quantity(o, "k2")));
    EXPECT_LE(quantity(o, "residual_at_end"), quantity(o, "eps1"));
    EXPECT_LE(quantity(o, "one_sided_at_end"), quantity(o, "eps2"));
    // Little to spare of eps2: a third of it is the defect's own decay, and that is nearly attained.
    EXPECT_GE(quantity(o, "one_sided_at_end"), 0.1 * quantity(o, "eps2"));
    EXPECT_LE(o.lhs, o.rhs);
}

/// Everything but r is free of the unit of length, as gradient descent is.
TEST(ShorterGuarantee, B10usPlanScalesAsGradientDescentDoes) {
    const Snapshot s = build(TheoremStart{0.2, 3, 3.8, 1e-4, 0.5, 4});
    for (const double by : {0.25, 2.0, 8.0}) {
        const TheoremPlan a = plan_theorem(s, TheoremForm::b10u),
                          b = plan_theorem(rescaled(s, by), TheoremForm::b10u);
        ASSERT_TRUE(a.sound && b.sound);
        const auto near = [](double x, double y) { EXPECT_NEAR(x, y, 1e-9 * std::abs(x)); };
        near(a.k1, b.k1);
        near(a.eps1, b.eps1);
        near(a.nc1_sharp, b.nc1_sharp);
        near(a.k2, b.k2);
        near(a.S * by * by, b.S);
        near(a.eps2 * by * by, b.eps2);
        near(a.eta_2 * by * by, b.eta_2);
        near(a.step_rounding * by, b.step_rounding);
    }
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
