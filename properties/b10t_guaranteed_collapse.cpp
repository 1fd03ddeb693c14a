#include "support/theorem_runs.hpp"

#include "theorem/choose_start.hpp"

#include <gtest/gtest.h>

namespace ncv {
using properties::expect_kept_by_a_complete_run;
using properties::expect_plans_to_scale;

TEST(TightGuarantee, B10tIsKeptByACompleteRun) {
    // Of eps2 half of it is the defect's own decay.
    expect_kept_by_a_complete_run("B10t", "balancedness_at_end", 0.3);
}

TEST(TightGuarantee, B10tsPlanScalesAsGradientDescentDoes) {
    expect_plans_to_scale(TheoremForm::b10t);
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
