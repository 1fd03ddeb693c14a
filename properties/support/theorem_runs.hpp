/// What the claims about the theorem's whole run, each with a plan of its own, have to keep.
#pragma once

#include "support/quantity.hpp"

#include "claims/registry.hpp"
#include "instances/admissible_step.hpp"
#include "instances/theorem_start.hpp"
#include "theorem/plan.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>
#include <string>

namespace ncv::properties {

/// A start whose complete run is short enough for a check, in return for an eps1 near s_K(Y).
inline constexpr TheoremStart brisk{0.2, 3, 3.8, 0.004, 0.5, 4};

/// All weights by s, inputs by s^-3, lambda by s^-2, sharpness by s^2: gradient descent scales.
inline Snapshot rescaled(Snapshot s, double by) {
    for (auto& W : s.network.weights) W *= by;
    s.data.inputs /= by * by * by;
    *s.weight_decay /= by * by;
    s.network.activation.sharpness *= by * by;
    return s;
}

/// `claim` on its own complete run, with its own steps and not one fewer: `defect` is the quantity that
/// ends at eps2 at most, and at `attained` eps2 at least, for little of eps2 is to spare.
inline void expect_kept_by_a_complete_run(const std::string& claim, const std::string& defect,
                                          double attained) {
    const Snapshot s = with_admissible_step(build(brisk), claim, 0.75);
    const Outcome o = check(s, {{claim}, Arithmetic::binary64, {}, 1000000}).front();
    ASSERT_FALSE(o.lacks);
    std::printf("k1 %.0f, k2 %.0f, eps1 %g (%g), eps2 %g (%g), NC1 %g <= %g\n", quantity(o, "k1"),
                quantity(o, "k2"), quantity(o, "eps1"), quantity(o, "residual_at_end"),
                quantity(o, "eps2"), quantity(o, defect), o.lhs, o.rhs);
    EXPECT_NE(o.status, Status::violated);
    EXPECT_EQ(quantity(o, "steps"), std::ceil(quantity(o, "k1")) + std::ceil(quantity(o, "k2")));
    EXPECT_LE(quantity(o, "residual_at_end"), quantity(o, "eps1"));
    EXPECT_LE(quantity(o, defect), quantity(o, "eps2"));
    EXPECT_GE(quantity(o, defect), attained * quantity(o, "eps2"));
    EXPECT_LE(o.lhs, o.rhs);
}

/// Everything in the plan but r is free of the unit of length, as gradient descent is.
inline void expect_plans_to_scale(TheoremForm form) {
    const Snapshot s = build(TheoremStart{0.2, 3, 3.8, 1e-4, 0.5, 4});
    for (const double by : {0.25, 2.0, 8.0}) {
        const TheoremPlan a = plan_theorem(s, form), b = plan_theorem(rescaled(s, by), form);
        ASSERT_TRUE(a.sound && b.sound);
        const auto near = [](double x, double y) { EXPECT_NEAR(x, y, 1e-9 * std::abs(x)); };
        near(a.k1, b.k1);
        near(a.eps1, b.eps1);
        near(a.nc1_sharp, b.nc1_sharp);
        near(a.k2, b.k2);
        near(a.S * by * by, b.S);
        near(a.eps2 * by * by, b.eps2);
        near(a.eta_2 * by * by, b.eta_2);
        near(a.step_rounding * by, b.step_rounding);
    }
}

} // namespace ncv::properties
