/// B11: a network's own residual and gradient bound its collapse
/// Hypotheses  lambda > 0; balanced classes; eps1 < s_K(Y), n_l >= K in the head, L2 >= 2
/// Result      B3's right side in place of eps2 in A2 (rhs), in place of eD in A2s (rhs_sharp),
///             A5s (nc2_bound) and A6s (nc3_bound): nothing of the head's balancedness is measured
/// Steps       B3, then A1 .. A6
/// Source      extension of [JSWM, Thm 3.1 with section 4]
#pragma once

#include "claims/a2_within_class_collapse.hpp"
#include "claims/a5_class_mean_orthogonality.hpp"
#include "claims/a6_alignment.hpp"
#include "claims/b3_stationary_balance.hpp"

namespace ncv {

template <class Real>
void b11_a_posteriori(Ledger<Real>& ledger, const Measured<Real>& m) {
    require_generic_theorem(ledger, m);
    require_positive_decay(ledger, m);
    ledger.require_count(Hypothesis::balanced_classes, m.has_balanced_classes() ? 0 : -1);
    if (!ledger.applicable()) return;
    Real eps2 = number<Real>(0);
    for (const auto& layer : m.head) eps2 = max(eps2, stationary_defect(ledger, m, layer));
    // Without a hidden head layer (two_linear_layers dropped) no D_l enters.
    const Real eD = m.head.empty() ? number<Real>(0) : stationary_defect(ledger, m, m.head.back());
    const Real psi_ = psi(m, eps2, m.m - m.K);
    ledger.quantity("eps2_stationary", eps2).quantity("eD_stationary", eD).quantity("psi", psi_);
    ledger.further("rhs_sharp", sharp_within_class_bound(m, eD));
    ledger.further("nc2_bound", sharp_class_mean_condition_bound(m, eD));
    ledger.further("nc3_bound", number<Real>(1) - sharp_misalignment_bound(m, eD));
    ledger.at_most(m.nc1, within_class_bound(m, psi_, balanced_spread(m)), no_collapse<Real>());
}

inline auto b11_record() {
    using enum Hypothesis;
    return enclosed_record(
        {
            .id = "B11",
            .title = "Residual and gradient alone bound the collapse",
            .statement = "A2 with eps2 = max_l (||W_{l+1}|| ||R_{l+1}|| + ||W_l|| ||R_l||)/lambda",
            .kind = Kind::extension,
            .source = sources::ours + sources::theorem + " and section 4",
            .trivial = trivial::no_collapse,
            .needs = {eps1, two_linear_layers, head_width, interpolation, weight_decay_given,
                      weight_decay, balanced_classes},
            .bounds = "nc1",
            .certified = true,
            .swept = true,
            .headline = true,
            .theorems = {"B11_collapse", "B11_collapse_sharp", "B11_class_means", "B11_alignment"},
        },
        [](auto& ledger, auto& s) { b11_a_posteriori(ledger, s.head()); });
}

} // namespace ncv
