#include "generators/specs.hpp"
#include "support/along_runs.hpp"
#include "support/trained.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace ncv {
using namespace generators;
using properties::along_runs;
using properties::never_violated;

TEST(BalancednessPhase, B9HoldsAlongRuns) {
    EXPECT_GT(never_violated("B9", pyramids(), along_runs("B9", 8)).largest_ratio, 0.5);
}

TEST(BalancednessPhase, B9sHoldsAlongRuns) {
    EXPECT_GT(never_violated("B9s", pyramids(), along_runs("B9s", 8)).largest_ratio, 0.5);
}

/// Campaigns of thousands of steps: both claims hold from every state on the way.
TEST(BalancednessPhase, B9AndB9sHoldAlongCampaigns) {
    int trained = 0, states = 0, applicable = 0;
    for (std::uint64_t i = 0; i < 20; ++i) {
        InstanceSpec spec = random_spec(i, pyramids());
        std::vector<Snapshot> starts;
        for (int n = 0; n < 16; ++n, ++spec.seed) {
            const Snapshot s = with_admissible_step(build(spec), n % 2 ? "B9" : "B9s", 0.999);
            const Outcome o = check(s, {{"B9s"}, Arithmetic::binary64, {}, 1}).front();
            if (!o.lacks || o.lacks == Hypothesis::step_size) starts.push_back(s);
        }
        if (starts.empty()) continue;
        trained += static_cast<int>(starts.size());
        properties::train_along(starts, {30, 1000}, [&](std::size_t, const Snapshot& s) {
            for (const Outcome& o : check(s, {{"B9", "B9s"}, Arithmetic::binary64, {}, 8})) {
                EXPECT_NE(o.status, Status::violated) << o.claim << " " << s.source << *s.step;
                applicable += o.status != Status::not_applicable;
            }
            ++states;
        });
    }
    std::printf("%d networks trained, %d states, %d applicable\n", trained, states, applicable);
    EXPECT_GT(trained, 150);
    EXPECT_EQ(states, 2 * trained);
    EXPECT_GT(applicable, 3 * states / 2);
}

} // namespace ncv
