#include "generators/specs.hpp"
#include "support/claim_property.hpp"
#include "support/quantity.hpp"

#include "data/random.hpp"
#include "instances/admissible_step.hpp"
#include "instances/theorem_start.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace ncv {
using namespace generators;

using properties::quantity;

/// The complete run is long; that nothing but its length is missing, and how long it is, is known
/// before the first step.
TEST(GuaranteedCollapse, B10AndB10sPlanTheWholeRun) {
    double shortest[2] = {1e99, 1e99};
    for (int form = 0; form < 2; ++form) {
        const char* claim = form == 0 ? "B10" : "B10s";
        int planned = 0;
        Random random(1);
        for (int i = 0; i < 4000; ++i) {
            const auto draw = [&](double least, double most) {
                return std::exp2(uniform_real(random, least, most));
            };
            const double t = draw(-10, 4), w_1 = draw(0, 6), w = draw(0, 6), lambda = draw(-24, -4);
            const Snapshot s =
                with_admissible_step(build(TheoremStart{t, w_1, w, lambda}), claim, 0.999);
            const Outcome o = check(s, {{claim}, Arithmetic::binary64, {}, 1}).front();
            EXPECT_EQ(o.status, Status::not_applicable);
            if (o.lacks != Hypothesis::complete_run) continue;
            ++planned;
            EXPECT_LT(quantity(o, "eps1"), std::sqrt(2.0));
            if (quantity(o, "eps1") < 0.5)
                shortest[form] = std::min(shortest[form], quantity(o, "k1") + quantity(o, "k2"));
        }
        std::printf("%s: %d plans, the shortest with eps1 < 0.5 has %.2g steps\n", claim, planned,
                    shortest[form]);
        EXPECT_GT(planned, 50) << claim;
    }
    EXPECT_LT(shortest[1], shortest[0]);
}

/// A run to its end, made short by a step forty times larger than the claim allows: every other
/// hypothesis is met, and the end keeps what was promised before the first step.
TEST(GuaranteedCollapse, B10sIsKeptByACompleteRunWithLargerSteps) {
    Snapshot s = build(TheoremStart{0.25, 6, 6, 0.002});
    const Snapshot allowed = with_admissible_step(s, "B10s", 0.999);
    s.learning_rate = 40 * *allowed.learning_rate;
    const Outcome o =
        check(s, {{"B10s"}, Arithmetic::binary64, Hypothesis::step_size, 1000000}).front();
    ASSERT_FALSE(o.lacks);
    std::printf("eta %g, steps %.0f, eps1 %g (%g), eps2 %g (%g), NC1 %g <= %g\n", *s.learning_rate,
                quantity(o, "steps"), quantity(o, "eps1"), quantity(o, "residual_at_end"),
                quantity(o, "eps2"), quantity(o, "balancedness_at_end"), o.lhs, o.rhs);
    EXPECT_NE(o.status, Status::violated);
    EXPECT_LE(quantity(o, "residual_at_end"), quantity(o, "eps1"));
    EXPECT_LE(quantity(o, "balancedness_at_end"), quantity(o, "eps2"));
    EXPECT_LE(o.lhs, o.rhs);
}

/// Followed for too few steps the run proves nothing: a start has not collapsed.
TEST(GuaranteedCollapse, B10WithoutTheCompleteRunIsFalseOrSaysNothing) {
    const Snapshot s = with_admissible_step(build(shortest_quoted), "B10", 0.999);
    const Outcome o =
        check(s, {{"B10"}, Arithmetic::binary64, Hypothesis::complete_run, 1}).front();
    EXPECT_NE(o.status, Status::holds);
}

} // namespace ncv
