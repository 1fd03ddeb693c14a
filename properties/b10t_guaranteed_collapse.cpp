#include "support/claim_property.hpp"
#include "support/quantity.hpp"
#include "support/theorem_runs.hpp"

#include "data/random.hpp"
#include "instances/admissible_step.hpp"
#include "theorem/choose_start.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace ncv {
using properties::brisk;
using properties::quantity;
using properties::rescaled;

/// The complete run, with the claim's own steps and not one fewer.
TEST(TightGuarantee, B10tIsKeptByACompleteRun) {
    const Snapshot s = with_admissible_step(build(brisk), "B10t", 0.75);
    const Outcome o = check(s, {{"B10t"}, Arithmetic::binary64, {}, 1000000}).front();
    ASSERT_FALSE(o.lacks);
    std::printf("k1 %.0f, k2 %.0f, eps1 %g (%g), eps2 %g (%g), NC1 %g <= %g\n", quantity(o, "k1"),
                quantity(o, "k2"), quantity(o, "eps1"), quantity(o, "residual_at_end"),
                quantity(o, "eps2"), quantity(o, "balancedness_at_end"), o.lhs, o.rhs);
    EXPECT_NE(o.status, Status::violated);
    EXPECT_EQ(quantity(o, "steps"), std::ceil(quantity(o, "k1")) + std::ceil(quantity(o, "k2")));
    EXPECT_LE(quantity(o, "residual_at_end"), quantity(o, "eps1"));
    EXPECT_LE(quantity(o, "balancedness_at_end"), quantity(o, "eps2"));
    // Nothing to spare of eps2: half of it is the defect's own decay, and that is nearly attained.
    EXPECT_GE(quantity(o, "balancedness_at_end"), 0.3 * quantity(o, "eps2"));
    EXPECT_LE(o.lhs, o.rhs);
}

/// Everything but r is free of the unit of length, as gradient descent is.
TEST(TightGuarantee, B10tsPlanScalesAsGradientDescentDoes) {
    const Snapshot s = build(TheoremStart{0.2, 3, 3.8, 1e-4, 0.5, 4});
    for (const double by : {0.25, 2.0, 8.0}) {
        const TheoremPlan a = plan_theorem(s, TheoremForm::b10t),
                          b = plan_theorem(rescaled(s, by), TheoremForm::b10t);
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

/// The forms in their order: fewer steps for the same promise, by orders of magnitude.
TEST(TightGuarantee, B10tNeedsFewerStepsThanB10sAndB10) {
    const auto steps = [](TheoremForm form) {
        const ChosenStart c = choose_start({form, 1.0, false});
        EXPECT_TRUE(c.plan.sound) << form_name(form);
        EXPECT_LT(c.plan.nc1, 1.0) << form_name(form);
        std::printf("%s: %.3g steps\n", std::string(form_name(form)).c_str(), c.plan.steps());
        return c.plan.steps();
    };
    const double tight = steps(TheoremForm::b10t), sharp = steps(TheoremForm::b10s),
                 quoted = steps(TheoremForm::paper);
    EXPECT_LT(tight, 1e8);
    EXPECT_LT(1e4 * tight, sharp);
    EXPECT_LT(1e4 * sharp, quoted);
}

} // namespace ncv
