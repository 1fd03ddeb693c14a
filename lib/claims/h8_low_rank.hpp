/// H8: near a stationary point with within-class collapse below it, any layer has rank K
/// Hypotheses  lambda_l > 0; W_l acts as W_l Z_{l-1} + b_l 1^T, whatever its activation, any loss
/// Result      sqrt(sum_{i > K} s_i(W_l)^2) <= ||R_l - Delta_l H^T||_F/lambda_l, H what Z_{l-1} has within
///             classes, Delta_l the gradient in pre_l; besides s_{K+1}(W_l) <= ||R_l - Delta_l H^T||/lambda_l
/// Steps       G_l = Delta_l (Z_{l-1} - H)^T + Delta_l H^T, and Z_{l-1} - H = Mu Y has rank at most K. So
///             lambda_l W_l = (R_l - Delta_l H^T) - (rank K); the best approximation of rank K is no farther
///             away (Eckart, Young, Mirsky)
/// Source      mechanism of Zangrando et al. 2024 (arXiv 2402.03991), here at any point. Linear layers:
///             the row space's claim (G) is sharper
#pragma once

#include "claims/record.hpp"
#include "measure/low_rank.hpp"

namespace ncv {

/// What is over lambda_l; without lambda (dropped) 0/0 counts as 0: no gradient, no condition.
template <class Real>
Real over_decay(const Real& remainder, double decay) {
    if (is_zero(remainder)) return number<Real>(0);
    return over(remainder, number<Real>(decay));
}

template <class Real>
void h8_low_rank(Ledger<Real>& ledger, const LowRank<Real>& m) {
    using enum Hypothesis;
    double most = 0;
    for (const auto& layer : m.layers) most = std::max(most, layer.decay);
    ledger.require_count(more_than_classes, std::ssize(m.layers) - 1);
    ledger.require_count(weight_decay_given, m.decay_given ? 0 : -1);
    ledger.require(weight_decay, number<Real>(most));
    if (!ledger.applicable()) return;
    for (const auto& layer : m.layers) {
        if (layer.decay <= 0 && !ledger.drops(weight_decay)) continue;
        ledger.at_most(layer.tail, over_decay(layer.T, layer.decay), layer.W, layer.l);
        ledger.beside_at_most(layer.next, over_decay(layer.T_1, layer.decay), layer.W_1);
    }
}

inline auto h8_record() {
    using enum Hypothesis;
    return record(
        {
            .id = "H8",
            .title = "Layers of low rank above collapsed features",
            .statement = "sqrt(sum_{i > K} s_i(W_l)^2) <= ||R_l - Delta_l H^T||_F/lambda_l, H "
                         "within classes",
            .kind = Kind::extension,
            .source = "Zangrando et al. 2024, for any network",
            .trivial = "||W_l||_F",
            .needs = {more_than_classes, weight_decay_given, weight_decay},
            .networks = Networks::classifiers,
            .any_loss = true,
            .biases = true,
            .theorems = {"H8_next_singular_value", "H8_projection", "H8_low_rank"},
        },
        [](auto& ledger, auto& s) { h8_low_rank(ledger, s.low_rank()); });
}

} // namespace ncv
