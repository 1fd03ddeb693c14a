/// B9u: the second phase from one side, less what weights that fit must weigh
/// Hypotheses  B9t's
/// Result      with B9t's S and beta, N_l = lambda_max(-D_l)_+ for L1 < l < L and
///             F = L (max(f^2, K^{L2+min(1,L1)} g^2)/||X||^2)^{1/L}, f = (||Y||_F - sqrt(lambda S))_+,
///             g = prod_i (s_i(Y) - sqrt(lambda S))_+^{1/K}, s_i(Y)^2 the class sizes:
///             C_lambda never increases, F <= ||theta_k||^2 <= S, and
///             N_l^k <= (1 - 2 eta lambda)^k N_l^0 + nu, nu = eta lambda (S - F)/(2 - eta beta)
/// Steps       of B2r only R_l^T's part lowers D_l; C_lambda never falls below lambda F/2.
///             F: f as in B10t; s_i(Z_L) >= s_i(Y) - ||E||; prod_{i<=K} s_i of a product is at most the product
///             of the factors' (Horn), of W_l in the head at most (||W_l||_F^2/K)^{K/2}, of Z_{L1}
///             (||X||^2 prod_{l<=L1} ||W_l||_F^2/K)^{K/2} for L1 >= 1 and ||X||^K for L1 = 0; AM-GM
///             over the layers
/// Source      sharper than B9t where the head is thinner than the layer below it; A0b and A2 ask
///             for N_{L-1} alone
#pragma once

#include "claims/b9t_balancedness_phase.hpp"

#include <vector>

namespace ncv {

/// F: ||theta||^2 at least, wherever ||Z_L - Y|| <= sqrt(lambda S).
template <class Real>
Real fit_norm(const Landscape<Real>& land, const std::vector<Eigen::Index>& N_c, const Real& S) {
    const Real zero = number<Real>(0);
    const Real off = sqrt(number<Real>(land.lambda.value_or(0)) * S);
    Real product = number<Real>(1); // g^K
    for (const Eigen::Index n : N_c)
        product = product * max(sqrt(number<Real>(static_cast<double>(n))) - off, zero);
    const int K = static_cast<int>(N_c.size());
    const Real classes = power(number<Real>(K), land.L2 + std::min(1, land.L1));
    const Real g_squared = K == 0 ? zero : rational_power(product, 2, K);
    const Real outputs = max(square(max(land.Y_F - off, zero)), classes * g_squared);
    return number<Real>(land.L) * rational_power(outputs / square(land.X), 1, land.L);
}

/// nu = eta lambda (S - F)/(2 - eta beta).
template <class Real>
Real fitting_noise(const Real& eta, const Real& lambda, const Real& S, const Real& fit,
                   const Real& beta) {
    return sublevel_noise(eta, lambda, max(S - fit, number<Real>(0)), beta);
}

template <class Real>
void b9u_balancedness_phase(Ledger<Real>& ledger, const Landscape<Real>& land,
                            const std::vector<Eigen::Index>& N_c, Descent<Real> run) {
    const auto phase = require_sublevel_phase(ledger, land);
    if (!phase) return;
    const Real eta = number<Real>(*land.eta), lambda = number<Real>(*land.lambda);
    const Real fit = fit_norm(land, N_c, phase->S);
    const Real noise = fitting_noise(eta, lambda, phase->S, fit, phase->beta);
    const Real keep = number<Real>(1) - number<Real>(2) * eta * lambda;
    ledger.quantity("F", fit).further("eps2", number<Real>(2) * noise);
    const std::vector<Real> start = run.one_sided_defects();
    Real before = run.state().regularised_loss, decay = number<Real>(1);
    while (run.k < run.horizon()) {
        run.advance();
        decay = decay * keep;
        const Real after = run.state().regularised_loss;
        if (certainly_greater(after, before)) ledger.at_most(after, before, infinity<Real>());
        before = after;
        if (certainly_greater(fit, run.state().squared_norm))
            ledger.at_most(fit, run.state().squared_norm, infinity<Real>());
        const std::vector<Real> N = run.one_sided_defects();
        for (std::size_t i = 0; i < N.size(); ++i)
            ledger.at_most(N[i], decay * start[i] + noise, phase->S, run.state().head[i].l);
    }
    ledger.quantity("steps", run.k);
}

inline auto b9u_record() {
    return enclosed_record(
        {
            .id = "B9u",
            .title = "Phase 2 from one side",
            .statement =
                "lambda_max(-D_l^k)_+ <= (1 - 2 eta lambda)^k lambda_max(-D_l^0)_+ + eta lambda (S "
                "- F)/(2 - eta beta), F <= ||theta_k||^2 <= S = 2 C_lambda(theta_0)/lambda, F = L "
                "(max(f^2, K^(L2+min(1,L1)) g^2)/||X||^2)^(1/L)",
            .kind = Kind::sharp,
            .source = sources::ours + sources::phases,
            .trivial = "S",
            .needs = second_phase(),
            .networks = Networks::pyramids,
            .cost = Cost::run,
            .theorems = {"B9u_one_sided_step", "B9u_balancedness_phase",
                         "B9u_balancedness_phase_above", "B9u_fit_norm", "B9u_phase_with_fit",
                         "B9u_fit_tight"},
        },
        [](auto& ledger, auto& s) {
            b9u_balancedness_phase(ledger, s.landscape(), s.head().N_c, s.descent());
        });
}

} // namespace ncv
