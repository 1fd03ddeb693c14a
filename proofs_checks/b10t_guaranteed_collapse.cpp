/// The end of B10t's run on balanced heads; its rounding is in theorem_rounding.cpp.
#include "network/multiprecision.hpp"
#include "support/pyramids.hpp"

namespace ncv::proofs {

/// With head norms that differ by (L2-1) eps2 at most: ||W_l||^2 <= S'/L2, ||Z_{L1+j}||^2 <=
/// ||X||^2 (S'/(L1+j))^{L1+j} (j/L2)^j, S' = S + L2 (L2-1) eps2/2, on any network with its own
/// eps2.
TEST(TightGuaranteeSteps, B10tNormsInABalancedHead) {
    for (std::uint64_t i = 0; i < 60; ++i) {
        const Snapshot s = random_snapshot(i);
        const auto p = lift<mp50>(s);
        using std::pow;
        const mp50 X = operator_norm(p.Z[0]);
        const mp50 wide = squared_norm(p.net) + mp50(p.L2 * (p.L2 - 1)) / 2 * p.eps2;
        for (int l = p.L1 + 1; l <= p.L; ++l) {
            const mp50 W = operator_norm(p.net.W(l));
            expect_at_most<mp50>(W * W, wide / p.L2, "||W_l||^2 <= S'/L2");
        }
        for (int j = 0; j <= p.L2 - 1; ++j) {
            const int l = p.L1 + j;
            if (l == 0) continue;
            mp50 bound = X * X * pow(mp50(wide / l), l);
            if (j > 0) bound *= pow(mp50(j) / p.L2, j);
            const mp50 Z = operator_norm(p.Z[static_cast<std::size_t>(l)]);
            expect_at_most<mp50>(Z * Z, bound, "||Z_{L1+j}||^2 <= ||X||^2 (S'/l)^l (j/L2)^j");
        }
    }
}

/// kappa(W_L)^{2 L2} <= ||X||^2 (S'/L)^L/(gap^2 - x), x = (L2(L2-1)/2) (S'/L2)^{L2-1} eps2 ||X||^2
/// (S'/L1)^{L1}.
TEST(TightGuaranteeSteps, B10tConditionOfTheLastLayer) {
    int said_something = 0;
    for (std::uint64_t i = 0; i < 120; ++i) {
        const Snapshot s = random_snapshot(i);
        const auto p = lift<mp50>(s);
        using std::pow;
        if (!(p.gap > 0)) continue;
        const mp50 X = operator_norm(p.Z[0]), pairs = mp50(p.L2 * (p.L2 - 1)) / 2;
        const mp50 wide = squared_norm(p.net) + pairs * p.eps2;
        const mp50 below = p.L1 == 0 ? mp50(1) : mp50(pow(mp50(wide / p.L1), p.L1));
        const mp50 x = pairs * pow(mp50(wide / p.L2), p.L2 - 1) * p.eps2 * X * X * below;
        if (!(p.gap * p.gap > x)) continue;
        ++said_something;
        expect_at_most<mp50>(pow(p.kappa(), 2 * p.L2),
                             X * X * pow(mp50(wide / p.L), p.L) / (p.gap * p.gap - x),
                             "kappa(W_L)^{2 L2}");
    }
    EXPECT_GT(said_something, 10);
}

/// ||E||^2 = 2 C_lambda - lambda ||theta||^2, and weights with outputs of norm ||Y||_F - e have
/// ||theta||^2 >= L ((||Y||_F - e)/||X||)^{2/L}.
TEST(TightGuaranteeSteps, B10tWeightsThatFitHaveANorm) {
    for (std::uint64_t i = 0; i < 60; ++i) {
        const auto p = lift<mp50>(random_snapshot(i));
        using std::pow;
        const mp50 outputs = p.Z.back().norm(), X = operator_norm(p.Z[0]);
        expect_at_most<mp50>(p.L * pow(mp50(outputs / X), mp50(2) / p.L), squared_norm(p.net),
                             "||theta||^2 >= L (||Z_L||_F/||X||)^{2/L}");
        expect_at_most<mp50>(p.Y.norm() - p.eps1, outputs, "||Z_L||_F >= ||Y||_F - ||E||_F");
    }
}

} // namespace ncv::proofs
