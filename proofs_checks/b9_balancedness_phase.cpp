#include "network/multiprecision.hpp"
#include "support/pyramids.hpp"

namespace ncv::proofs {
namespace {

/// Positive norms with sum of squares R2^2.
std::vector<mp50> random_norms(Random& random, int L, const mp50& R2) {
    std::vector<mp50> rho;
    mp50 squares = 0;
    for (int l = 0; l < L; ++l) {
        rho.push_back(mp50(uniform_real(random, 0.05, 1)));
        squares += rho.back() * rho.back();
    }
    for (mp50& x : rho) x *= R2 / sqrt(squares);
    return rho;
}

} // namespace

TEST(BalancednessPhaseSteps, B9ProductsUnderASumOfSquares) {
    Random random(7);
    for (int trial = 0; trial < 400; ++trial) {
        const int L = 2 + trial % 6;
        const mp50 R2 = uniform_real(random, 0.5, 4), share = R2 * R2 / L;
        const auto rho = random_norms(random, L, R2);
        const auto product = [&](int from, int to, int skip, int skip_too) {
            mp50 out = 1;
            for (int l = from; l <= to; ++l)
                if (l != skip && l != skip_too) out *= rho[static_cast<std::size_t>(l - 1)];
            return out;
        };
        mp50 squares = 0;
        for (int i = 1; i <= L; ++i) {
            const mp50 rest = product(1, L, i, 0);
            squares += rest * rest;
            expect_at_most<mp50>(rest * rest, pow(mp50(R2 * R2 / (L - 1)), L - 1),
                                 "prod_{j != l} rho_j^2 <= (R2^2/(L-1))^{L-1}");
            for (int j = 1; j <= L && L > 2; ++j)
                if (j != i)
                    expect_at_most<mp50>(product(1, L, i, j),
                                         pow(mp50(R2 * R2 / (L - 2)), mp50(L - 2) / 2),
                                         "without two layers");
        }
        expect_at_most<mp50>(squares, L * pow(share, L - 1), "Maclaurin");
        for (int j = 1; j <= L - 1; ++j)
            for (int i = 1; i <= j; ++i) {
                const mp50 T = mp50(L - j) / 2 + (j - 1), below = product(1, j, i, 0);
                const mp50 weight = pow(mp50(R2 * R2 / T), T) * pow(mp50(0.5), mp50(L - j) / 2);
                expect_at_most<mp50>(product(j + 1, L, 0, 0) * below * below, weight,
                                     "weighted AM-GM");
            }
    }
}

/// eta <= 1/(4 lambda m) keeps a step within length 1 wherever a unit step lowers C <= 2 lambda m
/// by ||g||/2.
TEST(BalancednessPhaseSteps, B9AStepIsNoLongerThanOne) {
    Random random(9);
    for (int i = 0; i < 1000; ++i) {
        const mp50 level = uniform_real(random, 0.01, 5); // 2 lambda m
        const mp50 eta = 1 / (2 * level);
        const mp50 g = uniform_real(random, 0, 40);
        if (eta * g > 1) {
            EXPECT_GT(g / 2, level) << "a unit step would make C negative";
        }
    }
}

/// sum_j (1 - eta lambda)^{2j} eta^2 G^2 <= eta G^2/lambda, and twice the decrease of C pays for
/// B9s.
TEST(BalancednessPhaseSteps, B9TheNoiseSumsUp) {
    Random random(11);
    for (int i = 0; i < 200; ++i) {
        const mp50 x = uniform_real(random, 1e-3, 1); // eta lambda <= 1
        mp50 sum = 0, keep = 1;
        for (int k = 0; k < 3000; ++k) {
            sum += keep;
            keep *= (1 - x) * (1 - x);
        }
        expect_at_most<mp50>(x * sum, mp50(1), "eta lambda sum (1 - eta lambda)^{2j} <= 1");
    }
}

} // namespace ncv::proofs
