/// B3: a network near a critical point of C_lambda has a balanced head
/// Hypotheses  lambda > 0, L2 >= 2
/// Result      ||D_l|| <= (||W_{l+1}|| ||R_{l+1}|| + ||W_l|| ||R_l||)/lambda for L1 < l < L,
///             R_l = G_l + lambda W_l
/// Steps       W_{l+1}^T R_{l+1} - R_l W_l^T = lambda D_l, by B1
/// Source      extension of [JSWM, section 4]
#pragma once

#include "claims/b2_balancedness_recursion.hpp"

namespace ncv {

/// B3's right side at one layer. A critical point has 0 there whatever lambda is, which matters
/// where `weight_decay` is dropped: 0/0.
template <class Real>
Real stationary_defect(const Ledger<Real>& ledger, const Measured<Real>& m,
                       const HeadLayer<Real>& layer) {
    if (ledger.drops(Hypothesis::weight_decay) && is_zero(layer.R) && is_zero(layer.R_next))
        return number<Real>(0);
    return (layer.W_next * layer.R_next + layer.W * layer.R) / number<Real>(*m.lambda);
}

template <class Real>
void require_positive_decay(Ledger<Real>& ledger, const Measured<Real>& m) {
    ledger.require_count(Hypothesis::weight_decay_given, m.lambda ? 0 : -1);
    ledger.require(Hypothesis::weight_decay, number<Real>(m.lambda.value_or(0)));
}

template <class Real>
void b3_stationary_balance(Ledger<Real>& ledger, const Measured<Real>& m) {
    ledger.quantity("eps2", m.eps2).require_count(Hypothesis::two_linear_layers, m.L2 - 2);
    require_positive_decay(ledger, m);
    if (!ledger.applicable()) return;
    // Two positive semidefinite matrices differ by no more than the larger one.
    for (const auto& layer : m.head)
        ledger.at_most(layer.D, stationary_defect(ledger, m, layer),
                       max(square(layer.W), square(layer.W_next)), layer.l);
}

inline auto b3_record() {
    using enum Hypothesis;
    return enclosed_record(
        {
            .id = "B3",
            .title = "Stationary networks are balanced",
            .statement = "||D_l|| <= (||W_{l+1}|| ||R_{l+1}|| + ||W_l|| ||R_l||)/lambda",
            .kind = Kind::extension,
            .source = sources::ours + sources::section4,
            .trivial = "max(||W_l||^2, ||W_{l+1}||^2)",
            .needs = {two_linear_layers, weight_decay_given, weight_decay},
            .certified = true,
            .swept = true,
            .theorems = {"B3_stationary_balance"},
        },
        [](auto& ledger, auto& s) { b3_stationary_balance(ledger, s.head()); });
}

} // namespace ncv
