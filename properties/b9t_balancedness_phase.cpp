#include "generators/specs.hpp"
#include "support/along_runs.hpp"
#include "support/quantity.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace ncv {
using namespace generators;
using properties::along_runs;
using properties::never_violated;

TEST(BalancednessOnTheSublevelSet, B9tHoldsAlongRuns) {
    EXPECT_GT(never_violated("B9t", pyramids(), along_runs("B9t", 8)).largest_ratio, 0.5);
}

/// Twice B9s's step and more, from the same states.
TEST(BalancednessOnTheSublevelSet, B9tAllowsLargerStepsThanB9s) {
    int compared = 0;
    for (std::uint64_t i = 0; i < 300; ++i) {
        const Snapshot s = build(random_spec(i, pyramids()));
        const auto o = check(s, {{"B9s", "B9t"}, Arithmetic::binary64, {}, 1});
        const double sharp = properties::quantity(o[0], "largest_step"),
                     tight = properties::quantity(o[1], "largest_step");
        if (!std::isfinite(sharp) || !std::isfinite(tight)) continue;
        EXPECT_GE(tight, sharp * (1 - 1e-12)) << s.source;
        ++compared;
    }
    EXPECT_GT(compared, 100);
}

} // namespace ncv
