#include "network/multiprecision.hpp"
#include "support/proof_instance.hpp"

#include "data/random.hpp"
#include "spectra/decompositions.hpp"

namespace ncv::proofs {

/// ||Z_{L-1} - W_L^+ Y||_F^2 <= (r eps1/gap)^2 + r^2 (m-K) N, N = lambda_max(-D_{L-1})_+ or eps2.
TEST(ShorterGuaranteeSteps, B10uTheTwoPiecesAreOrthogonal) {
    int compared = 0;
    for (std::uint64_t i = 0; i < 200; ++i) {
        const auto p = lift<mp50>(random_snapshot(i));
        if (p.L2 < 2 || !(p.gap > 0)) continue;
        const Matrix<mp50> along = p.pinv * p.E, across = p.outside(p.last());
        const mp50 whole = (p.last() - p.pinv * p.Y).squaredNorm();
        EXPECT_LT(abs(mp50(whole - along.squaredNorm() - across.squaredNorm())),
                  mp50(1e-35) * (1 + whole));
        const mp50 first = p.r * p.eps1 / p.gap;
        const auto outside = static_cast<double>(p.m - p.K);
        expect_at_most<mp50>(whole, first * first + p.r * p.r * outside * p.eps2, "Psi^2");
        ++compared;
    }
    EXPECT_GT(compared, 20);
}

/// s_K(M)^2 <= s_K(W_L)^4 + N ||W_L||^2 for two linear layers, N = lambda_max(-D_{L-1})_+.
TEST(ShorterGuaranteeSteps, B10uOneSideBoundsTheLastLayersCondition) {
    int compared = 0;
    double largest = 0;
    for (std::uint64_t i = 0; i < 400; ++i) {
        const auto p = lift<mp50>(random_snapshot(i));
        if (p.L2 != 2) continue;
        const auto k = static_cast<Eigen::Index>(p.K) - 1;
        const auto W = singular_values(p.W), M = singular_values(p.tail(p.L1));
        if (W.size() <= k || M.size() <= k) continue;
        const Eigen::SelfAdjointEigenSolver<Matrix<mp50>> eigen(p.D);
        const mp50 N = std::max(mp50(-eigen.eigenvalues().minCoeff()), mp50(0));
        const mp50 bound = W(k) * W(k) * W(k) * W(k) + N * W(0) * W(0);
        expect_at_most<mp50>(M(k) * M(k), bound, "s_K(M)^2");
        if (bound > 0) largest = std::max(largest, static_cast<double>(mp50(M(k) * M(k) / bound)));
        ++compared;
    }
    EXPECT_GT(compared, 20);
    EXPECT_GT(largest, 0.5);
}

/// eta^2 sum ||R||^2 over phase 1 is at most eta C_lambda(theta_0)/c where a step lowers C_lambda by
/// eta c ||R||^2 at least.
TEST(ShorterGuaranteeSteps, B10uPhaseOneAddsItsShare) {
    Random random(41);
    for (int trial = 0; trial < 200; ++trial) {
        const mp50 c = mp50(255) / 256, eta = uniform_real(random, 0.001, 1);
        mp50 C = uniform_real(random, 0.1, 3), sum = 0;
        const mp50 start = C;
        for (int k = 0; k < 100; ++k) {
            const mp50 drop = C * uniform_real(random, 0, 1);
            sum += eta * eta * drop / (eta * c);
            C -= drop;
        }
        expect_at_most<mp50>(sum, eta * start / c, "eta C_lambda/c");
    }
}

/// After k2 = log(2N/nu)/-log(1 - rate) steps (1 - rate)^k N is at most nu/2, and (1 - rate)^k D at
/// most D nu/(2N): the plan's eps2 and `balance`.
TEST(ShorterGuaranteeSteps, B10uBothSidesDecayTogether) {
    Random random(43);
    for (int trial = 0; trial < 200; ++trial) {
        const mp50 rate = std::exp(uniform_real(random, -12, -1)), nu = uniform_real(random, 0, 1);
        const mp50 N = nu * std::exp(uniform_real(random, 0, 9)), D = N * (1 + trial);
        const mp50 k = ceil(mp50(log(mp50(2 * N / nu)) / -log1p(mp50(-rate))));
        const mp50 left = pow(mp50(1 - rate), k);
        expect_at_most<mp50>(left * N, nu / 2, "N at the end");
        expect_at_most<mp50>(left * D, D * nu / (2 * N), "D at the end");
    }
}

} // namespace ncv::proofs
