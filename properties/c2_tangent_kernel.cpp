#include "generators/specs.hpp"
#include "support/claim_property.hpp"
#include "support/quantity.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace ncv {
using namespace generators;
using properties::further;
using properties::quantity;

namespace {

/// Kernels at 100 digits cost a fifth of a second: few of the undecided are decided again.
void holds_in_double(const std::string& claim, const DrawOptions& options, double power) {
    int again = 4;
    const auto tally = properties::never_violated(claim, options, [&](const Snapshot& s) {
        const Outcome outcome = check(s, {{claim}, Arithmetic::binary64}).front();
        if (outcome.status != Status::undecided || again-- <= 0) return outcome;
        const Outcome sure = check(s, {{claim}, Arithmetic::mp}).front();
        return sure.status == Status::violated ? sure : outcome;
    });
    EXPECT_GE(tally.largest_ratio, power) << claim;
}

} // namespace

TEST(TangentKernel, C2ConditionsTheHead) { holds_in_double("C2", fitting(), 0.99); }

TEST(TangentKernel, C2sSharply) { holds_in_double("C2s", fitting(), 0.99); }

TEST(TangentKernel, C2tDeepHeadsHaveLargeKernels) { holds_in_double("C2t", DrawOptions{}, 0.99); }

namespace {

/// What stands beside the sides holds, too: sum_l ||W_l||^{-2} s_1(Z_L)^2 <= T, no smaller than
/// C2t's own left side; and for balanced heads kappa(W_L) <= (||W_{L1+1}|| sqrt(T)/gap)^{1/L2}.
TEST(TangentKernel, C2FurtherFormsHold) {
    int kernels = 0, balanced = 0;
    double nearest = 0, nearest_root = 0;
    for (std::uint64_t i = 0; i < 600; ++i) {
        const Snapshot s = build(random_spec(i, fitting()));
        const auto o = check(s, {{"C2s", "C2t"}, Arithmetic::binary64});
        const double T = quantity(o[1], "ntk_norm"), sharp = further(o[1], "lhs_sharp");
        if (std::isfinite(o[1].budget) && o[1].budget < 0x1p-20 * T) {
            const double slack = 2 * o[1].budget;
            EXPECT_LE(sharp, T + slack) << s.source;
            EXPECT_LE(o[1].lhs, sharp + slack) << s.source;
            nearest = std::max(nearest, sharp / T);
            ++kernels;
        }
        if (o[0].sides.empty()) continue; // a hypothesis is not met, or not certainly
        const double bound = further(o[0], "kappa_head_bound");
        if (!std::isfinite(bound)) continue;
        const double kappa = quantity(o[0], "kappa_head");
        // Balanced up to 2^-26 of ||W_L||^2: A4e moves by at most L2^2 kappa^(2 L2) as much.
        const int L2 = s.network.linear_layers();
        const double slack = 0x1p-26 * L2 * L2 * std::pow(kappa, 2 * L2);
        EXPECT_LE(kappa, bound * (1 + slack)) << s.source;
        nearest_root = std::max(nearest_root, kappa / bound);
        ++balanced;
    }
    EXPECT_GT(kernels, 300);
    EXPECT_GT(balanced, 100);
    EXPECT_GT(nearest, 0.99);
    EXPECT_GT(nearest_root, 0.7);
    std::printf("lhs_sharp/T up to %.6f, kappa/bound up to %.6f\n", nearest, nearest_root);
}

} // namespace
} // namespace ncv
