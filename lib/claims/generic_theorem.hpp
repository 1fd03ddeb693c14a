/// What every claim of the generic theorem asks.
/// Source  [JSWM, Thm 3.1]
#pragma once

#include "claims/record.hpp"
#include "measure/head.hpp"

namespace ncv {

/// The hypotheses that they share, and what enters their formulas.
template <class Real>
void require_generic_theorem(Ledger<Real>& ledger, const Measured<Real>& m) {
    ledger.quantity("eps1", m.eps1).quantity("eps2", m.eps2).quantity("r", m.r);
    ledger.quantity("s_K_Y", m.s_K_Y).quantity("kappa_head", m.kappa);
    ledger.require_count(Hypothesis::two_linear_layers, m.L2 - 2);
    ledger.require_count(Hypothesis::head_width, static_cast<long>(m.head_width) - m.K);
    ledger.require(Hypothesis::interpolation, m.zero_loss_gap);
}

/// Those of them that can be dropped, and more.
inline Hypotheses generic_and(const Hypotheses& more = {}) {
    using enum Hypothesis;
    return joined({eps1, eps2, two_linear_layers, head_width, interpolation}, more);
}

} // namespace ncv
