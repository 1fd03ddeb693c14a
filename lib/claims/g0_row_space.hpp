/// G0: what a layer writes outside the row space that the loss sees is its own gradient's doing
/// Hypotheses  L2 >= 2; G0r: lambda_l > 0, V != 0. Any loss, biases
/// Results     G0   (I-P) W_l = (I-P) R_l/lambda_l for L1 < l < L, an identity: (I-P) G_l = 0; at
///                  l = L, A = C: 1^T W_L = 1^T R_L/lambda_L
///             G0r  s_{rho+1}(W_l) <= ||(I-P) R_l||/lambda_l <= ||R_l||/lambda_l, rho = rank V
///             G0a  ||(I-P) W_l||_F <= min over mu of ||mu G_l + W_l||_F, without a lambda
/// Steps       G_l = W_{L:l+1}^T Delta Z_{l-1}^T and W_{L:l+1}^T Delta = W_{L:l+1}^T A Delta
///             = V^T Delta, which (I-P) takes to 0. G0r: P W_l has rank rho at most, and W_l is
///             ||(I-P) W_l|| away from it (Eckart & Young). G0a: (I-P) (mu G_l + W_l) = (I-P) W_l
/// Source      extension; without weight decay a layer keeps what it started with
#pragma once

#include "claims/affine_layers.hpp"

namespace ncv {

template <class Real>
void g0_row_space(Ledger<Real>& ledger, const AffineTail<Real>& t) {
    ledger.require_count(Hypothesis::two_linear_layers, t.L2 - 2);
    if (!ledger.applicable()) return;
    for_layers(t, [&](const auto& layer) {
        ledger.identity(layer.row_space.defect, layer.row_space.budget, layer.l);
    });
    if (t.row_sums) ledger.identity(t.row_sums->defect, t.row_sums->budget, t.row_sums->layer);
}

template <class Real>
void g0r_rank(Ledger<Real>& ledger, const AffineTail<Real>& t) {
    require_affine_layers(ledger, t);
    if (!ledger.applicable()) return;
    for_layers(t, [&](const auto& layer) {
        ledger.at_most(layer.beyond_rank, outside_part(ledger, layer, layer.outside_operator),
                       layer.W, layer.l);
    });
    if (!t.layers.empty()) ledger.further("rhs_gradient", gradient_part(ledger, t.layers.back()));
}

template <class Real>
void g0a_any_decay(Ledger<Real>& ledger, const AffineTail<Real>& t) {
    ledger.require_count(Hypothesis::two_linear_layers, t.L2 - 2);
    if (!ledger.applicable()) return;
    for_layers(t, [&](const auto& layer) {
        ledger.at_most(layer.outside, layer.along_gradient, layer.W, layer.l);
    });
}

inline auto g0_record() {
    using enum Hypothesis;
    return record(
        {
            .id = "G0",
            .title = "Outside the rows that the loss sees a layer is its gradient",
            .statement = "(I-P) W_l = (I-P) R_l/lambda_l for L1 < l < L",
            .kind = Kind::identity,
            .source = sources::own,
            .trivial = trivial::no_bound,
            .needs = {two_linear_layers},
            .networks = Networks::affine,
            .any_loss = true,
            .biases = true,
            .theorems = {"G0_row_space", "G0_last_layer"},
        },
        [](auto& ledger, auto& s) { g0_row_space(ledger, s.affine_tail()); });
}

inline auto g0r_record() {
    return record(
        {
            .id = "G0r",
            .title = "Near a stationary point linear layers have the classes' rank",
            .statement = "s_{rho+1}(W_l) <= ||(I-P) R_l||/lambda_l, rho = rank V",
            .kind = Kind::extension,
            .source = sources::own,
            .trivial = "||W_l||_F",
            .needs = affine_and(),
            .networks = Networks::affine,
            .any_loss = true,
            .biases = true,
            .theorems = {"G0r_numerical_rank", "G0r_numerical_rank_gradient"},
        },
        [](auto& ledger, auto& s) { g0r_rank(ledger, s.affine_tail()); });
}

inline auto g0a_record() {
    using enum Hypothesis;
    return enclosed_record(
        {
            .id = "G0a",
            .title = "Whatever the weight decay was",
            .statement = "||(I-P) W_l||_F <= min over mu of ||mu G_l + W_l||_F",
            .kind = Kind::extension,
            .source = sources::own,
            .trivial = "||W_l||_F",
            .needs = {two_linear_layers},
            .networks = Networks::affine,
            .any_loss = true,
            .biases = true,
            .certified = true,
            .theorems = {"G0a_no_lambda"},
        },
        [](auto& ledger, auto& s) { g0a_any_decay(ledger, s.affine_tail()); });
}

} // namespace ncv
