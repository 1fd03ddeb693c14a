#include "generators/specs.hpp"
#include "support/claim_property.hpp"

#include "claims/admissible_step.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace ncv {
using namespace generators;
using properties::never_violated;

namespace {

double quantity(const Outcome& o, const std::string& name) {
    for (const Quantity& q : o.hypotheses)
        if (q.name == name) return q.value;
    return Outcome::undefined;
}

/// Runs of 12 steps at a share of the largest step that the claim allows.
properties::Check along_runs(const std::string& claim) {
    return [claim](const Snapshot& s) {
        const double share = std::ldexp(1.0, -static_cast<int>(s.seed.value_or(0) % 6));
        const Snapshot run = with_admissible_step(s, claim, 0.999 * share);
        return check(run, {{claim}, Arithmetic::binary64, "", 12}).front();
    };
}

} // namespace

TEST(InterpolationPhase, B8HoldsAlongRuns) {
    EXPECT_GT(never_violated("B8", theorem_starts(), along_runs("B8")).largest_ratio, 0.9);
}

TEST(InterpolationPhase, B8sHoldsAlongRuns) {
    EXPECT_GT(never_violated("B8s", theorem_starts(), along_runs("B8s")).largest_ratio, 0.9);
}

/// From theta_0 all the way to C_lambda <= 2 lambda m, every inequality checked at each step.
TEST(InterpolationPhase, B8AndB8sReachTheirTargetWithinK1Steps) {
    int finished = 0;
    double least = 1;
    for (std::uint64_t i = 0; finished < 12 && i < 4000; ++i) {
        const Snapshot start = build(random_spec(i, theorem_starts()));
        for (const char* claim : {"B8", "B8s"}) {
            const Snapshot s = with_admissible_step(start, claim, 0.999);
            const Outcome probe = check(s, {{claim}, Arithmetic::binary64, "", 1}).front();
            const double k1 = std::ceil(quantity(probe, "k1"));
            if (probe.status == Status::not_applicable || !(k1 < 20000)) continue;
            const Outcome o =
                check(s, {{claim}, Arithmetic::binary64, "", static_cast<long>(k1)}).front();
            EXPECT_NE(o.status, Status::violated) << claim << " " << s.source;
            EXPECT_LE(quantity(o, "above_target_at_end"), 0) << claim << " " << s.source;
            EXPECT_LE(quantity(o, "steps"), k1);
            least = std::min(least, quantity(o, "steps") / k1);
            ++finished;
            std::printf("%s: %.0f of k1 = %.0f steps\n", claim, quantity(o, "steps"), k1);
        }
    }
    EXPECT_GE(finished, 12);
}

TEST(InterpolationPhase, B8sNeedsFewerStepsThanB8) {
    int compared = 0;
    for (std::uint64_t i = 0; i < 400; ++i) {
        const Snapshot s = build(random_spec(i, theorem_starts()));
        const auto o = check(s, {{"B8", "B8s"}, Arithmetic::binary64, "", 1});
        if (o[0].lacks == "initialisation" || o[0].lacks == "above_target") continue;
        EXPECT_NE(o[1].lacks, "initialisation") << s.source;
        EXPECT_LE(quantity(o[1], "m"), quantity(o[0], "m")) << s.source;
        EXPECT_GE(quantity(o[1], "a"), quantity(o[0], "a") * (1 - 1e-12)) << s.source;
        ++compared;
    }
    EXPECT_GT(compared, 50);
}

} // namespace ncv
