/// H3: the centred class means align with the centred rows
/// Hypotheses  the last layer is affine; tbar > 0
/// Result      cos(W~^T, M~) >= tbar/sqrt(E_W S_T); besides, where CE < log K,
///             >= tau/sqrt(E_W S_B) with H2's tau
/// Steps       K tbar = <W~^T, M~>, ||W~||_F^2 = K E_W, ||M~||_F^2 = K S_B <= K S_T; tbar >= tau
/// Source      this project
#pragma once

#include "claims/h2_collapse_from_logits.hpp"

namespace ncv {

template <class Real>
void h3_aligned_means(Ledger<Real>& ledger, const LastLayer<Real>& m) {
    require_affine_last_layer(ledger, m);
    ledger.quantity("margin", m.margin).quantity("E_W", m.E_W).quantity("S_T", m.S_T);
    ledger.require(Hypothesis::positive_margin, m.margin);
    if (!ledger.applicable()) return;
    const Real none = number<Real>(0), sizes = sqrt(m.E_W * m.S_T);
    ledger.at_least(m.means_cosine, m.margin / sizes, none);
    const Real by_loss =
        positive_part(least_margin(m.K, m.cross_entropy_balanced)) / sqrt(m.E_W * m.S_B);
    ledger.further("rhs_cross_entropy", by_loss);
    ledger.beside_at_most(by_loss, m.means_cosine, infinity<Real>());
}

inline auto h3_record() {
    using enum Hypothesis;
    return enclosed_record(
        {
            .id = "H3",
            .title = "Class means align with the last layer's rows",
            .statement = "cos(W~^T, M~) >= tbar/sqrt(E_W S_T)",
            .kind = Kind::extension,
            .source = sources::own,
            .trivial = trivial::no_alignment,
            .needs = {linear_layer, positive_margin},
            .networks = Networks::classifiers,
            .bounds = "nc3_centred_means",
            .any_loss = true,
            .biases = true,
            .certified = true,
            .headline = true,
            .theorems = {"H3_aligned_means", "H3_aligned_means_between",
                         "H3_aligned_means_from_cross_entropy"},
        },
        [](auto& ledger, auto& s) { h3_aligned_means(ledger, s.last_layer()); });
}

} // namespace ncv
