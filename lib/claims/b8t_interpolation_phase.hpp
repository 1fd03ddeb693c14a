/// B8t: phase 1 with the Polyak-Lojasiewicz constant followed along the path
/// Hypotheses  a pyramid (B5) with sigma' beta_s-Lipschitz; C_lambda(theta_0) > (1+d) lambda m;
///             at theta_0 with y_1 = lambda_F/||X||, y_l = s_min(W_l) for l >= 3:
///               a_0 = 2 gamma^{2(L1-1)} lambda_F^2 prod_{l>=3} s_min(W_l)^2, h^2 = sum y_l^{-2},
///               p = (2/c) sqrt(C_0/(t a_0)), the initialisation condition 2 h p < 1
/// Result      with s = (1 - sqrt(1 - 2hp))/h, a = (1 - 2hp) a_0, R = ||theta_0|| + s,
///             m = R^2 (1/2 + lambda/((1-t) a)), beta the larger of B7s's on the ball of radius s
///             around theta_0, with e = min(b pi + ||Y||_F, ||Z_L^0 - Y||_F + s b pi sqrt(q)), and
///             on {C_lambda <= (1+d) lambda m} (B9t's), eta <= 2 (1-c)/beta:
///             until C_lambda <= (1+d) lambda m the path is no longer than s and
///             u_k = C_lambda(theta_k) - lambda m <= (1 - eta c t a)^k u_0,
///             so k1 = ceil(log(u_0/(d lambda m))/-log(1 - eta c t a)) steps suffice
/// Steps       a distance x costs sqrt(a_0) no more than the factor 1 - h x: each singular value
///             loses its layer's share, prod(1 - v_l/y_l) >= 1 - sum v_l/y_l, Cauchy. A step lowers
///             u by eta c ||grad||^2, so sqrt(u) + (c/2) int_0^x sqrt(t a_0) (1 - h x') dx' falls
///             along the path: x - h x^2/2 <= p. Where a step crosses u = 0 it goes on in the
///             sublevel set, which has its own beta
/// Source      sharper than B8s, which takes a at the ball's rim for the whole path and lets a step
///             lose half of its descent; c = t = 63/64, d = 1/64
#pragma once

#include "claims/b8_interpolation_phase.hpp"
#include "claims/b9_balancedness_phase.hpp"

