/// B10t: from a good start to within-class collapse, with a step for each phase
/// Hypotheses  those of B8t; balanced classes, n_l >= K in the head, L2 >= 2; eps1 < s_K(Y); the
///             run is followed for all of its k1 + k2 steps. The snapshot's eta is phase 2's,
///             phase 1 takes B8t's largest
/// Result      with S = 2 (1+d) m; B9t's beta and nu under S, eta <= (63/32)/beta and
///             eta <= 1/(2 lambda); D = max ||D_l(theta_0)|| + 2 eta_1 C_lambda(theta_0):
///             after k1 steps of eta_1 (B8t) and k2 = ceil(log(D/nu)/-log(1 - 2 eta lambda)) of
///             eta, NC1(Z_{L-1}) is at most A2's bound with the end's own r, eps2 = 2 nu and
///             eps1^2 = lambda (S - L ((||Y||_F - sqrt(lambda S))_+/||X||)^{2/L}).
///             Before the first step (`r_before`, `nc1_before`), with S' = S + L2 (L2-1) eps2/2:
///             ||W_l||^2 <= S'/L2 in the head and
///             ||Z_{L1+j}||^2 <= ||X||^2 (S'/(L1+j))^{L1+j} (j/L2)^j,
///             and r is the largest of their roots for Z_{L-1} and Z_{L-2}.
///             nc1_sharp is A2s's bound with kappa(W_L)^{2 L2} <= ||X||^2 (S'/L)^L/(gap^2 - x)
/// Steps       B8t, B9t, A2. Of C_lambda <= lambda S/2 the weights' part is at least what weights
///             that fit must have, ||Z_L||_F <= ||X|| (||theta||^2/L)^{L/2}. Balanced to eps2, the
///             head's squared norms differ by (L2-1) eps2 at most, so their mean y has
///             sum_{l<=L1} ||W_l||_F^2 + L2 y <= S: weighted AM-GM.
///             s_K(W_L)^{2 L2} >= s_K(M)^2 - (L2(L2-1)/2) (S'/L2)^{L2-1} eps2 (A3),
///             s_K(M) >= gap/||Z_{L1}||
/// Perturbed   steps off by e_k, ||e_k|| <= eps (rounding): docs/theorem.md; everything holds with
///             eps2 larger by what keeps coming in, under the two conditions of `CollapsePlan`
/// Source      [JSWM, Theorem 4.4], sharper
#pragma once

#include "claims/b10_guaranteed_collapse.hpp"
#include "claims/b8t_interpolation_phase.hpp"
#include "claims/b9t_balancedness_phase.hpp"

