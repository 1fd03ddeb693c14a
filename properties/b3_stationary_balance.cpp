#include "generators/specs.hpp"
#include "support/claim_property.hpp"

#include "data/random.hpp"
#include "io/snapshot_file.hpp"

#include <gtest/gtest.h>

namespace ncv {
using namespace generators;
using properties::never_violated;

TEST(StationaryBalance, B3FollowsFromTheGradient) { never_violated("B3", stationary_heads(), 0.9); }

/// Random heads hardly come near the bound; the neighbours of the sharpest one that was found do.
TEST(StationaryBalance, B3IsTightAroundTheSharpestInstance) {
    const Snapshot sharpest = read_snapshot(NCV_SOURCE "/counterexamples/sharpest/B3.safetensors");
    Random random(1);
    const auto tally = never_violated("B3", stationary_heads(), [&](const Snapshot&) {
        Snapshot s = sharpest;
        const double distance = std::ldexp(1, -uniform_int(random, 3, 20));
        for (auto& W : s.network.weights)
            W += distance * W.norm() * gaussian_matrix(random, W.rows(), W.cols());
        return check(s, {{"B3"}, Arithmetic::binary64}).front();
    });
    EXPECT_GE(tally.power, 0.99);
}

} // namespace ncv
