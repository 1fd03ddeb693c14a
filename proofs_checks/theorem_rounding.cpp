/// Rounding in the theorem's run (docs/theorem.md), each step of the proof; 100,000 steps of the
/// trained run are in theorem_rounding_run.cpp.
#include "support/balanced_step.hpp"
#include "support/pyramids.hpp"

namespace ncv::proofs {
/// Gradients from any Delta_L whatever obey B2r: an error in the outputs moves D_l by eta^2 alone.
TEST(TheoremRounding, B10tErrorsInTheOutputsObeyTheRecursion) {
    std::uint64_t seed = 50;
    for_pyramids([&](const auto& p) {
        using S = std::decay_t<decltype(p.residual)>;
        Random random(++seed);
        const S eta = S(0.01), lambda = S(0.1);
        const Matrix<S> off =
            S(0.1) * gaussian_matrix(random, p.Y.rows(), p.Y.cols()).template cast<S>();
        const auto R = full_gradient(p.net, gradients(p.net, p.f, Matrix<S>(p.Y + off)), lambda);
        Network<S> after = p.net;
        for (std::size_t i = 0; i < R.size(); ++i) after.weights[i] -= eta * R[i];
        for (int l = p.net.nonlinear_layers + 1; l < p.net.depth(); ++l) {
            const Matrix<S> D = surplus(p.net, after, R, l, eta, lambda);
            EXPECT_LE(
                static_cast<double>(D.norm()),
                static_cast<double>(tiny<S>() * (1 + squared_norm(p.net) + squared_norm(after))))
                << "B2r with perturbed labels";
        }
    });
}

/// Weights off by e move D_l by at most 2 sqrt(||W_{l+1}||^2 + ||W_l||^2) ||e|| + ||e||^2.
TEST(TheoremRounding, B10tErrorsInTheWeightsMoveTheDefect) {
    std::uint64_t seed = 70;
    double largest = 0;
    for_pyramids([&](const auto& p) {
        using S = std::decay_t<decltype(p.residual)>;
        using std::sqrt;
        for (const double size : {0.5, 0.001}) {
            const auto there = moved(p.net, random_direction(p.net, ++seed), S(size));
            for (int l = p.net.nonlinear_layers + 1; l < p.net.depth(); ++l) {
                const S a = operator_norm(p.net.W(l)), b = operator_norm(p.net.W(l + 1));
                const S bound = 2 * S(size) * sqrt(a * a + b * b) + S(size) * S(size);
                const S moves = operator_norm(Matrix<S>(defect(there, l) - defect(p.net, l)));
                expect_at_most<S>(moves, bound, "||D_l(theta + e) - D_l(theta)||");
                largest = std::max(largest, static_cast<double>(S(moves / bound)));
            }
        }
    });
    EXPECT_GT(largest, 0.1);
}

/// A step of relative error mu lowers C by eta ((1-mu) - eta beta (1+mu)^2/2) ||g||^2 at least, on
/// quadratics of any curvature up to beta, with the error as unlucky as can be.
TEST(TheoremRounding, B10tRelativeErrorsCostAShareOfTheDescent) {
    Random random(4);
    for (int i = 0; i < 1000; ++i) {
        const mp50 beta = uniform_real(random, 0.1, 5), eta = uniform_real(random, 0.01, 1) / beta;
        const mp50 mu = uniform_real(random, 0, 0.2), g = uniform_real(random, 0.1, 2);
        const mp50 angle = uniform_real(random, 0, 6.28);
        const mp50 x = -eta * g * (1 + mu * cos(angle)), y = -eta * g * mu * sin(angle);
        const mp50 change = g * x + beta / 2 * (x * x + y * y);
        expect_at_most<mp50>(change, -eta * g * g * (1 - mu - eta * beta * (1 + mu) * (1 + mu) / 2),
                             "descent of a perturbed step");
    }
}

/// ||grad|| grows by 1 + eta beta at most along a step, so an error eps adds
/// (1 + eta beta) ||g|| eps + beta eps^2/2 <= mu eta f ||g||^2 + (9/(4 mu eta f) + beta) eps^2 for
/// eta beta <= 2.
TEST(TheoremRounding, B10tSmallErrorsDriftByTheirSquares) {
    Random random(8);
    for (int i = 0; i < 1000; ++i) {
        const mp50 beta = uniform_real(random, 0.1, 5),
                   eta = uniform_real(random, 0.01, 1.99) / beta;
        const mp50 f = 1 - eta * beta / 2, mu = uniform_real(random, 0.001, 0.2);
        const mp50 g = uniform_real(random, 0, 2), eps = uniform_real(random, 0, 0.1);
        expect_at_most<mp50>(
            (1 + eta * beta) * g * eps + beta / 2 * eps * eps,
            mu * eta * f * g * g + (mp50(9) / (4 * mu * eta * f) + beta) * eps * eps, "Young");
    }
}

} // namespace ncv::proofs
