/// A3: the head's product behaves like a power of its last layer
/// Hypotheses  L2 >= 2 (nothing else)
/// Result      ||M M^T - (W_L W_L^T)^{L2}|| <= delta, delta = (L2(L2-1)/2) r^{2(L2-1)} eps2
/// Steps       replace W_l W_l^T by W_{l+1}^T W_{l+1} one layer at a time;
///             ||B^p - C^p|| <= p r^{2(p-1)} ||B - C||
/// Source      [JSWM, proof of Thm 3.1]
#pragma once

#include "claims/ledger.hpp"

namespace ncv {

/// delta for a product of p head layers.
template <class Real>
Real product_defect(const Measured<Real>& m, int p) {
    return number<Real>(0.5 * p * (p - 1)) * power(m.r, 2 * (p - 1)) * m.eps2;
}

template <class Real>
Outcome a3_head_product(const Measured<Real>& m) {
    Ledger<Real> ledger("A3", m);
    ledger.quantity("eps2", m.eps2).quantity("r", m.r).quantity("L2", m.L2);
    ledger.require_count("two_linear_layers", m.L2 - 2);
    if (!ledger.applicable()) return ledger.outcome();
    // Two positive semidefinite matrices differ by no more than the larger one.
    const Real trivial = max(square(m.M1), power(m.s1, 2 * m.L2));
    return ledger.at_most(m.powers_apart, product_defect(m, m.L2), trivial).outcome();
}

} // namespace ncv
