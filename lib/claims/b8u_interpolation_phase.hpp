/// B8u: phase 1, with the growth of the weights' norm followed, too
/// Hypotheses  B8t's
/// Result      B8t's s, a, beta and rates, with c = t = 255/256, d = 1/128, and
///             m = R^2 (1/2 + lambda/((1-t) a)) from any R with
///             R^2 >= min((||theta_0|| + s)^2, ||theta_0||^2 + Gamma(m)):
///             ||theta_k|| <= R until C_lambda <= (1+d) lambda m. With q = 2hp, V = sqrt(C_0),
///             tau = max(2, log(C_0/(d lambda m)))/(c t a), root = sqrt(2 lambda m),
///             Gamma(m) = 2 L I + 2 sum_j j d_j (sqrt(2) J + root tau) + 2 L ||Y||_F root tau
///                        + 2 (1-c) C_lambda(theta_0)/(c beta),
///             I = (2/(c t a_0)) int_0^V (sqrt(2) ||Y||_F - 2v)_+/(1 - q (1 - v/V)) dv,
///             J = (2 V/(c t a_0)) (-log(1-q)/q), d_j = prod_{i>j} rho_i delta_j, j <= L1, rho_i on
///             the ball of radius s, delta_j >= ||sigma'(pre_j) o pre_j - sigma(pre_j)||_F the least
///             of sqrt(n_j N) excess, (1-gamma) b pi_j and beta_s (b pi_j)^2/2
/// Steps       a step changes ||theta||^2 by -2 eta <theta, R> + eta^2 ||R||^2;
///             <theta, grad C_0> = L <E, Z_L> + sum_j j <W_{j+1}^T Delta_{j+1}, delta_j>, and
///             -<E, Z_L> <= ||Y||_F ||E||_F - ||E||_F^2. With v = sqrt(u):
///             2 v^2 <= ||E||_F^2 <= 2 v^2 + 2 lambda m; v pays for the steps,
///             eta v_k <= 2 (v_k - v_{k+1})/(c t a(v_k)), where along B8t's path
///             a(v) >= a_0 (1 - q (1 - v/V)), so sums are at most integrals.
///             Gamma grows with m: from B8t's R the plan goes down twice (docs/claims.md)
/// Perturbed   steps off by mu eta ||grad|| at most add 2 mu (||theta_0|| + s) s and (1+mu) times
///             the last term
/// Source      sharper than B8t, whose ||theta_k|| <= ||theta_0|| + s takes every step to point away
///             from 0
#pragma once

#include "claims/b8t_interpolation_phase.hpp"

namespace ncv {

inline constexpr PathShares grown_path{255.0 / 256, 255.0 / 256, 1.0 / 128};

/// sum_j j d_j: what the bends of sigma let the norm grow by, for ||E||_F = 1.
template <class Real>
Real bent_growth(const Landscape<Real>& m, const Ball<Real>& ball) {
    const Real half = number<Real>(0.5);
    Real sum = number<Real>(0);
    for (int j = 1; j <= m.L1; ++j) {
        const Real pre = ball.b * ball.product(1, j);
        const double entries = static_cast<double>(m.n[static_cast<std::size_t>(j)]) * m.N;
        Real delta = min((number<Real>(1) - number<Real>(m.gamma)) * pre,
                         half * number<Real>(m.beta_s.value_or(0)) * square(pre));
        if (m.excess > 0) delta = min(delta, sqrt(number<Real>(entries)) * number<Real>(m.excess));
        sum += number<Real>(j) * ball.product(j + 1, m.L) * delta;
    }
    return sum;
}

/// Gamma at a plan's m: ||theta_k||^2 - ||theta_0||^2 at most, while C_lambda is above the goal.
template <class Real>
Real norm_growth(const Landscape<Real>& land, const PathPlan<Real>& p, const Real& mu) {
    const Real one = number<Real>(1), two = number<Real>(2), zero = number<Real>(0);
    const Real c = number<Real>(p.shares.c), t = number<Real>(p.shares.t);
    const Real d = number<Real>(p.shares.d), lambda = number<Real>(land.lambda.value_or(0));
    const Real L = number<Real>(land.L), q = one - p.slack, V = sqrt(land.C_0);
    const Real from = two / (c * t * p.a_0), low = p.slack;
    const Real labels = sqrt(two) * land.Y_F; // the integrand's numerator is labels - 2 v
    const Real high = min(one, low + q * labels / (two * V));
    const Real I = from * (V / q) *
                   ((labels + two * V * low / q) * log(high / low) - two * V * (high - low) / q);
    const Real J = from * V * (-log(low) / q);
    const Real tau = max(two, log(land.C_0 / (d * lambda * p.m))) / (c * t * p.a);
    const Real root = sqrt(two * lambda * p.m), bent = bent_growth(land, operator_ball(land, p.s));
    const Real steps = two * (one - c) * (one + mu) * land.C_lambda / (c * p.beta_ball);
    return two *
               (L * (max(I, zero) + land.Y_F * root * tau) + bent * (sqrt(two) * J + root * tau)) +
           steps + two * mu * (land.theta + p.s) * p.s;
}

template <class Real>
PathPlan<Real> plan_grown_path(const Landscape<Real>& land, const Real& gamma,
                               const Real& mu = number<Real>(0)) {
    PathPlan<Real> plan = plan_path(land, gamma, grown_path, mu);
    if (!certainly_greater(plan.slack, number<Real>(0))) return plan; // no start for phase 1
    for (int i = 0; i < 2; ++i) {
        const Real grown = square(land.theta) + norm_growth(land, plan, mu);
        plan.R = min(plan.R, sqrt(grown));
        settle_norm(plan, land, mu);
    }
    return plan;
}

template <class Real>
void b8u_interpolation_phase(Ledger<Real>& ledger, const Landscape<Real>& m, Descent<Real> run) {
    follow_path(ledger, m, plan_grown_path(m, least_slope(ledger, m)), std::move(run), true);
}

inline auto b8u_record() {
    return enclosed_record(
        {
            .id = "B8u",
            .title = "Phase 1, with the growth of the norm",
            .statement =
                "||theta_k||^2 <= R^2 = min((||theta_0|| + s)^2, ||theta_0||^2 + Gamma), "
                "C_lambda(theta_k) - lambda m <= (1 - eta c t a)^k u_0 with B8t's s and a, m = R^2 "
                "(1/2 + lambda/((1-t) a)), until C_lambda <= (129/128) lambda m",
            .kind = Kind::sharp,
            .source = sources::ours + sources::phases,
            .trivial = trivial::no_bound,
            .needs = first_phase_and(),
            .networks = Networks::starts,
            .cost = Cost::run,
            .theorems = {"B8u_gradient_along_weights", "B8u_step", "B8u_growth", "B8u_networks",
                         "B8u_area_I", "B8u_area_J", "B8u_integral_J", "B8u_from_descent"},
        },
        [](auto& ledger, auto& s) { b8u_interpolation_phase(ledger, s.landscape(), s.descent()); });
}

} // namespace ncv
