/// B8: the first phase of gradient descent reaches C_lambda <= 2 lambda m at a rate known before
/// Hypotheses  a pyramid (B5) with sigma' beta_s-Lipschitz; the initialisation condition;
///             eta <= 1/beta; C_lambda(theta_0) > 2 lambda m
/// Results     with lambda_F = s_N(sigma(W_1 X)) and lambda_l = s_min(W_l), both at theta_0, where
///             a share c of them is given up and a share t of the rate is kept:
///               r0 = c min(lambda_F/||X||, min_{l>=3} lambda_l), R = ||theta_0|| + r0,
///               a = 2 gamma^{2(L1-1)} ((1-c) lambda_F)^2 prod ((1-c) lambda_l)^2,
///               m as in B6, beta the smaller of B7's and B7s's on the ball of radius r0 around
///               theta_0, each with its own b, pi, q and
///               e = min(b pi + ||Y||_F, ||Z_L^0 - Y||_F + r0 b pi sqrt(q)),
///               u_k = C_lambda(theta_k) - lambda m:
///             until C_lambda <= 2 lambda m:  u_k <= (1 - eta t a/2)^k u_0, and the path, with the
///             step that gets there, is shorter than 4 sqrt(u_0/(t a)) < r0; so
///             k1 = ceil(log(u_0/(lambda m))/-log(1 - eta t a/2)) steps suffice
///             B8   c = 1/2, t = 1/4, m = R^2 (1/2 + 4 lambda/a), condition
///                  8 sqrt(C_lambda(theta_0)/a) < r0
///             B8s  c = 1/L, t = 1/2, m = R^2 (1/2 + 2 lambda/a) from B6s, condition
///                  4 sqrt(u_0/(t a)) < r0: c (1-c)^{L-1} is largest at 1/L, and the path is
///                  bounded by u_0 itself
/// Steps       in the ball B5 holds with a, B6 (B6s) follows; eta <= 1/beta lowers C_lambda by
///             (eta/2) ||grad||^2 at least; sqrt(u_k) - sqrt(u_{k+1}) >= (eta/4) sqrt(t a) g_k with
///             g_k = ||grad||, along each step too, so no step leaves the ball. A step is taken
///             while u_k > lambda m; as C_lambda >= 0, no part s of it lowers u by 2 u_k or more,
///             so s g_k < 4 sqrt(u_k/(t a)) even where it passes u = 0: docs/claims.md
/// Source      [JSWM, Theorem 4.4, phase 1; the condition is in the role of Assumption 4.3]
#pragma once

#include "claims/b5_polyak_lojasiewicz.hpp"
#include "claims/b6_shifted_pl.hpp"
#include "claims/b7_smoothness.hpp"
#include "measure/descent.hpp"

