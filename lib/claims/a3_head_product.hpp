/// A3: the head's product behaves like a power of its last layer
/// Hypotheses  L2 >= 2 (nothing else)
/// Result      ||M M^T - (W_L W_L^T)^{L2}|| <= delta, delta = (L2(L2-1)/2) r^{2(L2-1)} eps2
/// Steps       replace W_l W_l^T by W_{l+1}^T W_{l+1} one layer at a time;
///             ||B^p - C^p|| <= p r^{2(p-1)} ||B - C||
/// Source      [JSWM, proof of Thm 3.1]
#pragma once

#include "claims/generic_theorem.hpp"

namespace ncv {

/// delta for a product of p head layers.
template <class Real>
Real product_defect(const Measured<Real>& m, int p) {
    return number<Real>(0.5 * p * (p - 1)) * power(m.r, 2 * (p - 1)) * m.eps2;
}

template <class Real>
void a3_head_product(Ledger<Real>& ledger, const Measured<Real>& m) {
    ledger.quantity("eps2", m.eps2).quantity("r", m.r).quantity("L2", m.L2);
    ledger.require_count(Hypothesis::two_linear_layers, m.L2 - 2);
    if (!ledger.applicable()) return;
    // Two positive semidefinite matrices differ by no more than the larger one.
    const Real trivial = max(square(m.M1), power(m.s1, 2 * m.L2));
    ledger.at_most(m.powers_apart, product_defect(m, m.L2), trivial);
}

inline auto a3_record() {
    using enum Hypothesis;
    return enclosed_record(
        {
            .id = "A3",
            .title = "The head's product is a power of its last layer",
            .statement = "||M M^T - (W_L W_L^T)^L2|| <= delta = (L2(L2-1)/2) r^(2(L2-1)) eps2",
            .kind = Kind::paper,
            .source = sources::proof,
            .trivial = "max(||M||^2, ||W_L||^(2 L2))",
            .needs = {eps2, two_linear_layers},
            .any_loss = true,
            .certified = true,
            .swept = true,
            .theorems = {"A3_head_product_norms", "A3_head_product"},
        },
        [](auto& ledger, auto& s) { a3_head_product(ledger, s.head()); });
}

} // namespace ncv
