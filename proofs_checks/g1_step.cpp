#include "network/multiprecision.hpp"
#include "support/affine_networks.hpp"

namespace ncv::proofs {

TEST(StepSteps, G1FeaturesAreTheLogitsAndOneGradient) {
    for_affine_layers([](const auto& c, int l) {
        using S = std::decay_t<decltype(c.lambda[0])>;
        const Matrix<S> V = c.V(l), pinv = pseudo_inverse<S>(V), R = c.full_gradient(l);
        const Matrix<S> Z = c.at(l), below = c.at(l - 1), logits = c.A * c.at(c.L);
        const auto expect_step = [&](const auto& part, const char* name) {
            expect_equal<S>(part(logits), V * part(Z), "A Z_L M = V Z_l M");
            const Matrix<S> seen = pinv * part(logits), lifted = R * part(below) / c.decay(l);
            const Matrix<S> outside = lifted - pinv * (V * lifted);
            expect_equal<S>(part(Z), seen + outside, name);
            expect_equal<S>(seen.transpose() * outside, Matrix<S>::Zero(c.N, c.N),
                            "orthogonal ranges");
        };
        expect_step([&](const Matrix<S>& M) { return c.within(M); }, "G1 within classes");
        expect_step([&](const Matrix<S>& M) { return c.between(M); }, "G1 between classes");
        expect_step([&](const Matrix<S>& M) { return Matrix<S>(M - M * c.J); }, "G1, M = I - J");
        if (!c.net.has_biases())
            expect_step([&](const Matrix<S>& M) { return M; }, "G1, M = I without biases");
    });
}

} // namespace ncv::proofs
