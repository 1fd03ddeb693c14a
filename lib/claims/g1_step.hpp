/// G1: a layer's features are what the logits leave of them, and its gradient times those below
/// Hypotheses  L2 >= 2, lambda_l > 0, V != 0. Any loss, biases
/// Result      Z_l M = V^+ (A Z_L M) + (I-P) R_l Z_{l-1} M/lambda_l for every M with 1^T M = 0, with
///             orthogonal ranges: an identity, looked at within classes and between them
/// Steps       A Z_L M = V Z_l M, as b 1^T M = 0 for each bias above l, so V^+ A Z_L M = P Z_l M;
///             (I-P) Z_l M = (I-P) W_l Z_{l-1} M, as b_l 1^T M = 0, too; and G0
/// Source      extension. With biases false for M = I
#pragma once

#include "claims/affine_layers.hpp"

namespace ncv {

template <class Real>
void g1_step(Ledger<Real>& ledger, const AffineTail<Real>& t) {
    require_affine_layers(ledger, t);
    if (!ledger.applicable()) return;
    for_layers(t, [&](const auto& layer) {
        ledger.identity(layer.step.defect, layer.step.budget, layer.l);
    });
}

inline auto g1_record() {
    return record(
        {
            .id = "G1",
            .title = "Features from the logits and one gradient",
            .statement = "Z_l M = V^+ A Z_L M + (I-P) R_l Z_{l-1} M/lambda_l where 1^T M = 0",
            .kind = Kind::identity,
            .source = sources::own,
            .trivial = trivial::no_bound,
            .needs = affine_and(),
            .networks = Networks::affine,
            .any_loss = true,
            .biases = true,
            .theorems = {"G1_step", "G1_step_no_biases", "G1_orthogonal_ranges"},
        },
        [](auto& ledger, auto& s) { g1_step(ledger, s.affine_tail()); });
}

} // namespace ncv
