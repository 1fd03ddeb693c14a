#include "network/multiprecision.hpp"
#include "support/pyramids.hpp"

namespace ncv::proofs {

/// A distance x from theta_0 costs the Polyak-Lojasiewicz constant's root the factor 1 - h x at
/// most.
TEST(InterpolationAlongThePathSteps, B8tSingularValuesAlongThePath) {
    std::uint64_t seed = 0;
    for_pyramids([&](const auto& p) {
        using S = std::decay_t<decltype(p.residual)>;
        using std::sqrt;
        const auto V = random_direction(p.net, ++seed);
        const int L = p.net.depth();
        const auto constant = [&](const Network<S>& net) {
            S product = singular_values(forward(net, p.data.inputs).Z[1])(p.data.samples() - 1);
            for (int l = 3; l <= L; ++l) product *= singular_values(net.W(l)).minCoeff();
            return product;
        };
        const S y_1 = p.s_N_Z1() / operator_norm(p.data.inputs);
        S squares = 1 / (y_1 * y_1);
        for (int l = 3; l <= L; ++l) squares += 1 / (p.s_min(l) * p.s_min(l));
        const S h = sqrt(squares), start = constant(p.net);
        for (const double share : {0.125, 0.5, 0.875}) {
            const S x = S(share) / h;
            expect_at_most<S>(S((1 - h * x) * start), constant(moved(p.net, V, x)),
                              "prod of singular values keeps 1 - h x");
        }
    });
}

/// prod (1 - q_l) >= 1 - sum q_l for q_l in [0, 1], the step behind it.
TEST(InterpolationAlongThePathSteps, B8tWeierstrass) {
    Random random(3);
    for (int i = 0; i < 2000; ++i) {
        mp50 product = 1, sum = 0;
        for (int l = 0; l < 1 + i % 6; ++l) {
            const mp50 q = uniform_real(random, 0, 1);
            product *= 1 - q;
            sum += q;
        }
        expect_at_most<mp50>(1 - sum, product, "prod (1 - q) >= 1 - sum q");
    }
}

/// Steps that lower u by eta c ||g||^2 with ||g||^2 >= t a_0 (1 - h x)^2 u, as rashly as that
/// allows: the path stays within s and u falls at the promised rate.
TEST(InterpolationAlongThePathSteps, B8tThePathEndsBeforeItsRim) {
    Random random(11);
    mp50 longest = 0;
    for (int trial = 0; trial < 60; ++trial) {
        const mp50 c = mp50(63) / 64, t = c, a_0 = uniform_real(random, 0.5, 4);
        const mp50 h = uniform_real(random, 0.1, 2),
                   u_0 = uniform_real(random, 0.05, 0.98) * c * c * t * a_0 / (16 * h * h);
        const mp50 p = 2 / c * sqrt(u_0 / (t * a_0)), s = (1 - sqrt(1 - 2 * h * p)) / h;
        const mp50 eta = uniform_real(random, 0.001, 0.05) / a_0;
        mp50 u = u_0, x = 0, bound = u_0;
        const mp50 rate = eta * c * t * (1 - 2 * h * p) * a_0;
        for (int k = 0; k < 4000 && u > u_0 * mp50(1e-12); ++k) {
            const mp50 root = sqrt(t * a_0) * (1 - h * x);
            const mp50 g =
                root * sqrt(u) * (trial % 3 ? mp50(1) : mp50(uniform_real(random, 1, 3)));
            const mp50 after = u - eta * c * g * g;
            if (after < 0) break; // crosses u = 0: the path up to there is what is bounded
            x += eta * g;
            u = after;
            bound *= 1 - rate;
            ASSERT_LE(x, s + tiny<mp50>());
            ASSERT_LE(u, bound + tiny<mp50>());
        }
        longest = std::max(longest, mp50(x / s));
    }
    EXPECT_GT(longest, 0.9) << "the bound on the path is nearly attained";
}

/// B8s's condition implies B8t's, at the shares used: c (1-c)^{L-1} <= 1/(4 h') in B8s's form.
TEST(InterpolationAlongThePathSteps, B8tsConditionIsWeakerThanB8ss) {
    Random random(13);
    for (int trial = 0; trial < 2000; ++trial) {
        const int L = 2 + trial % 6;
        // y_1, y_3, .., y_L, the path of B8s in units of sqrt(C_0/a_0).
        mp50 least = 100, squares = 0;
        for (int l = 0; l < L - 1; ++l) {
            const mp50 y = uniform_real(random, 0.05, 3);
            least = std::min(least, y);
            squares += 1 / (y * y);
        }
        const mp50 kept = pow(mp50(L - 1) / L, L - 1), r0 = least / L;
        const mp50 q =
            uniform_real(random, 0, 1) * r0 * kept / (4 * sqrt(mp50(2))); // sqrt(u_0/a_0)
        const mp50 share = mp50(63) / 64, p = 2 / share * q / sqrt(share);
        EXPECT_LT(2 * sqrt(squares) * p, 1);
    }
}

} // namespace ncv::proofs
