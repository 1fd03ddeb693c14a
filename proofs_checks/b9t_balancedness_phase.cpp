#include "network/multiprecision.hpp"
#include "support/pyramids.hpp"

namespace ncv::proofs {

/// eta^2 sum ||R||^2 <= eta lambda S/(2 - eta beta) where each step lowers C by
/// eta (1 - eta beta/2) ||R||^2 and C starts at lambda S/2.
TEST(BalancednessOnTheSublevelSetSteps, B9tTheNoiseSumsUp) {
    Random random(5);
    for (int trial = 0; trial < 500; ++trial) {
        const mp50 beta = uniform_real(random, 0.1, 9),
                   eta = uniform_real(random, 0.01, 1.99) / beta;
        const mp50 start = uniform_real(random, 0.1, 3);
        mp50 C = start, sum = 0;
        for (int k = 0; k < 200; ++k) {
            const mp50 drop = C * uniform_real(random, 0, 1); // what this step lowers C by
            const mp50 square = drop / (eta * (1 - eta * beta / 2));
            sum += eta * eta * square;
            C -= drop;
        }
        expect_at_most<mp50>(sum, eta * 2 * start / (2 - eta * beta),
                             "nu = eta lambda S/(2 - eta beta)");
    }
}

/// A quadratic of curvature beta is lowered by exactly eta (1 - eta beta/2) g^2, and falls all
/// along the step for every eta < 2/beta: the step stays in the sublevel set.
TEST(BalancednessOnTheSublevelSetSteps, B9tAStepStaysInTheSublevelSet) {
    Random random(6);
    for (int trial = 0; trial < 300; ++trial) {
        const mp50 beta = uniform_real(random, 0.1, 9), g = uniform_real(random, 0.1, 3);
        const mp50 eta = uniform_real(random, 0.01, 1.999) / beta;
        for (int i = 1; i <= 10; ++i) {
            const mp50 x = eta * i / 10;
            const mp50 most = -x * g * g + beta / 2 * x * x * g * g;
            EXPECT_LT(most, 0);
        }
    }
}

} // namespace ncv::proofs
