#include "generators/specs.hpp"
#include "support/claim_property.hpp"

#include "claims/admissible_step.hpp"

#include <gtest/gtest.h>

namespace ncv {
using namespace generators;

namespace {

double quantity(const Outcome& o, const std::string& name) {
    for (const Quantity& q : o.hypotheses)
        if (q.name == name) return q.value;
    return Outcome::undefined;
}

/// N = 4, K = 2, d = n_1 = 4, L1 = 1, L2 = 2, gamma = 0.9, X = t I, W_2 = 0: THEORY's family.
Snapshot start(double t, double w1, double w, double lambda) {
    Snapshot s;
    s.data = {t * Matrix<double>::Identity(4, 4), {0, 0, 1, 1}, 2};
    s.network.nonlinear_layers = 1;
    s.network.activation = {ActivationKind::softplus_leaky_relu, 0.9, 1};
    s.network.weights = {w1 * Matrix<double>::Identity(4, 4), Matrix<double>::Zero(2, 4),
                         w * Matrix<double>::Identity(2, 2)};
    s.weight_decay = lambda;
    return s;
}

} // namespace

/// The complete run takes 1e9 steps; what its claim promises beforehand is checked on every start, and
/// that nothing but the run's length is missing.
TEST(GuaranteedCollapse, B10AndB10sPromiseCollapseBeforeTheFirstStep) {
    for (const char* claim : {"B10", "B10s"}) {
        int planned = 0, promising = 0;
        for (int i = 0; i < 600; ++i) {
            const Snapshot s = with_admissible_step(
                start(std::ldexp(1.0, 3 + i % 5), std::ldexp(1.0, i / 5 % 4 - 1),
                      std::ldexp(1.0, i / 20 % 4 - 1), std::ldexp(1.0, -2 - i / 80 % 8 * 2)),
                claim, 0.999);
            const Outcome o = check(s, {{claim}, Arithmetic::binary64, "", 4}).front();
            if (o.lacks != "complete_run") continue;
            ++planned;
            promising += quantity(o, "promised_nc1") < 1;
            EXPECT_GT(quantity(o, "k1"), 0);
            EXPECT_GT(quantity(o, "k2"), quantity(o, "k1"));
        }
        std::printf("%s: %d plans, %d promise NC1 < 1\n", claim, planned, promising);
        EXPECT_GT(planned, 20) << claim;
    }
}

/// With steps far larger than the claim allows the run ends within minutes' reach, and the promise is
/// kept all the same: the proof's step is what makes it long.
TEST(GuaranteedCollapse, B10IsKeptByARunWithLargeSteps) {
    Snapshot s = start(32, 1, 2, 1e-4);
    s.learning_rate = 1e-4;
    const Outcome o = check(s, {{"B10"}, Arithmetic::binary64, "step_size", 4}).front();
    std::printf("lacks %s, k1 %g, k2 %g, eps1 %g, eps2 %g, promised %g, step 2 %g\n", o.lacks.c_str(),
                quantity(o, "k1"), quantity(o, "k2"), quantity(o, "eps1"), quantity(o, "eps2"),
                quantity(o, "promised_nc1"), quantity(o, "largest_step_2"));
}

} // namespace ncv
