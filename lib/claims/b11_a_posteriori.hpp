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
Outcome b11_a_posteriori(const Measured<Real>& m) {
    auto ledger = generic_ledger("B11", m);
    ledger = stationary_ledger(ledger, m);
    ledger.require_count("balanced_classes", m.has_balanced_classes() ? 0 : -1);
    if (!ledger.applicable()) return ledger.outcome();
    Real eps2 = number<Real>(0);
    for (const auto& layer : m.head) eps2 = max(eps2, stationary_defect(m, layer));
    // Without a hidden head layer (two_linear_layers dropped) no D_l enters.
    const Real eD = m.head.empty() ? number<Real>(0) : stationary_defect(m, m.head.back());
    const Real psi_ = psi(m, eps2, m.m - m.K);
    ledger.quantity("eps2_stationary", eps2).quantity("eD_stationary", eD).quantity("psi", psi_);
    ledger.further("rhs_sharp", sharp_within_class_bound(m, eD));
    ledger.further("nc2_bound", sharp_class_mean_condition_bound(m, eD));
    ledger.further("nc3_bound", number<Real>(1) - sharp_misalignment_bound(m, eD));
    return ledger
        .at_most(m.nc1, within_class_bound(m, psi_, balanced_spread(m)), no_collapse<Real>())
        .outcome();
}

} // namespace ncv
