#include "generators/specs.hpp"
#include "support/along_runs.hpp"
#include "support/quantity.hpp"

#include "instances/theorem_start.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace ncv {
using namespace generators;
using properties::along_runs;
using properties::never_violated;
using properties::quantity;

TEST(GrowthOfTheNorm, B8uHoldsAlongRuns) {
    EXPECT_GT(never_violated("B8u", theorem_starts(), along_runs("B8u", 12)).largest_ratio, 0.9);
}

/// From theta_0 all the way to C_lambda <= (129/128) lambda m, every inequality checked at each step.
TEST(GrowthOfTheNorm, B8uReachesItsTargetWithinK1Steps) {
    int finished = 0;
    for (std::uint64_t i = 0; finished < 6 && i < 4000; ++i) {
        const Snapshot start = build(random_spec(i, theorem_starts()));
        const Snapshot s = with_admissible_step(start, "B8u", 0.999);
        const Outcome probe = check(s, {{"B8u"}, Arithmetic::binary64, {}, 1}).front();
        const double k1 = std::ceil(quantity(probe, "k1"));
        if (probe.status == Status::not_applicable || !(k1 < 60000)) continue;
        const Outcome o =
            check(s, {{"B8u"}, Arithmetic::binary64, {}, static_cast<long>(k1)}).front();
        EXPECT_NE(o.status, Status::violated) << s.source;
        EXPECT_LE(quantity(o, "above_target_at_end"), 0) << s.source;
        EXPECT_LE(quantity(o, "steps"), k1);
        ++finished;
    }
    EXPECT_GE(finished, 6);
}

/// B8t's start is nearly good enough for B8u (c and t are nearer 1, so it asks even less), whose R is
/// smaller.
TEST(GrowthOfTheNorm, B8uKnowsASmallerRadiusThanB8t) {
    int compared = 0;
    double least = 1;
    for (std::uint64_t i = 0; i < 400; ++i) {
        const Snapshot s = build(random_spec(i, theorem_starts()));
        const auto o = check(s, {{"B8t", "B8u"}, Arithmetic::binary64, {}, 1});
        if (o[0].lacks == Hypothesis::initialisation) continue;
        EXPECT_NE(o[1].lacks, Hypothesis::initialisation) << s.source;
        EXPECT_LT(quantity(o[1], "R"), quantity(o[0], "R")) << s.source;
        least = std::min(least, quantity(o[1], "R") / quantity(o[0], "R"));
        ++compared;
    }
    std::printf("B8u: %d starts, R at least %.3g of B8t's\n", compared, least);
    EXPECT_GT(compared, 50);
    const auto o = check(build(shortest_one_sided), {{"B8t", "B8u"}, Arithmetic::binary64, {}, 1});
    EXPECT_LT(quantity(o[1], "R"), 0.95 * quantity(o[0], "R")) << "where every step counts";
}

} // namespace ncv