namespace ncv {

/// Shares of a step's descent (c) and of the rate (t), and how near the target is approached (d).
struct PathShares {
    double c, t, d;
};
inline constexpr PathShares tight_path{63.0 / 64, 63.0 / 64, 1.0 / 64};

/// What phase 1 knows before its first step. `mu`: each step may be off by mu eta ||grad||.
template <class Real>
struct PathPlan {
    PathShares shares;
    Real a_0, h, p;
    Real slack; ///< of the initialisation condition, 1 - 2hp; met when > 0
    Real s, a, R, m, u_0;
    Real goal;          ///< (1+d) lambda m
    Real square_radius; ///< of the sublevel set: ||theta||^2 <= 2 (1+mu) goal/lambda
    Real beta_ball, beta_sublevel, largest_step;
};

/// beta where C_lambda <= goal: ||theta||^2 <= S = 2 goal/lambda and ||Z_L - Y||_F <= sqrt(2 goal).
template <class Real>
Real smoothness_on_sublevel_set(const Landscape<Real>& m, const Real& square_radius) {
    return smoothness_under_norm(m, square_radius,
                                 Real(sqrt(number<Real>(m.lambda.value_or(0)) * square_radius)));
}

/// Of a plan that knows R, all that follows from it.
template <class Real>
void settle_norm(PathPlan<Real>& plan, const Landscape<Real>& m, const Real& mu) {
    const Real one = number<Real>(1), two = number<Real>(2);
    const Real c = number<Real>(plan.shares.c), t = number<Real>(plan.shares.t);
    const Real d = number<Real>(plan.shares.d), lambda = number<Real>(m.lambda.value_or(0));
    plan.m = square(plan.R) * (number<Real>(0.5) + lambda / ((one - t) * plan.a));
    plan.u_0 = m.C_lambda - lambda * plan.m;
    plan.goal = (one + d) * lambda * plan.m;
    plan.square_radius = two * (one + mu) * (one + d) * plan.m;
    plan.beta_sublevel = smoothness_on_sublevel_set(m, plan.square_radius);
    plan.largest_step = two * (one - mu - c * (one + mu)) /
                        (square(one + mu) * max(plan.beta_ball, plan.beta_sublevel));
}

template <class Real>
PathPlan<Real> plan_path(const Landscape<Real>& m, const Real& gamma, const PathShares& shares,
                         const Real& mu = number<Real>(0)) {
    const Real one = number<Real>(1), two = number<Real>(2), zero = number<Real>(0);
    const Real c = number<Real>(shares.c), t = number<Real>(shares.t);
    PathPlan<Real> plan;
    plan.shares = shares;
    plan.a_0 = two * square(pyramid_constant(m, gamma, one));
    Real squares = square(m.X / m.lambda_F);
    for (int l = 3; l <= m.L; ++l) squares += one / square(m.s_min[static_cast<std::size_t>(l)]);
    plan.h = sqrt(squares);
    plan.p = two / c * sqrt(m.C_0 / (t * plan.a_0));
    plan.slack = one - two * plan.h * plan.p;
    plan.s = (one - sqrt(max(plan.slack, zero))) / plan.h;
    plan.a = max(plan.slack, zero) * plan.a_0;
    plan.R = m.theta + plan.s;
    const Ball<Real> ball = operator_ball(m, plan.s);
    const Real e =
        min(ball.b * ball.product(1, m.L) + m.Y_F, m.residual + plan.s * ball.output_slope());
    plan.beta_ball = ball.smoothness(e, number<Real>(m.lambda.value_or(0)));
    settle_norm(plan, m, mu);
    return plan;
}

/// 1 - u_{k+1}/u_k at least.
template <class Real>
Real path_rate(const PathPlan<Real>& p, const Real& eta) {
    return eta * (number<Real>(p.shares.c) * number<Real>(p.shares.t)) * p.a;
}

/// k1, as a real number; infinite without decay.
template <class Real>
Real path_steps(const PathPlan<Real>& p, const Real& eta, const Real& lambda) {
    const Real target = number<Real>(p.shares.d) * lambda * p.m;
    if (!certainly_greater(target, number<Real>(0))) return infinity<Real>();
    return log(p.u_0 / target) / -log1p(-path_rate(p, eta));
}

template <class Real>
void require_path(Ledger<Real>& ledger, const Landscape<Real>& m, const PathPlan<Real>& p) {
    require_pyramid(ledger, m, 2);
    ledger.require_count(Hypothesis::smooth_activation, m.beta_s ? 0 : -1);
    ledger.require_count(Hypothesis::weight_decay_given, m.lambda ? 0 : -1);
    ledger.quantity("a_0", p.a_0).quantity("h", p.h).quantity("p", p.p);
    ledger.quantity("a", p.a).quantity("R", p.R).quantity("m", p.m).quantity("u_0", p.u_0);
    ledger.quantity("beta", max(p.beta_ball, p.beta_sublevel));
    ledger.require(Hypothesis::initialisation, p.slack);
    ledger.require(Hypothesis::above_target, m.C_lambda - p.goal);
    ledger.require_count(Hypothesis::learning_rate_given, m.eta ? 0 : -1);
}

/// Follows the run until C_lambda <= goal; `norms`: ||theta_k|| <= R is checked, too.
template <class Real>
void follow_path(Ledger<Real>& ledger, const Landscape<Real>& m, const PathPlan<Real>& p,
                 Descent<Real> run, bool norms = false) {
    require_path(ledger, m, p);
    ledger.quantity("largest_step", p.largest_step);
    ledger.require(Hypothesis::step_size, p.largest_step - number<Real>(m.eta.value_or(0)));
    if (!ledger.applicable()) return;
    const Real eta = number<Real>(*m.eta), lambda = number<Real>(*m.lambda);
    const Real target = lambda * p.m, keep = number<Real>(1) - path_rate(p, eta);
    ledger.quantity("k1", path_steps(p, eta, lambda));
    Real bound = p.u_0, path = number<Real>(0);
    while (run.k < run.horizon()) {
        const Real step = eta * sqrt(run.state().gradient);
        run.advance();
        bound = max(keep, number<Real>(0)) * bound;
        const Real loss = run.state().regularised_loss;
        ledger.at_most(loss - target, bound, infinity<Real>());
        if (certainly_at_most(loss, p.goal)) break; // the last step may end beyond u = 0
        path += step;
        ledger.at_most(path, p.s, infinity<Real>());
        if (norms) ledger.at_most(run.state().squared_norm, square(p.R), infinity<Real>());
    }
    ledger.quantity("steps", run.k);
    ledger.quantity("above_target_at_end", run.state().regularised_loss - p.goal);
}

template <class Real>
void b8t_interpolation_phase(Ledger<Real>& ledger, const Landscape<Real>& m, Descent<Real> run) {
    follow_path(ledger, m, plan_path(m, least_slope(ledger, m), tight_path), std::move(run));
}

inline auto b8t_record() {
    return enclosed_record(
        {
            .id = "B8t",
            .title = "Phase 1, followed along its path",
            .statement =
                "2 h p < 1: path <= s = (1 - sqrt(1-2hp))/h, C_lambda(theta_k) - lambda m <= (1 - "
                "eta c t a)^k u_0, a = (1-2hp) a_0, until C_lambda <= (65/64) lambda m",
            .kind = Kind::sharp,
            .source = sources::ours + sources::phases,
            .trivial = trivial::no_bound,
            .needs = first_phase_and(),
            .networks = Networks::starts,
            .cost = Cost::run,
            .theorems = {"B8t_singular_values", "B8t_path", "B8t_rate", "B8t_phase",
                         "B8t_linear_networks", "B8t_path_pl", "B8t_networks"},
        },
        [](auto& ledger, auto& s) { b8t_interpolation_phase(ledger, s.landscape(), s.descent()); });
}

} // namespace ncv
