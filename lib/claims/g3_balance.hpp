/// G3: balance in place of stationarity
/// Hypotheses  L2 >= 2; G3k, G3v: V != 0. Any loss, biases.
///             D_j = W_{j+1}^T W_{j+1} - W_j W_j^T
/// Results     G3   ||(I-P) W_l||^2 <= sum_{j=l}^{L-1} lambda_max(-D_j)_+ + ||(I-A) W_L||^2 for
///                  L1 < l < L
///             G3k  l = L-1, 1 <= j <= rho, U_j and P_j of V's j leading left and right singular
///                  vectors: N tr Sigma_W(Z_l) <= ||U_j^T A Z_L^w||^2/s_j^2
///                  + min{(||(I-P_j) R_l Z^w_{l-1}||_F + s_{j+1} ||Delta Z_{l-1}^T Z^w_{l-1}||_F)^2
///                  /lambda_l^2, (s_{j+1}^2 + lambda_max(-D_l)_+ + ||(I-A) W_L||^2) tail_j}, to be
///                  divided by (||A Z_L^b||/s_1)^2 for NC1_weighted
///             G3v  ||S_j^{-1} U_j^T A Z_L^w||^2 and ||S_j^{-1} U_j^T A Z_L^b||^2 for the two
/// Steps       G3: W_{l+1} (I-P_l) = (I-P_{l+1}) W_{l+1} (I-P_l), as V_l = V_{l+1} W_{l+1}, and
///             (I-P_l) W_l W_l^T (I-P_l) = (I-P_l) (W_{l+1}^T W_{l+1} - D_l) (I-P_l); P_L = A.
///             G3k: Z_l^w = P_j Z_l^w + (I-P_j) W_l Z^w_{l-1}, the first V_j^+ U_j^T A Z_L^w; of the
///             second lambda_l W_l = R_l - G_l with (I-P_j) G_l = (I-P_j) V^T Delta Z_{l-1}^T, or
///             ||(I-P_j) W_l||^2 <= ||W_L (I-P_j)||^2 + lambda_max(-D_l)_+, where
///             W_L^T W_L = V^T V + W_L^T (I-A) W_L
/// Source      extension. Without the last term of G3 false: W_1 = W_2 = I, A = C. A head that lost
///             a class has s_K(W_L) near 0: there all of P says nothing, and j = K-1 does
#pragma once

#include "claims/g2_logit_collapse.hpp"

#include <algorithm>

