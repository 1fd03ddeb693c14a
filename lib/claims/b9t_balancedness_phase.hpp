/// B9t: the second phase on its own sublevel set
/// Hypotheses  lambda > 0; sigma' beta_s-Lipschitz; a start theta_0,
///             S = 2 C_lambda(theta_0)/lambda; eta <= (63/32)/beta, eta <= 1/(2 lambda), beta from
///             B7s under ||theta||^2 <= S and ||Z_L - Y||_F <= sqrt(lambda S)
/// Result      C_lambda never increases, ||theta||^2 <= S, and for L1 < l < L
///             ||D_l^k|| <= (1 - 2 eta lambda)^k ||D_l^0|| + nu, nu = eta lambda S/(2 - eta beta);
///             so k2 = ceil(log(||D_l^0||/nu)/-log(1 - 2 eta lambda)) steps give ||D_l|| <= 2 nu
/// Steps       along a step C_lambda falls while its points are in {C_lambda <= C_lambda(theta_0)},
///             where beta holds, so the step never leaves that set and no room beyond it is needed;
///             B2r with eta (1 - eta beta/2) ||R||^2 at most the decrease of C_lambda
/// Source      extension of [JSWM, Theorem 4.4, phase 2]; without B9's length 1, with a start's own
///             ||D_l|| and steps up to twice as long, so that it scales as gradient descent does
#pragma once

#include "claims/b9_balancedness_phase.hpp"

#include <optional>

namespace ncv {

/// nu = eta lambda S/(2 - eta beta), what steps on the sublevel set keep adding to D_l.
template <class Real>
Real sublevel_noise(const Real& eta, const Real& lambda, const Real& S, const Real& beta) {
    return eta * lambda * S / (number<Real>(2) - eta * beta);
}

/// Short of 2/beta, where nu has no bound.
template <class Real>
Real longest_sublevel_step(const Real& beta, const Real& lambda) {
    return min(number<Real>(63.0 / 32) / beta, number<Real>(0.5) / lambda);
}

/// S and beta of a start that meets every hypothesis.
template <class Real>
struct SublevelPhase {
    Real S, beta;
};
template <class Real>
std::optional<SublevelPhase<Real>> require_sublevel_phase(Ledger<Real>& ledger,
                                                          const Landscape<Real>& land) {
    ledger.require_count(Hypothesis::two_linear_layers, land.L2 - 2);
    ledger.require_count(Hypothesis::smooth_activation, land.beta_s ? 0 : -1);
    ledger.require_count(Hypothesis::weight_decay_given, land.lambda ? 0 : -1);
    ledger.require(Hypothesis::weight_decay, number<Real>(land.lambda.value_or(0)));
    ledger.require_count(Hypothesis::learning_rate_given, land.eta ? 0 : -1);
    if (!ledger.applicable() || !land.lambda || !land.eta) return {};

    const Real eta = number<Real>(*land.eta), lambda = number<Real>(*land.lambda);
    const Real S = number<Real>(2) * land.C_lambda / lambda;
    const Real beta = smoothness_under_norm(land, S, Real(sqrt(lambda * S)));
    const Real largest = longest_sublevel_step(beta, lambda);
    ledger.quantity("S", S).quantity("beta", beta);
    ledger.quantity("largest_step", largest).require(Hypothesis::step_size, largest - eta);
    if (!ledger.applicable()) return {};
    return SublevelPhase<Real>{S, beta};
}

template <class Real>
void b9t_balancedness_phase(Ledger<Real>& ledger, const Landscape<Real>& land, Descent<Real> run) {
    const auto phase = require_sublevel_phase(ledger, land);
    if (!phase) return;
    const Real two = number<Real>(2), eta = number<Real>(*land.eta);
    const Real lambda = number<Real>(*land.lambda), keep = number<Real>(1) - two * eta * lambda;
    const Real noise = sublevel_noise(eta, lambda, phase->S, phase->beta);
    ledger.further("eps2", two * noise);
    follow_decay(ledger, run, keep, noise, phase->S);
}

inline auto b9t_record() {
    return enclosed_record(
        {
            .id = "B9t",
            .title = "Phase 2, on its own sublevel set",
            .statement =
                "C_lambda never increases, ||theta||^2 <= S = 2 C_lambda(theta_0)/lambda, "
                "||D_l^k|| <= (1 - 2 eta lambda)^k ||D_l^0|| + eta lambda S/(2 - eta beta)",
            .kind = Kind::sharp,
            .source = sources::ours + sources::phases,
            .trivial = "S",
            .needs = second_phase(),
            .networks = Networks::pyramids,
            .cost = Cost::run,
            .theorems = {"B9t_balancedness_phase", "B9t_smooth_below", "B9t_linear_networks"},
        },
        [](auto& ledger, auto& s) { b9t_balancedness_phase(ledger, s.landscape(), s.descent()); });
}

} // namespace ncv
