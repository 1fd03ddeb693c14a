/// B10u: from a good start to within-class collapse in fewer steps
/// Hypotheses  B10t's, with B8u's plan
/// Result      with S = 2 (1+d) m, B9t's beta under S, eta as in B10t, B9u's F and nu under S;
///             N = lambda_max(-D_{L-1}(theta_0))_+ + eta_1 C_lambda(theta_0)/c, D the same with
///             max ||D_l(theta_0)||: after k1 steps of eta_1 (B8u) and
///             k2 = ceil(log(N/(nu/2))/-log(1 - 2 eta lambda)) of eta, NC1(Z_{L-1}) is at most
///             A2's bound with the end's own r, eps1^2 = lambda (S - F), eps2 = (3/2) nu and
///             Psi^2 = (r eps1/gap)^2 + r^2 (m-K) eps2.
///             Before the first step: r, and kappa(W_L) for A2s, as in B10t with
///             max ||D_l|| <= nu + D nu/(2 N) in eps2's place there; in kappa's x eps2 where L2 = 2
/// Steps       B8u, B9u, A1s in A2. A step of phase 1 adds eta^2 ||R||^2, at most eta/c times what
///             it lowers C_lambda by. A0b needs D_{L-1} from one side, and the two pieces of
///             Z_{L-1} - W_L^+ Y are orthogonal (A1s); that the head's norms are alike, and kappa for
///             L2 > 2, need D from both sides. For L2 = 2, with N = lambda_max(-D_{L-1})_+,
///             M M^T <= (W_L W_L^T)^2 + N W_L W_L^T
/// Perturbed   as in B10t; docs/theorem.md
/// Source      [JSWM, Theorem 4.4], sharper than B10t
#pragma once

#include "claims/b10t_guaranteed_collapse.hpp"
#include "claims/b8u_interpolation_phase.hpp"
#include "claims/b9u_balancedness_phase.hpp"

namespace ncv {

/// What of the one-sided defect's start is left at the end, in nu.
inline constexpr double left_of_start = 0.5;

/// A2's Psi from A1s's two orthogonal pieces, with one r.
template <class Real>
Real orthogonal_psi(const Measured<Real>& m) {
    const Real outside = number<Real>(static_cast<double>(m.m - m.K)) * m.eps2;
    return m.r * sqrt(square(m.eps1 / m.zero_loss_gap) + outside);
}

template <class Real>
Real promised_orthogonal_collapse(const Measured<Real>& end) {
    return within_class_bound(end, orthogonal_psi(end), balanced_spread(end));
}

/// `D_0`, `N_0`: max ||D_l|| and lambda_max(-D_{L-1})_+ of the start.
template <class Real>
CollapsePlan<Real> plan_one_sided_collapse(const Landscape<Real>& land, const Real& gamma,
                                           const Measured<Real>& head, const Real& D_0,
                                           const Real& N_0, double eta_1, double eta_2,
                                           const PerturbedRun<Real>& off = {}) {
    const Real one = number<Real>(1), two = number<Real>(2), zero = number<Real>(0);
    const Real lambda = number<Real>(*land.lambda), share = number<Real>(left_of_start);
    auto p = begin_plan(plan_grown_path(land, gamma, off.mu), lambda, eta_1, eta_2);
    const Real moved = moved_defect(off, p.S), spare = (one + off.mu) / (one - off.mu);
    const Real grown =
        p.eta_1 * land.C_lambda / number<Real>(p.first.shares.c) + (p.k1 + one) * moved;
    p.D = D_0 + grown;
    p.N = N_0 + grown;
    const Real fit = fit_norm(land, head.N_c, p.S);
    p.noise = square(spare) * fitting_noise(p.eta_2, lambda, p.S, fit, p.first.beta_sublevel);
    const Real rate = two * (p.eta_2 * lambda - off.keep);
    p.rounding = moved / rate;
    const Real left = min(share * p.noise, p.N);
    p.k2 = max(log(p.N / left) / -log1p(-rate), zero);
    charge_rounding(p, off, lambda);
    p.balance = p.D * (left / p.N) + p.noise + p.rounding;
    p.end = balanced_end(land, head, p.S, fit, p.balance, Real(left + p.noise + p.rounding));
    return p;
}

template <class Real>
void b10u_guaranteed_collapse(Ledger<Real>& ledger, const Landscape<Real>& land,
                              const Measured<Real>& head, Descent<Real> run) {
    const Real gamma = least_slope(ledger, land);
    const std::vector<Real> N = run.one_sided_defects();
    const Real N_0 = N.empty() ? number<Real>(0) : N.back();
    check_whole_run(
        ledger, land, head, plan_grown_path(land, gamma),
        [&](double eta_1, double eta_2) {
            return plan_one_sided_collapse(land, gamma, head, head.eps2, N_0, eta_1, eta_2);
        },
        promised_orthogonal_collapse<Real>, std::move(run));
}

inline auto b10u_record() {
    return record(
        {
            .id = "B10u",
            .title = "Gradient descent ends in within-class collapse, in fewer steps",
            .statement =
                "after k1 steps of eta_1 and k2 of eta NC1(Z_{L-1}) <= A2's bound with Psi^2 = (r "
                "eps1/gap)^2 + r^2 (m-K) eps2, eps1^2 = lambda (S - F), eps2 = (3/2) eta lambda (S "
                "- F)/(2 - eta beta), S = (129/64) m, from B8u's and B9u's plans",
            .kind = Kind::sharp,
            .source = sources::ours + sources::phases,
            .trivial = trivial::no_collapse,
            .needs = whole_run(),
            .networks = Networks::starts,
            .cost = Cost::run,
            .theorems = {"B10u_any_class_sizes", "B10u_within_class_collapse"},
        },
        [](auto& ledger, auto& s) {
            b10u_guaranteed_collapse(ledger, s.landscape(), s.head(), s.descent());
        });
}

} // namespace ncv
