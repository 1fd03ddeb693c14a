#include "generators/specs.hpp"
#include "support/claim_property.hpp"

#include "claims/admissible_step.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace ncv {
using namespace generators;
using properties::never_violated;

namespace {
properties::Check along_runs(const std::string& claim) {
    return [claim](const Snapshot& s) {
        const double share = std::ldexp(1.0, -static_cast<int>(s.seed.value_or(0) % 6));
        const Snapshot run = with_admissible_step(s, claim, 0.999 * share);
        return check(run, {{claim}, Arithmetic::binary64, "", 8}).front();
    };
}
} // namespace

TEST(BalancednessPhase, B9HoldsAlongRuns) {
    EXPECT_GT(never_violated("B9", pyramids(), along_runs("B9")).largest_ratio, 0.5);
}

TEST(BalancednessPhase, B9sHoldsAlongRuns) {
    EXPECT_GT(never_violated("B9s", pyramids(), along_runs("B9s")).largest_ratio, 0.5);
}

} // namespace ncv
