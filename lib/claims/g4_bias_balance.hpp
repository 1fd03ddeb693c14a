/// G4: what biases do to balance
/// Hypotheses  L2 >= 2. Any loss, biases decayed or not
/// Result      for L1 < l < L, with g_l = Delta_l 1 the gradient in b_l, identities:
///             W_{l+1}^T G_{l+1} = G_l W_l^T + g_l b_l^T, and lambda_{l+1} W_{l+1}^T W_{l+1}
///             - lambda_l W_l W_l^T = W_{l+1}^T R_{l+1} - R_l W_l^T - g_l b_l^T
/// Steps       G_{l+1} = Delta_{l+1} Z_l^T with Z_l = W_l Z_{l-1} + b_l 1^T and
///             W_{l+1}^T Delta_{l+1} = Delta_l; then R = G + lambda W. With W_{l+1}, W_l, b_l decayed
///             alike this is B1 for [W_l b_l] and [G_l g_l] in the lower layer, so B2, B2r, B2s, B2f
///             and B3 hold for W_{l+1}^T W_{l+1} - W_l W_l^T - b_l b_l^T in place of D_l
/// Source      extension of [JSWM, section 4]. Without g_l b_l^T false: x = 1/2, W_1 = 1/2,
///             b_1 = 3/4, W_2 = 1, delta = -1, lambda = 1 has R = 0 and D_1 = 3/4
#pragma once

#include "claims/affine_layers.hpp"

namespace ncv {

template <class Real>
void g4_bias_balance(Ledger<Real>& ledger, const AffineTail<Real>& t) {
    ledger.require_count(Hypothesis::two_linear_layers, t.L2 - 2);
    if (!ledger.applicable()) return;
    for_layers(t, [&](const auto& layer) {
        ledger.identity(layer.gradients.defect, layer.gradients.budget, layer.l);
        ledger.identity(layer.balance.defect, layer.balance.budget, layer.l);
    });
}

inline auto g4_record() {
    using enum Hypothesis;
    return record(
        {
            .id = "G4",
            .title = "Balance with biases",
            .statement =
                "lambda_{l+1} W_{l+1}^T W_{l+1} - lambda_l W_l W_l^T = W_{l+1}^T R_{l+1} - "
                "R_l W_l^T - g_l b_l^T",
            .kind = Kind::identity,
            .source = sources::ours + sources::section4,
            .trivial = trivial::no_bound,
            .needs = {two_linear_layers},
            .networks = Networks::affine,
            .any_loss = true,
            .biases = true,
            .theorems = {"G4_bias_gradient", "G4_bias_balance", "G4_augmented", "G4_recursion"},
        },
        [](auto& ledger, auto& s) { g4_bias_balance(ledger, s.affine_tail()); });
}

} // namespace ncv
