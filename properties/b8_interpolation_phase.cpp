#include "generators/specs.hpp"
#include "support/along_runs.hpp"
#include "support/quantity.hpp"
#include "support/trained.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace ncv {
using namespace generators;
using properties::along_runs;
using properties::never_violated;
using properties::quantity;

TEST(InterpolationPhase, B8HoldsAlongRuns) {
    EXPECT_GT(never_violated("B8", theorem_starts(), along_runs("B8", 12)).largest_ratio, 0.9);
}

TEST(InterpolationPhase, B8sHoldsAlongRuns) {
    EXPECT_GT(never_violated("B8s", theorem_starts(), along_runs("B8s", 12)).largest_ratio, 0.9);
}

/// From theta_0 all the way to C_lambda <= 2 lambda m, every inequality checked at each step.
TEST(InterpolationPhase, B8AndB8sReachTheirTargetWithinK1Steps) {
    int finished = 0;
    double least = 1;
    for (std::uint64_t i = 0; finished < 12 && i < 4000; ++i) {
        const Snapshot start = build(random_spec(i, theorem_starts()));
        for (const char* claim : {"B8", "B8s"}) {
            const Snapshot s = with_admissible_step(start, claim, 0.999);
            const Outcome probe = check(s, {{claim}, Arithmetic::binary64, {}, 1}).front();
            const double k1 = std::ceil(quantity(probe, "k1"));
            if (probe.status == Status::not_applicable || !(k1 < 20000)) continue;
            const Outcome o =
                check(s, {{claim}, Arithmetic::binary64, {}, static_cast<long>(k1)}).front();
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

/// The starts of one description that meet the claim's hypotheses, by seed.
std::vector<Snapshot> starts_of(InstanceSpec spec, const std::string& claim, double& k1) {
    std::vector<Snapshot> out;
    k1 = 0;
    for (int i = 0; i < 16; ++i, ++spec.seed) {
        const Snapshot s = with_admissible_step(build(spec), claim, 0.999);
        const Outcome probe = check(s, {{claim}, Arithmetic::binary64, {}, 1}).front();
        if (probe.status == Status::not_applicable) continue;
        k1 = std::max(k1, std::ceil(quantity(probe, "k1")));
        out.push_back(s);
    }
    return out;
}

/// Campaigns to the end of phase 1 and beyond: the claim holds from every state on the way that
/// meets its hypotheses, and after k1 steps the target is reached.
TEST(InterpolationPhase, B8AndB8sHoldAlongCampaignsToTheEndOfPhase1) {
    int trained = 0, states = 0, applicable = 0;
    for (std::uint64_t i = 0; trained < 200 && i < 1000; ++i)
        for (const std::string claim : {"B8", "B8s"}) {
            double k1 = 0;
            const auto starts = starts_of(random_spec(i, theorem_starts()), claim, k1);
            if (starts.empty() || !(k1 < 8000)) continue;
            std::vector<double> target;
            for (const Snapshot& s : starts) {
                const Outcome o = check(s, {{claim}, Arithmetic::binary64, {}, 1}).front();
                target.push_back(2 * *s.weight_decay * quantity(o, "m"));
            }
            const auto end = static_cast<std::int64_t>(k1);
            properties::train_along(
                starts, {end / 256 + 1, end / 64 + 2, end + 3},
                [&](std::size_t n, const Snapshot& s) {
                    const Outcome o = check(s, {{claim}, Arithmetic::binary64, {}, 8}).front();
                    EXPECT_NE(o.status, Status::violated)
                        << claim << " " << s.source << " " << *s.step;
                    const double C_lambda = quantity(o, "u_0") + *s.weight_decay * quantity(o, "m");
                    if (*s.step > end) {
                        EXPECT_LE(C_lambda, target[n]) << claim << " " << s.source;
                    }
                    ++states;
                    applicable += o.status != Status::not_applicable;
                });
            trained += static_cast<int>(starts.size());
        }
    std::printf("%d networks trained, %d states, %d applicable\n", trained, states, applicable);
    EXPECT_GE(trained, 200);
    EXPECT_EQ(states, 3 * trained);
    EXPECT_GT(applicable, trained / 2);
}

TEST(InterpolationPhase, B8sNeedsFewerStepsThanB8) {
    int compared = 0;
    for (std::uint64_t i = 0; i < 400; ++i) {
        const Snapshot s = build(random_spec(i, theorem_starts()));
        const auto o = check(s, {{"B8", "B8s"}, Arithmetic::binary64, {}, 1});
        if (o[0].lacks == Hypothesis::initialisation || o[0].lacks == Hypothesis::above_target)
            continue;
        EXPECT_NE(o[1].lacks, Hypothesis::initialisation) << s.source;
        EXPECT_LE(quantity(o[1], "m"), quantity(o[0], "m")) << s.source;
        EXPECT_GE(quantity(o[1], "a"), quantity(o[0], "a") * (1 - 1e-12)) << s.source;
        ++compared;
    }
    EXPECT_GT(compared, 50);
}

} // namespace ncv
