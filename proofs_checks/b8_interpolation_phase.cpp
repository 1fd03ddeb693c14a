#include "network/multiprecision.hpp"
#include "support/pyramids.hpp"

namespace ncv::proofs {

TEST(InterpolationPhaseSteps, B8SingularValuesSurviveInTheBall) {
    std::uint64_t seed = 0;
    for_pyramids([&](const auto& p) {
        using S = std::decay_t<decltype(p.residual)>;
        const auto V = random_direction(p.net, ++seed);
        const int L = p.net.depth();
        for (const S& c : {S(0.5), S(1) / S(L)}) {
            S least = p.s_N_Z1() / operator_norm(p.data.inputs);
            for (int l = 3; l <= L; ++l) least = std::min(least, p.s_min(l));
            const S r0 = c * least;
            const auto there = moved(p.net, V, r0);
            const auto f = forward(there, p.data.inputs);
            expect_at_most<S>((1 - c) * p.s_N_Z1(), singular_values(f.Z[1])(p.data.samples() - 1),
                              "s_N(sigma(W_1 X)) keeps 1 - c of itself");
            for (int l = 3; l <= L; ++l)
                expect_at_most<S>((1 - c) * p.s_min(l), singular_values(there.W(l)).minCoeff(),
                                  "so does s_min(W_l)");
            // The residual in the ball: e.
            S squares(0);
            std::vector<S> rho;
            for (const auto& W : p.net.weights) rho.push_back(operator_norm(W) + r0);
            for (std::size_t i = 0; i < rho.size(); ++i) {
                S product(1);
                for (std::size_t j = 0; j < rho.size(); ++j)
                    if (j != i) product *= rho[j];
                squares += product * product;
            }
            using std::sqrt;
            const S b = p.data.inputs.norm();
            expect_at_most<S>((f.Z.back() - p.Y).norm(), p.residual + r0 * b * sqrt(squares),
                              "||Z_L - Y||_F <= its value at theta_0 + r0 b pi sqrt(q)");
        }
    });
}

/// The share given up: c (1-c)^{L-1} is largest at c = 1/L, where B8 takes 1/2.
TEST(InterpolationPhaseSteps, B8sTheBestShareIsOneOverL) {
    for (int L = 2; L <= 12; ++L) {
        const auto value = [&](const mp50& c) { return mp50(c * pow(mp50(1 - c), L - 1)); };
        const mp50 best = value(mp50(1) / L);
        for (int k = 1; k < 100; ++k) EXPECT_LE(value(mp50(k) / 100), best + tiny<mp50>());
    }
}

/// If a step lowers u by (eta/2) g^2 at least and g^2 >= t a u, then eta g <= 4 (sqrt(u) -
/// sqrt(u'))/sqrt(t a), and where u' < 0 still eta g <= 4 sqrt(u)/sqrt(t a).
TEST(InterpolationPhaseSteps, B8TheRootOfTheLossPaysForThePath) {
    Random random(5);
    for (int i = 0; i < 2000; ++i) {
        const mp50 u = uniform_real(random, 0.1, 3), rate = uniform_real(random, 0.01, 2); // t a
        const mp50 g = sqrt(rate * u) * (1 + uniform_real(random, 0, 3));
        const mp50 eta = uniform_real(random, 0.001, 3);
        const mp50 after = u - eta / 2 * g * g;
        const mp50 root = after > 0 ? mp50(sqrt(after)) : mp50(0);
        const mp50 bound = 4 * (sqrt(u) - root) / sqrt(rate);
        if (after >= 0) {
            expect_at_most<mp50>(eta * g, bound, "the step is paid for");
            expect_at_most<mp50>(after, (1 - eta * rate / 2) * u, "the loss contracts");
        } else {
            const mp50 stop = 2 * u / (g * g); // where u reaches 0 on the way
            expect_at_most<mp50>(stop * g, bound, "up to where u is 0");
        }
    }
}

} // namespace ncv::proofs
