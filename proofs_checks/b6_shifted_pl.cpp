#include "network/multiprecision.hpp"
#include "support/pyramids.hpp"

namespace ncv::proofs {

TEST(ShiftedPlSteps, B6BothCasesOfTheProof) {
    int above = 0, below = 0;
    for_pyramids([&](const auto& p) {
        using S = std::decay_t<decltype(p.residual)>;
        using std::sqrt;
        S squares(0), full(0);
        const S lambda("0.01");
        for (std::size_t i = 0; i < p.b.G.size(); ++i) {
            squares += p.b.G[i].squaredNorm();
            full += (p.b.G[i] + lambda * p.net.weights[i]).squaredNorm();
        }
        const S C_0 = p.residual * p.residual / 2, a = squares / C_0, R = p.theta();
        const S C_lambda = C_0 + lambda / 2 * R * R, m = R * R * (S(0.5) + 4 * lambda / a);
        if (C_0 >= 4 * lambda * lambda * R * R / a) {
            ++above;
            expect_at_most<S>(2 * lambda * R, sqrt(squares), "the gradient outweighs the decay");
            expect_at_most<S>(squares / 4, full, "so half of it is left");
        } else {
            ++below;
            expect_at_most<S>(C_lambda, lambda * m, "the right side is not positive");
        }
        expect_at_most<S>(a / 4 * (C_lambda - lambda * m), full, "B6");
        const S left = sqrt(a * C_0) - lambda * R;
        expect_at_most<S>(left > 0 ? S(left * left) : S(0), full, "B6s");
    });
    EXPECT_GT(above, 5);
    EXPECT_GT(below, 5);
}

/// (sqrt(a) x - lambda R)_+^2 >= t a (x^2 - kappa) for all x >= 0 exactly if kappa >= lambda^2
/// R^2/(a (1-t)).
TEST(ShiftedPlSteps, B6sTheFamilyTouchesItsEnvelope) {
    using S = mp100;
    for (int i = 1; i < 40; ++i) {
        const S t = S(i) / 40, a = S(i * i) / 7, decay = S(41 - i) / 3; // decay: lambda R
        const S kappa = decay * decay / (a * (1 - t));
        const auto gap = [&](const S& x) {
            const S left = sqrt(a) * x - decay;
            return S((left > 0 ? S(left * left) : S(0)) - t * a * (x * x - kappa));
        };
        for (int k = 0; k < 200; ++k) EXPECT_GE(gap(S(k) / 10), -tiny<S>() * decay * decay);
        const S touching = decay / (sqrt(a) * (1 - t));
        EXPECT_LE(abs(gap(touching)), tiny<S>() * decay * decay);
        // 1 - t = lambda R/sqrt(a x^2) is the best share: it gives the envelope itself.
        const S x = touching, best = 1 - decay / (sqrt(a) * x);
        expect_equal<S>(best, t, "the best share");
    }
}

/// [JSWM]'s m is larger than B6's while lambda <= a and smaller beyond; B6s's at t = 1/4 is below
/// both.
TEST(ShiftedPlSteps, B6ThePapersTargetIsLargerOnlyWhileLambdaIsAtMostA) {
    for (int k = -40; k <= 40; ++k) {
        const mp100 x = exp(mp100(k) / 4); // lambda/a
        const mp100 ours = mp100(0.5) + 4 * x, root = 1 + sqrt(4 * x), paper = root * root / 2;
        const mp100 sharp = mp100(0.5) + 4 * x / 3;
        EXPECT_EQ(paper >= ours - tiny<mp100>() * ours, k <= 0) << k;
        EXPECT_LT(sharp, ours);
        EXPECT_LT(sharp, paper);
    }
}

} // namespace ncv::proofs