namespace ncv {

inline Hypotheses first_phase_and(const Hypotheses& more = {}) {
    using enum Hypothesis;
    return joined(pyramid_and({two_layers, smooth_activation, weight_decay_given, initialisation,
                               above_target, learning_rate_given, step_size}),
                  more);
}

/// What phase 1 knows before its first step.
template <class Real>
struct InterpolationPlan {
    Real r0, a, R, m, beta, u_0;
    Real path;  ///< bound on the length of the path
    Real slack; ///< of the initialisation condition; met when > 0
    Real t;     ///< share of the rate
    Real rate;  ///< eta t a/2; 0 where no learning rate is given
};

template <class Real>
struct PhaseForm {
    Real given_up, rate_share; ///< c, t
    double target;             ///< 4 or 1/(1-t), see shifted_target
    bool from_loss;            ///< the condition asks it of C_lambda(theta_0), not of u_0
};

/// 1 - u_{k+1}/u_k at least.
template <class Real>
Real interpolation_rate(const InterpolationPlan<Real>& p, const Real& eta) {
    return eta * (p.t * p.a) / number<Real>(2);
}

template <class Real>
PhaseForm<Real> quoted_form() {
    return {number<Real>(0.5), number<Real>(0.25), 4, true};
}
template <class Real>
PhaseForm<Real> sharp_form(int L) {
    return {number<Real>(1) / number<Real>(L), number<Real>(0.5), 2, false};
}

template <class Real>
InterpolationPlan<Real> plan_interpolation(const Landscape<Real>& m, const Real& gamma,
                                           const PhaseForm<Real>& form) {
    const Real one = number<Real>(1), zero = number<Real>(0);
    const Real kept = one - form.given_up, lambda = number<Real>(m.lambda.value_or(0));
    InterpolationPlan<Real> p;
    Real least = m.lambda_F / m.X;
    for (int l = 3; l <= m.L; ++l) least = min(least, m.s_min[static_cast<std::size_t>(l)]);
    p.r0 = form.given_up * least;
    p.a = number<Real>(2) * square(pyramid_constant(m, gamma, kept));
    p.R = m.theta + p.r0;
    p.m = shifted_target(p.R, lambda, p.a, form.target);
    p.beta = infinity<Real>();
    for (const Ball<Real>& ball : {frobenius_ball(m, p.r0), operator_ball(m, p.r0)}) {
        const Real outputs = ball.b * ball.product(1, m.L) + m.Y_F;
        const Real e = min(outputs, m.residual + p.r0 * ball.output_slope());
        p.beta = min(p.beta, ball.smoothness(e, lambda));
    }
    p.u_0 = m.C_lambda - lambda * p.m;
    const Real rate = form.rate_share * p.a, four = number<Real>(4);
    p.path = four * sqrt(max(p.u_0, zero) / rate);
    p.slack = p.r0 - (form.from_loss ? four * sqrt(m.C_lambda / rate) : p.path);
    p.t = form.rate_share;
    p.rate = interpolation_rate(p, number<Real>(m.eta.value_or(0)));
    return p;
}

/// k1 at a rate, as a real number; infinite without decay.
template <class Real>
Real interpolation_steps(const InterpolationPlan<Real>& p, const Real& rate, const Real& lambda) {
    const Real target = lambda * p.m;
    if (!certainly_greater(target, number<Real>(0))) return infinity<Real>();
    return log(p.u_0 / target) / -log1p(-rate);
}

template <class Real>
void require_interpolation_phase(Ledger<Real>& ledger, const Landscape<Real>& m,
                                 const InterpolationPlan<Real>& p, const Real& largest_step) {
    require_pyramid(ledger, m, 2);
    ledger.require_count(Hypothesis::smooth_activation, m.beta_s ? 0 : -1);
    ledger.require_count(Hypothesis::weight_decay_given, m.lambda ? 0 : -1);
    ledger.quantity("r0", p.r0).quantity("a", p.a).quantity("R", p.R).quantity("m", p.m);
    ledger.quantity("beta", p.beta).quantity("u_0", p.u_0);
    ledger.quantity("largest_step", largest_step);
    ledger.require(Hypothesis::initialisation, p.slack);
    ledger.require(Hypothesis::above_target, p.u_0 - number<Real>(m.lambda.value_or(0)) * p.m);
    ledger.require_count(Hypothesis::learning_rate_given, m.eta ? 0 : -1);
    ledger.require(Hypothesis::step_size, largest_step - number<Real>(m.eta.value_or(0)));
}

template <class Real>
void follow_interpolation(Ledger<Real>& ledger, const Landscape<Real>& m,
                          const PhaseForm<Real>& form, Descent<Real> run) {
    const auto p = plan_interpolation(m, least_slope(ledger, m), form);
    require_interpolation_phase(ledger, m, p, Real(number<Real>(1) / p.beta));
    if (!ledger.applicable()) return;
    const Real lambda = number<Real>(*m.lambda), zero = number<Real>(0);
    const Real target = lambda * p.m, keep = max(number<Real>(1) - p.rate, zero);
    ledger.quantity("k1", interpolation_steps(p, p.rate, lambda));
    Real bound = p.u_0, path = zero;
    while (run.k < run.horizon()) {
        path += number<Real>(*m.eta) * sqrt(run.state().gradient);
        run.advance();
        bound = keep * bound;
        const Real u = run.state().regularised_loss - target;
        ledger.at_most(u, bound, infinity<Real>());
        ledger.at_most(path, p.path, infinity<Real>());
        if (certainly_at_most(u, target)) break;
    }
    ledger.quantity("steps", run.k);
    ledger.quantity("above_target_at_end", run.state().regularised_loss - target - target);
}

template <class Real>
void b8_interpolation_phase(Ledger<Real>& ledger, const Landscape<Real>& m, Descent<Real> run) {
    follow_interpolation(ledger, m, quoted_form<Real>(), std::move(run));
}

template <class Real>
void b8s_interpolation_phase(Ledger<Real>& ledger, const Landscape<Real>& m, Descent<Real> run) {
    follow_interpolation(ledger, m, sharp_form<Real>(m.L), std::move(run));
}

inline auto b8_record() {
    return enclosed_record(
        {
            .id = "B8",
            .title = "Phase 1: gradient descent interpolates",
            .statement = "C_lambda(theta_k) - lambda m <= (1 - eta a/8)^k u_0 and path <= 8 "
                         "sqrt(u_0/a), until C_lambda <= 2 lambda m",
            .kind = Kind::paper,
            .source = sources::phases,
            .trivial = trivial::no_bound,
            .needs = first_phase_and(),
            .networks = Networks::starts,
            .cost = Cost::run,
        },
        [](auto& ledger, auto& s) { b8_interpolation_phase(ledger, s.landscape(), s.descent()); });
}

inline auto b8s_record() {
    return enclosed_record(
        {
            .id = "B8s",
            .title = "Phase 1, with the shares chosen best",
            .statement = "the same with (1 - eta a/4)^k, path <= 4 sqrt(2 u_0/a), a from singular "
                         "values times 1 - 1/L, m = R^2 (1/2 + 2 lambda/a)",
            .kind = Kind::sharp,
            .source = sources::ours + sources::phases,
            .trivial = trivial::no_bound,
            .needs = first_phase_and(),
            .networks = Networks::starts,
            .cost = Cost::run,
        },
        [](auto& ledger, auto& s) { b8s_interpolation_phase(ledger, s.landscape(), s.descent()); });
}

} // namespace ncv
