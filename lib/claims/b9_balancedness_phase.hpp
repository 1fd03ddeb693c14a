/// B9: the second phase of gradient descent balances the head
/// Hypotheses  lambda > 0; sigma' beta_s-Lipschitz; from a state theta with C_lambda <= 2 lambda m
///             (here the least such m, C_lambda/(2 lambda)); a step size
/// Results     C_lambda never increases, so ||theta||^2 <= 4 m, and for L1 < l < L
///             B9   eta <= min(1/beta_2, 1/lambda, 1/(4 lambda m)):
///                  ||D_l^k|| <= (1 - eta lambda)^{2k} ||D_l^0|| + eta G^2/lambda,
///                  G^2 = 4 lambda m b^2 (R2^2/(L-1))^{L-1}
///             B9s  eta <= min(1/beta_2, 1/(2 lambda), 1/(4 lambda m)):
///                  ||D_l^k|| <= (1 - 2 eta lambda)^k ||D_l^0|| + 4 eta lambda m. So
///                  eta <= eps2/(8 lambda m) and k2 = ceil(log(8 m/eps2)/-log(1 - 2 eta lambda))
///                  steps give ||D_l|| <= eps2
///             R2 = 2 sqrt(m) + 1, b = ||X||, beta_2 from B7s with its products bounded under
///             ||theta|| <= R2: b^2 L (R2^2/L)^{L-1} + e (b (L-1) (R2^2/(L-2))^{(L-2)/2}
///             + beta_s b^2 sum_{j<=L1} j w_j) + lambda, w_j = (R2^2/T)^T 2^{-(L-j)/2},
///             T = (L-j)/2 + j - 1,
///             e = min(2 sqrt(lambda m) + b sqrt(L) (R2^2/L)^{(L-1)/2}, b (R2^2/L)^{L/2} + sqrt(N))
/// Steps       a step is no longer than 1: were eta ||grad|| > 1, the step of length 1 would lower
///             C_lambda by ||grad||/2, so ||grad|| <= 4 lambda m <= 1/eta. Then B2 with
///             ||G_l||^2 <= G^2, or B2r with eta ||R||^2 at most twice the decrease of C_lambda.
///             Products: weighted AM-GM
/// Source      [JSWM, Theorem 4.4, phase 2]; B9s is an extension; 1/(4 lambda m) replaces the
///             condition that a step be no longer than 1, which it implies
#pragma once

#include "claims/record.hpp"
#include "measure/descent.hpp"
#include "measure/landscape.hpp"

