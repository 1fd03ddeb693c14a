#include "generators/specs.hpp"
#include "support/along_runs.hpp"
#include "support/quantity.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace ncv {
using namespace generators;
using properties::along_runs;
using properties::never_violated;
using properties::quantity;

TEST(InterpolationAlongThePath, B8tHoldsAlongRuns) {
    EXPECT_GT(never_violated("B8t", theorem_starts(), along_runs("B8t", 12)).largest_ratio, 0.9);
}

/// From theta_0 all the way to C_lambda <= (65/64) lambda m, every inequality checked at each step.
TEST(InterpolationAlongThePath, B8tReachesItsTargetWithinK1Steps) {
    int finished = 0;
    double least = 1;
    for (std::uint64_t i = 0; finished < 8 && i < 4000; ++i) {
        const Snapshot start = build(random_spec(i, theorem_starts()));
        const Snapshot s = with_admissible_step(start, "B8t", 0.999);
        const Outcome probe = check(s, {{"B8t"}, Arithmetic::binary64, {}, 1}).front();
        const double k1 = std::ceil(quantity(probe, "k1"));
        if (probe.status == Status::not_applicable || !(k1 < 20000)) continue;
        const Outcome o =
            check(s, {{"B8t"}, Arithmetic::binary64, {}, static_cast<long>(k1)}).front();
        EXPECT_NE(o.status, Status::violated) << s.source;
        EXPECT_LE(quantity(o, "above_target_at_end"), 0) << s.source;
        EXPECT_LE(quantity(o, "steps"), k1);
        least = std::min(least, quantity(o, "steps") / k1);
        ++finished;
    }
    std::printf("B8t: %d runs, %.2g of k1 at least\n", finished, least);
    EXPECT_GE(finished, 8);
}

/// Wherever B8s's start is good enough B8t's is, and B8t knows a smaller m; many starts are good
/// enough for B8t alone.
TEST(InterpolationAlongThePath, B8tAsksLessOfAStartThanB8s) {
    int compared = 0, alone = 0;
    for (std::uint64_t i = 0; i < 400; ++i) {
        const Snapshot s = build(random_spec(i, theorem_starts()));
        const auto o = check(s, {{"B8s", "B8t"}, Arithmetic::binary64, {}, 1});
        if (o[1].lacks != Hypothesis::initialisation)
            alone += o[0].lacks == Hypothesis::initialisation;
        if (o[0].lacks == Hypothesis::initialisation) continue;
        EXPECT_NE(o[1].lacks, Hypothesis::initialisation) << s.source;
        EXPECT_LT(quantity(o[1], "R"), quantity(o[0], "R")) << s.source;
        ++compared;
    }
    std::printf("B8t: %d starts with both, %d for B8t alone\n", compared, alone);
    EXPECT_GT(compared, 50);
    EXPECT_GT(alone, 10);
}

} // namespace ncv