namespace ncv {

/// Steps that are off by at most eps each; exact descent with all at 0. An error in Delta_L, from
/// which all gradients are computed alike, obeys B1 and leaves D_l alone to first order; `weights`
/// bounds the rest of e_k but for the one factor 1 - eta lambda, off by `keep`.
template <class Real>
struct PerturbedRun {
    Real eps = number<Real>(0);     ///< ||e_k||
    Real weights = number<Real>(0); ///< of e_k, all but what an error in Delta_L explains
    Real keep = number<Real>(0);    ///< of 1 - eta lambda, the same at each step
    Real mu = number<Real>(0);      ///< the part of a step's descent, and of S, set aside for it
};

/// The whole run before its first step.
template <class Real>
struct CollapsePlan {
    PathPlan<Real> first;
    Real eta_1, eta_2, largest_step; ///< the latter for eta_2
    Real S, D;                       ///< ||theta||^2 and max ||D_l|| after phase 1
    Real N;                          ///< lambda_max(-D_{L-1})_+ after phase 1; B10u's alone
    Real k1, k2;                     ///< to be rounded up
    Real noise, rounding;            ///< what stays of ||D_l|| for ever: of the step, of e_k
    Real relative;                   ///< eps against mu eta_1 ||grad|| in phase 1; admissible < 1
    Real drift;                      ///< what all e_k add to C_lambda, against mu goal; < 1
    Real balance;                    ///< max ||D_l|| at the end
    Measured<Real> end;              ///< the end, in A2's letters, for K, N, N_c of `head`
};

/// r, eps1, eps2 and what A2s needs at fit <= ||theta||^2 <= S, ||D_l|| <= balance and
/// lambda_max(-D_{L-1})_+ <= eps2.
template <class Real>
Measured<Real> balanced_end(const Landscape<Real>& land, const Measured<Real>& head, const Real& S,
                            const Real& fit, const Real& balance, const Real& eps2) {
    Measured<Real> end;
    end.K = head.K;
    end.N = head.N;
    end.N_c = head.N_c;
    end.m = head.m;
    end.n_before = head.n_before;
    const Real lambda = number<Real>(land.lambda.value_or(0));
    end.eps1 = sqrt(lambda * max(S - fit, number<Real>(0)));
    end.eps2 = eps2;
    end.s_K_Y = head.s_K_Y;
    end.zero_loss_gap = end.s_K_Y - end.eps1;
    const int L = land.L, L1 = land.L1, L2 = land.L2;
    const Real wide = S + number<Real>(L2 * (L2 - 1) / 2) * balance;
    // The largest prod_{l<=L1} ||W_l||_F^2 y^j under sum_{l<=L1} ||W_l||_F^2 + L2 y <= wide.
    const auto growth = [&](int j) {
        if (L1 + j == 0) return number<Real>(1);
        return power(wide / number<Real>(L1 + j), L1 + j) *
               power(number<Real>(j) / number<Real>(L2), j);
    };
    const Real X2 = square(land.X), most = wide / number<Real>(L2);
    end.r = sqrt(max(most, max(X2 * growth(L2 - 1), X2 * growth(L2 - 2))));
    const Real pair = L2 == 2 ? eps2 : balance; // what one layer for the next costs M M^T
    const Real lost = number<Real>(L2 * (L2 - 1) / 2) * power(most, L2 - 1) * pair * X2 * growth(0);
    const Real left = square(end.zero_loss_gap) - lost;
    end.kappa = certainly_greater(left, number<Real>(0)) &&
                        certainly_greater(end.zero_loss_gap, number<Real>(0))
                    ? rational_power(X2 * power(wide / number<Real>(L), L) / left, 1, 2 * L2)
                    : infinity<Real>();
    // A2s needs the product s1 z2 only: ||W_L||^2 ||Z_{L-2}||^2 <= ||X||^2 growth(L2 - 1).
    end.s1 = sqrt(X2 * growth(L2 - 1));
    end.z2 = number<Real>(1);
    return end;
}

/// What one step's e_k moves D_l by.
template <class Real>
Real moved_defect(const PerturbedRun<Real>& off, const Real& S) {
    const Real one = number<Real>(1);
    Real moved = number<Real>(2) * sqrt(S) * off.weights + square(off.weights);
    if (certainly_greater(off.eps, number<Real>(0)))
        moved += (one + one / off.mu) * square(off.eps);
    return moved;
}

/// What is set aside for rounding, against what it takes: `relative` and `drift`.
template <class Real>
void charge_rounding(CollapsePlan<Real>& p, const PerturbedRun<Real>& off, const Real& lambda) {
    p.relative = p.drift = number<Real>(0);
    if (!certainly_greater(off.eps, number<Real>(0))) return;
    const Real two = number<Real>(2);
    const Real least = sqrt(number<Real>(p.first.shares.t * p.first.shares.d) * p.first.a * lambda *
                            p.first.m); // ||grad|| while C_lambda > goal
    const Real left = (two - p.eta_2 * p.first.beta_sublevel) / two; // of a step's descent
    const Real rise = square(off.eps) *
                      (number<Real>(9) / (number<Real>(4) * off.mu * min(p.eta_1, p.eta_2) * left) +
                       max(p.first.beta_ball, p.first.beta_sublevel));
    p.relative = off.eps / (off.mu * p.eta_1 * least);
    p.drift = (p.k1 + p.k2 + two) * rise / (off.mu * p.first.goal);
}

/// A plan's steps and ||theta||^2, before any defect.
template <class Real>
CollapsePlan<Real> begin_plan(const PathPlan<Real>& first, const Real& lambda, double eta_1,
                              double eta_2) {
    CollapsePlan<Real> p;
    p.first = first;
    p.eta_1 = number<Real>(eta_1);
    p.eta_2 = number<Real>(eta_2);
    p.S = first.square_radius;
    p.largest_step = longest_sublevel_step(first.beta_sublevel, lambda);
    p.k1 = path_steps(first, p.eta_1, lambda);
    return p;
}

template <class Real>
CollapsePlan<Real> plan_collapse(const Landscape<Real>& land, const Real& gamma,
                                 const Measured<Real>& head, const Real& D_0, double eta_1,
                                 double eta_2, const PerturbedRun<Real>& off = {}) {
    const Real one = number<Real>(1), two = number<Real>(2), zero = number<Real>(0);
    const Real lambda = number<Real>(*land.lambda);
    auto p = begin_plan(plan_path(land, gamma, tight_path, off.mu), lambda, eta_1, eta_2);
    const Real moved = moved_defect(off, p.S), spare = (one + off.mu) / (one - off.mu);
    p.D = D_0 + two * square(spare) * p.eta_1 * land.C_lambda + (p.k1 + one) * moved;
    p.N = p.D;
    p.noise = square(spare) * sublevel_noise(p.eta_2, lambda, p.S, p.first.beta_sublevel);
    const Real rate = two * (p.eta_2 * lambda - off.keep);
    p.rounding = moved / rate;
    p.k2 = max(log(p.D / p.noise) / -log1p(-rate), zero);
    charge_rounding(p, off, lambda);
    p.balance = two * p.noise + p.rounding;
    const Real outputs = max(land.Y_F - sqrt(lambda * p.S), zero);
    const Real fit = number<Real>(land.L) * rational_power(outputs / land.X, 2, land.L);
    p.end = balanced_end(land, head, p.S, fit, p.balance, p.balance);
    return p;
}

template <class Real>
Real promised_collapse(const Measured<Real>& end) {
    return within_class_bound(end, psi(end), balanced_spread(end));
}

/// Requires what a whole run needs, by its plan from a step of phase 1 and the snapshot's own, and
/// follows it to its end. `promised` is the bound on NC1 there.
template <class Real, class Plan, class Promised>
void check_whole_run(Ledger<Real>& ledger, const Landscape<Real>& land, const Measured<Real>& head,
                     const PathPlan<Real>& path, Plan plan_from, Promised promised,
                     Descent<Real> run) {
    require_path(ledger, land, path);
    ledger.require_count(Hypothesis::two_linear_layers, head.L2 - 2);
    ledger.require_count(Hypothesis::head_width, static_cast<long>(head.head_width) - head.K);
    ledger.require_count(Hypothesis::balanced_classes, head.has_balanced_classes() ? 0 : -1);
    ledger.require(Hypothesis::weight_decay, number<Real>(land.lambda.value_or(0)));
    if (!land.lambda || !land.eta || head.L2 < 2) return;

    const double eta_1 = 0.999 * static_cast<double>(path.largest_step.value);
    const CollapsePlan<Real> plan = plan_from(eta_1, *land.eta);
    const double steps_1 = std::ceil(static_cast<double>(plan.k1.upper()));
    const double steps = steps_1 + std::ceil(static_cast<double>(plan.k2.upper()));
    Measured<Real> end = plan.end;
    ledger.quantity("largest_step", plan.largest_step);
    ledger.require(Hypothesis::step_size, plan.largest_step - plan.eta_2);
    ledger.quantity("eta_1", plan.eta_1).quantity("S", plan.S);
    ledger.quantity("eps1", end.eps1).quantity("eps2", end.eps2);
    ledger.quantity("k1", plan.k1).quantity("k2", plan.k2);
    ledger.quantity("r_before", end.r).quantity("nc1_before", promised(end));
    ledger.quantity("nc1_sharp_before", sharp_within_class_bound(end, end.eps2));
    ledger.require(Hypothesis::interpolation, end.zero_loss_gap);
    const bool within_reach = steps <= static_cast<double>(run.horizon());
    ledger.require_count(Hypothesis::complete_run, within_reach ? 0 : -1);
    if (!ledger.applicable()) return;

    run.eta = eta_1;
    while (run.k < run.horizon() && static_cast<double>(run.k) < steps) {
        if (static_cast<double>(run.k) >= steps_1) run.eta = *land.eta;
        run.advance();
    }
    const CollapsedState<Real> state = run.collapse();
    end.r = state.r;
    ledger.quantity("steps", run.k).quantity("r", state.r);
    ledger.quantity("residual_at_end", state.residual);
    ledger.quantity("balancedness_at_end", state.balancedness);
    ledger.quantity("one_sided_at_end", state.one_sided);
    ledger.at_most(state.nc1, promised(end), no_collapse<Real>());
}

template <class Real>
void b10t_guaranteed_collapse(Ledger<Real>& ledger, const Landscape<Real>& land,
                              const Measured<Real>& head, Descent<Real> run) {
    const Real gamma = least_slope(ledger, land);
    check_whole_run(
        ledger, land, head, plan_path(land, gamma, tight_path),
        [&](double eta_1, double eta_2) {
            return plan_collapse(land, gamma, head, head.eps2, eta_1, eta_2);
        },
        promised_collapse<Real>, std::move(run));
}

inline auto b10t_record() {
    return record(
        {
            .id = "B10t",
            .title = "Gradient descent ends in within-class collapse, a step for each phase",
            .statement =
                "after k1 steps of eta_1 and k2 of eta NC1(Z_{L-1}) <= A2's bound with eps1^2 = "
                "lambda (S - L ((||Y||_F - sqrt(lambda S))_+/||X||)^(2/L)), eps2 = 2 eta lambda "
                "S/(2 - eta beta), S = (65/32) m, from B8t's and B9t's plans",
            .kind = Kind::sharp,
            .source = sources::ours + sources::phases,
            .trivial = trivial::no_collapse,
            .needs = whole_run(),
            .networks = Networks::starts,
            .cost = Cost::run,
            .theorems = {"B10t_fit_norm", "B10t_residual", "B10t_collapse", "B10t_linear_networks"},
        },
        [](auto& ledger, auto& s) {
            b10t_guaranteed_collapse(ledger, s.landscape(), s.head(), s.descent());
        });
}

} // namespace ncv
