#include "generators/specs.hpp"
#include "support/along_runs.hpp"
#include "support/quantity.hpp"

#include "theorem/choose_start.hpp"
#include "theorem/follow.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace ncv {
using namespace generators;
using properties::along_runs;
using properties::never_violated;
using properties::quantity;

TEST(OneSidedBalance, B9uHoldsAlongRuns) {
    EXPECT_GT(never_violated("B9u", pyramids(), along_runs("B9u", 8)).largest_ratio, 0.5);
}

/// After phase 1 of the theorem's run the weights must weigh a fifth of S: B9u's noise is as much
/// below B9t's, and its bound on -D starts where that is small.
TEST(OneSidedBalance, B9uTakesOffWhatFittingWeightsWeigh) {
    const Snapshot start = build(TheoremStart{0.24, 2.85, 3.6, 1e-3, 0.9, 4});
    const TheoremPlan plan = plan_theorem(start, TheoremForm::b10u);
    ASSERT_TRUE(plan.sound) << plan.lacks;
    Snapshot s = start;
    s.network = follow_stretch(plan, start, trace_row(start, start.network, 0),
                               static_cast<std::int64_t>(plan.k1));
    s.learning_rate = plan.eta_2;
    const auto o = check(s, {{"B9t", "B9u"}, Arithmetic::binary64, {}, 32});
    EXPECT_EQ(o[0].status, Status::holds);
    EXPECT_EQ(o[1].status, Status::holds);
    EXPECT_GT(quantity(o[1], "F"), 0.1 * quantity(o[1], "S"));
    EXPECT_LT(o[1].rhs, 0.2 * o[0].rhs);
}

} // namespace ncv
