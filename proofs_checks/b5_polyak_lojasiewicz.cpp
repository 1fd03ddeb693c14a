#include "support/pyramids.hpp"

#include "claims/registry.hpp"

namespace ncv::proofs {

TEST(PolyakLojasiewiczSteps, B5EveryLayerLosesAtMostItsLeastSingularValue) {
    for_pyramids([](const auto& p) {
        using S = std::decay_t<decltype(p.residual)>;
        const auto& Delta = p.b.Delta;
        for (int l = p.net.depth(); l >= 3; --l) {
            const auto at = static_cast<std::size_t>(l - 1);
            const Matrix<S> pulled = p.net.W(l).transpose() * Delta[at];
            expect_at_most<S>(p.s_min(l) * Delta[at].norm(), pulled.norm(),
                              "||W_l^T Delta||_F >= s_min(W_l) ||Delta||_F");
            const S kept = l - 1 <= p.net.nonlinear_layers ? p.gamma : S(1);
            expect_at_most<S>(kept * pulled.norm(), Delta[at - 1].norm(), "sigma' >= gamma");
        }
        expect_at_most<S>(p.s_N_Z1() * Delta[1].norm(), p.b.G[1].norm(),
                          "||Delta Z_1^T||_F >= s_N(Z_1) ||Delta||_F");
    });
}

/// B5p in a scalar-like network: weights s, gamma next to 1. The gradient's square falls like s^4
/// and the quoted constant like s^2, so the claim breaks for small s and in no other way.
TEST(PolyakLojasiewiczSteps, B5pFailsForSmallWeightsBecauseItsSidesScaleDifferently) {
    for (int k = 1; k < 12; ++k) {
        const double s = std::ldexp(1.0, -k);
        Snapshot net;
        const Matrix<double> I = Matrix<double>::Identity(2, 2);
        net.data = {I, {0, 1}, 2};
        net.network = {{s * I, s * I, s * I}, 0, {}};
        const auto o = check(net, {{"B5", "B5p"}, Arithmetic::mp});
        EXPECT_NE(o[0].status, Status::violated);
        EXPECT_EQ(o[1].status == Status::violated, k >= 2) << s;
        // ||grad C_0||^2 = 3 s^4 ||E||^2 against s^2 ||E||^2/2.
        EXPECT_NEAR(o[1].ratio, 1 / (6 * s * s), 1e-12 / (s * s));
    }
}

} // namespace ncv::proofs
