#include "network/multiprecision.hpp"
#include "support/affine_networks.hpp"

namespace ncv::proofs {

/// What A5s and A6s need of (I-P) Z_{L-1}, from one layer's gradient.
TEST(ResidualAndGradientSteps, B12OneGradientInPlaceOfABalance) {
    for_instances([](const auto& i) {
        using S = std::decay_t<decltype(i.eps1)>;
        using std::sqrt;
        const auto f = forward(i.net, i.data.inputs);
        const auto G = gradients(i.net, f, i.Y);
        const int l = i.L - 1;
        const S lambda = S(1) / S(64);
        const Matrix<S> R = G[static_cast<std::size_t>(l - 1)] + lambda * i.net.W(l);
        const Matrix<S> lifted = i.outside(R) / lambda;
        expect_equal<S>(i.outside(i.last()), lifted * i.before(),
                        "(I-P) Z_{L-1} = (I-P) R Z_{L-2}/lambda");
        const S t = operator_norm(lifted);
        expect_at_most<S>(t, operator_norm(R) / lambda, "t <= ||R||/lambda");
        // The library's right sides ask of W_L only that its rank is K.
        if (i.eps1 < i.sKY) {
            const S smallest = singular_values(i.W)(i.K - 1);
            expect_at_most<S>(i.gap, smallest * operator_norm(i.last()), "rank W_L = K");
        }
        const Matrix<S> H = i.Y.transpose();
        const Matrix<S> Mu = i.last() * H * (H.transpose() * H).inverse();
        const S outside = operator_norm(i.outside(Mu));
        expect_at_most<S>(outside, t * operator_norm(i.before()) / i.sKY,
                          "||(I-P) Mu|| <= t z2/s_K(Y)");
        const S eta = i.eps1 / i.sKY, s1 = i.s1(), kappa = i.kappa();
        if (!(eta < 1)) return;
        const S nc2 = condition_number(Mu, i.K);
        expect_at_most<S>(
            nc2,
            sqrt(S(kappa * kappa * (1 + eta) * (1 + eta) + s1 * s1 * outside * outside)) /
                (1 - eta),
            "NC2");
    });
}

} // namespace ncv::proofs
