/// Thousands of steps of the theorem's trained runs against exact ones in 50 digits.
#include "network/multiprecision.hpp"
#include "support/balanced_step.hpp"
#include "support/pyramids.hpp"

#include "instances/theorem_start.hpp"
#include "theorem/plan.hpp"
#include "training/gradient_descent.hpp"

namespace ncv::proofs {

namespace {

/// The trained run, so many steps in each phase: every step against the exact one from the same
/// state, and D_{L-1} against the recursion, in 50 digits.
void follow_in_fifty_digits(const Snapshot& s, int steps_of_a_phase) {
    const TheoremPlan plan = plan_theorem(s, TheoremForm::b10u);
    ASSERT_TRUE(plan.sound) << plan.lacks;
    const int last = s.network.depth() - 1;
    const mp50 lambda = plan.lambda, u = mp50(0x1p-53);
    // What the plan charges a step with in D_l: its rounding times 2 (eta lambda - u).
    const mp50 moved = mp50(plan.rounding) * 2 * (mp50(plan.eta_2) * lambda - u);
    const auto X = Matrix<mp50>(s.data.inputs.cast<mp50>());
    const auto Y = s.data.cast<mp50>().one_hot();
    GradientDescent<double> engine(s.network, s.data, plan.lambda);
    Network<double> here = s.network;
    mp50 largest_error = 0, largest_move = 0;
    long steps = 0;
    for (const double eta_ : {plan.eta_1, plan.eta_2}) {
        const mp50 eta = eta_;
        for (int k = 0; k < steps_of_a_phase; ++k, ++steps) {
            const Network<mp50> before = here.cast<mp50>();
            const auto R = full_gradient(before, gradients(before, forward(before, X), Y), lambda);
            engine.step(eta_);
            here = engine.network();
            const Network<mp50> after = here.cast<mp50>();
            mp50 squares = 0;
            for (std::size_t i = 0; i < R.size(); ++i)
                squares += (after.weights[i] - (before.weights[i] - eta * R[i])).squaredNorm();
            largest_error = std::max(largest_error, squares);
            if (k % 16) continue; // the recursion, now and then
            const Matrix<mp50> off = surplus(before, after, R, last, eta, lambda);
            // The factor 1 - eta lambda is off by u at most, which the rate accounts for.
            const mp50 charged = moved + 2 * u * operator_norm(defect(before, last));
            largest_move = std::max(largest_move, mp50(operator_norm(off) / charged));
        }
        engine.steps(static_cast<std::int64_t>(plan.k1), plan.eta_1); // into phase 2
        here = engine.network();
    }
    const double error = static_cast<double>(mp50(sqrt(largest_error)));
    std::printf("%ld steps: ||e_k|| %.3g of %.3g at most, D_l moved by %.3g of its bound\n", steps,
                error, plan.step_rounding, static_cast<double>(largest_move));
    EXPECT_LE(error, plan.step_rounding);
    EXPECT_GT(error, 0) << "the trained steps are not exact";
    EXPECT_LE(largest_move, 1);
}

} // namespace

TEST(TheoremRounding, B10uSixtyThousandStepsAgainstFiftyDigits) {
    follow_in_fifty_digits(build(TheoremStart{0.2, 3, 3.8, 1e-4, 0.9, 4}), 30000);
}

/// Two nonlinear layers: sigma's own error in the first is what the second's slopes see.
TEST(TheoremRounding, B10uThirtyThousandStepsOfTwoNonlinearLayers) {
    follow_in_fifty_digits(build({0.0056, 5.9, 7, 1e-4, 1.7, 4}, {{4, 4, 3, 3, 2}, 2}), 15000);
}

} // namespace ncv::proofs