namespace ncv {

inline Hypotheses second_phase() {
    using enum Hypothesis;
    return {two_linear_layers, smooth_activation,   weight_decay_given,
            weight_decay,      learning_rate_given, step_size};
}

/// What phase 2 knows before its first step.
template <class Real>
struct BalancingPlan {
    Real m, R2, beta, largest_step; ///< largest_step: for B9s; B9 allows 1/lambda for 1/(2 lambda)
};

/// beta_2 where ||theta||^2 <= square_radius and ||Z_L - Y||_F <= residual.
template <class Real>
Real smoothness_under_norm(const Landscape<Real>& m, const Real& square_radius,
                           const Real& residual) {
    const Real L = number<Real>(m.L), share = square_radius / L;
    const Real e = min(residual, m.X * rational_power(share, m.L, 2) + m.Y_F);
    Real pairs = number<Real>(m.L - 1);
    if (m.L > 2) {
        const Real inner = square_radius / number<Real>(m.L - 2);
        pairs = pairs * rational_power(inner, m.L - 2, 2);
    }
    Real second = m.X * pairs;
    for (int j = 1; j <= m.L1; ++j) {
        const int twice_T = m.L + j - 2;
        const Real T = number<Real>(0.5 * twice_T);
        Real weight = number<Real>(1);
        if (twice_T > 0)
            weight = rational_power(square_radius / T, twice_T, 2) *
                     rational_power(number<Real>(0.5), m.L - j, 2);
        second += number<Real>(m.beta_s.value_or(0)) * square(m.X) * number<Real>(j) * weight;
    }
    return square(m.X) * L * power(share, m.L - 1) + e * second +
           number<Real>(m.lambda.value_or(0));
}

/// beta_2 on ||theta|| <= R2 where 2 sqrt(lambda m) bounds the residual at the step's start.
template <class Real>
Real smoothness_in_ball(const Landscape<Real>& m, const Real& R2, const Real& residual) {
    const Real L = number<Real>(m.L), square_radius = square(R2);
    const Real moved = m.X * sqrt(L) * rational_power(square_radius / L, m.L - 1, 2);
    return smoothness_under_norm(m, square_radius, Real(residual + moved));
}

/// The plan from a state with C_lambda <= 2 lambda m.
template <class Real>
BalancingPlan<Real> plan_balancing(const Landscape<Real>& land, const Real& m) {
    const Real one = number<Real>(1), two = number<Real>(2),
               lambda = number<Real>(land.lambda.value_or(0));
    BalancingPlan<Real> p;
    p.m = m;
    p.R2 = two * sqrt(m) + one;
    p.beta = smoothness_in_ball(land, p.R2, two * sqrt(lambda * m));
    p.largest_step = min(one / p.beta, min(one / (two * lambda), one / (two * two * lambda * m)));
    return p;
}

/// k2, as a real number: steps after which B9s gives ||D_l|| <= 8 eta lambda m.
template <class Real>
Real balancing_steps(const Real& eta, const Real& lambda) {
    const Real one = number<Real>(1), two = number<Real>(2);
    return log(one / (eta * lambda)) / -log1p(-(two * eta * lambda));
}

/// What steps keep adding to ||D_l||: B9s's 4 eta lambda m.
template <class Real>
Real balancing_noise(const BalancingPlan<Real>& p, const Real& eta, const Real& lambda) {
    return number<Real>(4) * eta * lambda * p.m;
}
/// B9's eta G^2/lambda.
template <class Real>
Real gradient_noise(const Landscape<Real>& land, const BalancingPlan<Real>& p, const Real& eta,
                    const Real& lambda) {
    return balancing_noise(p, eta, lambda) / lambda * square(land.X) *
           power(square(p.R2) / number<Real>(land.L - 1), land.L - 1);
}

/// Follows the run: C_lambda never increases, ||D_l^k|| <= keep^k ||D_l^0|| + noise, of which
/// `trivial` would say nothing.
template <class Real>
void follow_decay(Ledger<Real>& ledger, Descent<Real>& run, const Real& keep, const Real& noise,
                  const Real& trivial) {
    const DescentState<Real> start = run.state();
    Real before = start.regularised_loss, decay = number<Real>(1);
    while (run.k < run.horizon()) {
        run.advance();
        decay = decay * keep;
        const Real after = run.state().regularised_loss;
        if (certainly_greater(after, before)) ledger.at_most(after, before, infinity<Real>());
        before = after;
        for (std::size_t i = 0; i + 1 < start.head.size(); ++i)
            ledger.at_most(run.state().head[i].D, decay * start.head[i].D + noise, trivial,
                           start.head[i].l);
    }
    ledger.quantity("steps", run.k);
}

template <class Real>
void follow_balancing(Ledger<Real>& ledger, const Landscape<Real>& land, Descent<Real> run,
                      bool full_gradient) {
    const Real one = number<Real>(1), two = number<Real>(2), four = number<Real>(4);
    ledger.require_count(Hypothesis::two_linear_layers, land.L2 - 2);
    ledger.require_count(Hypothesis::smooth_activation, land.beta_s ? 0 : -1);
    ledger.require_count(Hypothesis::weight_decay_given, land.lambda ? 0 : -1);
    ledger.require(Hypothesis::weight_decay, number<Real>(land.lambda.value_or(0)));
    ledger.require_count(Hypothesis::learning_rate_given, land.eta ? 0 : -1);
    if (!ledger.applicable() || !land.lambda || !land.eta) return;

    const Real eta = number<Real>(*land.eta), lambda = number<Real>(*land.lambda);
    const auto p = plan_balancing(land, Real(land.C_lambda / (two * lambda)));
    const Real largest = full_gradient
                             ? p.largest_step
                             : min(one / p.beta, min(one / lambda, one / (four * lambda * p.m)));
    ledger.quantity("m", p.m).quantity("R2", p.R2).quantity("beta_2", p.beta);
    ledger.quantity("largest_step", largest).require(Hypothesis::step_size, largest - eta);
    if (!ledger.applicable()) return;

    const Real keep = full_gradient ? one - two * eta * lambda : square(one - eta * lambda);
    const Real noise =
        full_gradient ? balancing_noise(p, eta, lambda) : gradient_noise(land, p, eta, lambda);
    if (full_gradient) {
        ledger.further("eps2", two * noise);
        ledger.further("k2", balancing_steps(eta, lambda));
    }
    follow_decay(ledger, run, keep, noise, Real(four * p.m));
}

template <class Real>
void b9_balancedness_phase(Ledger<Real>& ledger, const Landscape<Real>& m, Descent<Real> run) {
    follow_balancing(ledger, m, std::move(run), false);
}

template <class Real>
void b9s_balancedness_phase(Ledger<Real>& ledger, const Landscape<Real>& m, Descent<Real> run) {
    follow_balancing(ledger, m, std::move(run), true);
}

inline auto b9_record() {
    return enclosed_record(
        {
            .id = "B9",
            .title = "Phase 2: the head becomes balanced",
            .statement = "C_lambda never increases, ||D_l^k|| <= (1 - eta lambda)^(2k) ||D_l^0|| + "
                         "eta G^2/lambda",
            .kind = Kind::paper,
            .source = sources::phases,
            .trivial = "4 m",
            .needs = second_phase(),
            .networks = Networks::pyramids,
            .cost = Cost::run,
            .theorems = {"B9_balancedness_phase"},
        },
        [](auto& ledger, auto& s) { b9_balancedness_phase(ledger, s.landscape(), s.descent()); });
}

inline auto b9s_record() {
    return enclosed_record(
        {
            .id = "B9s",
            .title = "Phase 2, in the full gradient",
            .statement = "C_lambda never increases, ||D_l^k|| <= (1 - 2 eta lambda)^k ||D_l^0|| + "
                         "4 eta lambda m",
            .kind = Kind::sharp,
            .source = sources::ours + sources::phases,
            .trivial = "4 m",
            .needs = second_phase(),
            .networks = Networks::pyramids,
            .cost = Cost::run,
            .theorems = {"B9s_balancedness_phase"},
        },
        [](auto& ledger, auto& s) { b9s_balancedness_phase(ledger, s.landscape(), s.descent()); });
}

} // namespace ncv