namespace ncv {

template <class Real>
void g3_balance(Ledger<Real>& ledger, const AffineTail<Real>& t) {
    ledger.require_count(Hypothesis::two_linear_layers, t.L2 - 2);
    if (!ledger.applicable()) return;
    Real bound = square(t.unseen_last);
    ledger.quantity("unseen_last", t.unseen_last);
    for_layers(t, [&](const auto& layer) {
        bound += layer.unbalanced;
        // A direction that was taken for 0 may be one of P's.
        const Real outside = square(layer.outside_operator);
        ledger.at_most(layer.full_rank ? outside : widened(outside, outside), bound,
                       square(layer.W), layer.l);
    });
}

/// What of N tr Sigma_W(Z_{L-1}) the j leading directions do not see.
template <class Real>
Real unseen_within(const AffineTail<Real>& t, const Truncation<Real>& cut) {
    const AffineLayer<Real>& layer = t.layers.back();
    const Real by_balance =
        (square(cut.s_next) + layer.unbalanced + square(t.unseen_last)) * cut.tail;
    if (!(layer.lambda.value_or(0) > 0)) return by_balance;
    const Real by_gradient =
        (cut.gradient_within + cut.s_next * t.pulled_within) / number<Real>(*layer.lambda);
    return min(square(by_gradient), by_balance);
}

/// Compares with the least of a bound over the cuts, each of which proves it.
template <class Real, class Bound>
void least_over_cuts(Ledger<Real>& ledger, const AffineTail<Real>& t, const Bound& bound) {
    ledger.require_count(Hypothesis::two_linear_layers, t.L2 - 2);
    if (t.layers.empty()) return;
    ledger.require(Hypothesis::tail_rank, t.layers.back().s1);
    if (!ledger.applicable()) return;
    Real least = infinity<Real>();
    long best = 0;
    for (const Truncation<Real>& cut : t.truncations) {
        const Real here = bound(cut);
        if (is_nan(here) || !(nearest_double(here) < nearest_double(least))) continue;
        least = here;
        best = cut.j;
    }
    ledger.quantity("j", best);
    const AffineLayer<Real>& layer = t.layers.back();
    ledger.at_most(layer.nc1_weighted, least, no_collapse<Real>(), layer.l);
}

template <class Real>
void g3k_truncated(Ledger<Real>& ledger, const AffineTail<Real>& t) {
    least_over_cuts(ledger, t, [&](const Truncation<Real>& cut) {
        return over(square(t.layers.back().s1) *
                        (square(cut.top_within / cut.s_j) + unseen_within(t, cut)),
                    square(t.logits_between));
    });
}

template <class Real>
void g3v_truncated_and_seen(Ledger<Real>& ledger, const AffineTail<Real>& t) {
    least_over_cuts(ledger, t, [&](const Truncation<Real>& cut) {
        return over(square(cut.seen_within) + unseen_within(t, cut), square(cut.seen_between));
    });
}

inline auto g3_record() {
    using enum Hypothesis;
    return enclosed_record(
        {
            .id = "G3",
            .title = "Balance bounds what is outside the rows that the loss sees",
            .statement = "||(I-P) W_l||^2 <= sum_{j=l}^{L-1} lambda_max(-D_j)_+ + ||(I-A) W_L||^2",
            .kind = Kind::extension,
            .source = sources::own,
            .trivial = "||W_l||_F^2",
            .needs = {two_linear_layers},
            .networks = Networks::affine,
            .any_loss = true,
            .biases = true,
            .certified = true,
            .theorems = {"G3_balance", "G3_balance_biases"},
        },
        [](auto& ledger, auto& s) { g3_balance(ledger, s.affine_tail()); });
}

inline auto g3k_record() {
    using enum Hypothesis;
    return enclosed_record(
        {
            .id = "G3k",
            .title = "Collapse from the logits' leading directions",
            .statement =
                "NC1(Z_{L-1}) <= s_1^2 (||U_j^T A Z_L^w||^2/s_j^2 + min{(||(I-P_j) R Z^w|| + "
                "s_{j+1} ||Delta Z^T Z^w||)^2/lambda^2, (s_{j+1}^2 + lambda_max(-D)_+ + "
                "||(I-A) W_L||^2) tail_j})/||A Z_L^b||^2",
            .kind = Kind::extension,
            .source = sources::own,
            .trivial = trivial::no_collapse,
            .needs = {two_linear_layers, tail_rank},
            .networks = Networks::affine,
            .bounds = "nc1_weighted",
            .any_loss = true,
            .biases = true,
            .theorems = {"G3k_truncated_gradient", "G3k_truncated"},
        },
        [](auto& ledger, auto& s) { g3k_truncated(ledger, s.affine_tail()); });
}

inline auto g3v_record() {
    using enum Hypothesis;
    return enclosed_record(
        {
            .id = "G3v",
            .title = "Collapse seen through the logits' leading directions",
            .statement = "NC1(Z_{L-1}) <= (||S_j^{-1} U_j^T A Z_L^w||^2 + G3k's min)"
                         "/||S_j^{-1} U_j^T A Z_L^b||^2",
            .kind = Kind::extension,
            .source = sources::own,
            .trivial = trivial::no_collapse,
            .needs = {two_linear_layers, tail_rank},
            .networks = Networks::affine,
            .bounds = "nc1_weighted",
            .any_loss = true,
            .biases = true,
            .theorems = {"G3v_truncated_gradient", "G3v_truncated"},
        },
        [](auto& ledger, auto& s) { g3v_truncated_and_seen(ledger, s.affine_tail()); });
}

} // namespace ncv
