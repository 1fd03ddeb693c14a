#include "generators/specs.hpp"
#include "support/claim_property.hpp"
#include "support/quantity.hpp"

#include "instances/admissible_step.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace ncv {
using namespace generators;
using properties::never_violated;

TEST(BalancednessOnTheSublevelSet, B9tHoldsAlongRuns) {
    const auto along_runs = [](const Snapshot& s) {
        // The largest step, and shares below: past 1/beta the noise has its own factor.
        const double share = std::ldexp(0.999, -static_cast<int>(s.seed.value_or(0) % 6));
        const Snapshot run = with_admissible_step(s, "B9t", share);
        return check(run, {{"B9t"}, Arithmetic::binary64, {}, 8}).front();
    };
    EXPECT_GT(never_violated("B9t", pyramids(), along_runs).largest_ratio, 0.5);
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
