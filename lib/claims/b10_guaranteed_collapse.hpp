/// B10: gradient descent from a good start ends in within-class collapse, with steps counted
/// beforehand
/// Hypotheses  those of B8 and of B9s from its m; balanced classes, n_l >= K in the head, L2 >= 2;
///             eps1 = 2 sqrt(lambda m) < s_K(Y); the run is followed for all of its k1 + k2 steps
/// Result      after k1 steps of phase 1 (B8) and k2 of phase 2 (B9s, eps2 = 8 eta lambda m):
///             NC1(Z_{L-1}) is at most A2's bound with eps1, eps2 and the end's own r. Before the
///             first step the largest r under ||theta||^2 <= 4 m serves (`r_before`,
///             `nc1_before`).
///             B10s says the same from B8s's plan
/// Steps       B8, B9s, A2; ||Z_l|| <= ||W_1||_F ||X|| prod ||W_j|| <= ||X|| (4 m/l)^{l/2} by AM-GM
/// Source      [JSWM, Theorem 4.4]
#pragma once

#include "claims/a2_within_class_collapse.hpp"
#include "claims/b8_interpolation_phase.hpp"
#include "claims/b9_balancedness_phase.hpp"

#include <cmath>

namespace ncv {

inline Hypotheses whole_run() {
    using enum Hypothesis;
    return first_phase_and({two_linear_layers, head_width, balanced_classes, weight_decay,
                            interpolation, complete_run});
}

/// What the end of the run is known to be, before its first step, in A2's letters.
template <class Real>
Measured<Real> promised_end(const Landscape<Real>& land, const std::vector<Eigen::Index>& N_c,
                            const Real& m, const Real& eps2) {
    const Real two = number<Real>(2), four = number<Real>(4);
    Measured<Real> end;
    end.K = land.K;
    end.N = land.N;
    end.N_c = N_c;
    end.m = land.n[static_cast<std::size_t>(land.L - 1)];
    end.eps1 = two * sqrt(number<Real>(*land.lambda) * m);
    end.eps2 = eps2;
    end.s_K_Y = sqrt(number<Real>(static_cast<double>(*std::min_element(N_c.begin(), N_c.end()))));
    end.zero_loss_gap = end.s_K_Y - end.eps1;
    end.r = two * sqrt(m);
    for (int l : {land.L - 2, land.L - 1}) {
        const Real growth =
            l == 0 ? number<Real>(1) : rational_power(four * m / number<Real>(l), l, 2);
        end.r = max(end.r, land.X * growth);
    }
    return end;
}

template <class Real>
void check_guaranteed_collapse(Ledger<Real>& ledger, const Landscape<Real>& land,
                               const Measured<Real>& head, const PhaseForm<Real>& form,
                               Descent<Real> run) {
    const auto first = plan_interpolation(land, least_slope(ledger, land), form);
    const auto second = plan_balancing(land, first.m);
    const Real largest = min(number<Real>(1) / first.beta, second.largest_step);
    require_interpolation_phase(ledger, land, first, largest);
    ledger.require_count(Hypothesis::two_linear_layers, head.L2 - 2);
    ledger.require_count(Hypothesis::head_width, static_cast<long>(head.head_width) - head.K);
    ledger.require_count(Hypothesis::balanced_classes, head.has_balanced_classes() ? 0 : -1);
    ledger.require(Hypothesis::weight_decay, number<Real>(land.lambda.value_or(0)));
    if (!land.lambda || !land.eta || head.L2 < 2) return;

    const Real eta = number<Real>(*land.eta), lambda = number<Real>(*land.lambda);
    const Real eps2 = number<Real>(8) * eta * lambda * first.m;
    auto end = promised_end(land, head.N_c, first.m, eps2);
    const auto bound = [&] { return within_class_bound(end, psi(end), balanced_spread(end)); };
    const Real k1 = interpolation_steps(first, first.rate, lambda),
               k2 = balancing_steps(eta, lambda);
    const double steps =
        std::ceil(static_cast<double>(k1.upper())) + std::ceil(static_cast<double>(k2.upper()));
    ledger.quantity("eps1", end.eps1).quantity("eps2", eps2).quantity("k1", k1).quantity("k2", k2);
    ledger.quantity("r_before", end.r).quantity("nc1_before", bound());
    ledger.require(Hypothesis::interpolation, end.zero_loss_gap);
    const bool within_reach = steps <= static_cast<double>(run.horizon());
    ledger.require_count(Hypothesis::complete_run, within_reach ? 0 : -1);
    if (!ledger.applicable()) return;

    while (run.k < run.horizon() && static_cast<double>(run.k) < steps) run.advance();
    const CollapsedState<Real> state = run.collapse();
    end.r = state.r;
    ledger.quantity("steps", run.k).quantity("r", state.r);
    ledger.quantity("residual_at_end", state.residual);
    ledger.quantity("balancedness_at_end", state.balancedness);
    ledger.at_most(state.nc1, bound(), no_collapse<Real>());
}

template <class Real>
void b10_guaranteed_collapse(Ledger<Real>& ledger, const Landscape<Real>& land,
                             const Measured<Real>& head, Descent<Real> run) {
    check_guaranteed_collapse(ledger, land, head, quoted_form<Real>(), std::move(run));
}

template <class Real>
void b10s_guaranteed_collapse(Ledger<Real>& ledger, const Landscape<Real>& land,
                              const Measured<Real>& head, Descent<Real> run) {
    check_guaranteed_collapse(ledger, land, head, sharp_form<Real>(land.L), std::move(run));
}

inline auto b10_record() {
    return record(
        {
            .id = "B10",
            .title = "Gradient descent ends in within-class collapse",
            .statement = "after k1 + k2 steps NC1(Z_{L-1}) <= A2's bound with eps1 = 2 sqrt(lambda "
                         "m), eps2 = 8 eta lambda m",
            .kind = Kind::paper,
            .source = sources::phases,
            .trivial = trivial::no_collapse,
            .needs = whole_run(),
            .networks = Networks::starts,
            .cost = Cost::run,
        },
        [](auto& ledger, auto& s) {
            b10_guaranteed_collapse(ledger, s.landscape(), s.head(), s.descent());
        });
}

inline auto b10s_record() {
    return record(
        {
            .id = "B10s",
            .title = "Gradient descent ends in within-class collapse, sharp plan",
            .statement = "the same from B8s's plan",
            .kind = Kind::sharp,
            .source = sources::ours + sources::phases,
            .trivial = trivial::no_collapse,
            .needs = whole_run(),
            .networks = Networks::starts,
            .cost = Cost::run,
        },
        [](auto& ledger, auto& s) {
            b10s_guaranteed_collapse(ledger, s.landscape(), s.head(), s.descent());
        });
}

} // namespace ncv
