/// G5: centred class means are as well conditioned as those of the logits allow (NC2)
/// Hypotheses  L2 >= 2, lambda_l > 0, V != 0; any loss, biases, any class sizes.
///             C_K = I - 11^T/K, U = A Mu_L C_K, s_{K-1}(U) > 0
/// Results     G5   kappa_{K-1}(Mu_l C_K)^2 <= k^2 kappa_{K-1}(U)^2
///                  + s_1^2 ||O Mu_{l-1} C_K||^2/s_{K-1}(U)^2
///             G5v  kappa_{K-1}(Mu_l C_K)^2 <= (||V^+ U||^2 + ||O Mu_{l-1} C_K||^2)/s_{K-1}(V^+ U)^2
/// Steps       G1 with M the classes' averages times C_K: Mu_l C_K = V^+ U + O Mu_{l-1} C_K with
///             orthogonal ranges, so ||Mu_l C_K||^2 is at most the sum of both squared norms and no
///             singular value is below V^+ U's; on V's range V^+ has singular values in
///             [1/s_1, 1/s_rho]
/// Source      extension. Uncentred means with biases are not bounded: a bias absorbs them
#pragma once

#include "claims/affine_layers.hpp"

namespace ncv {

/// sqrt((largest^2 + outside^2)/smallest^2); infinite where `smallest` is not certainly positive.
template <class Real>
Real condition_with_outside(const Real& largest, const Real& smallest, const Real& outside) {
    return sqrt(over(square(largest) + square(outside), square(positive_part(smallest))));
}

template <class Real>
void g5_centred_class_means(Ledger<Real>& ledger, const AffineTail<Real>& t) {
    require_affine_layers(ledger, t);
    if (!ledger.applicable()) return;
    note_last_layer(ledger, t);
    for_layers(t, [&](const auto& layer) {
        const Real outside = layer.s1 * outside_part(ledger, layer, layer.outside_means);
        ledger.at_most(layer.nc2_centred,
                       condition_with_outside(Real(layer.kappa * layer.logit_spread_1),
                                              layer.logit_spread_K, outside),
                       infinity<Real>(), layer.l);
    });
}

template <class Real>
void g5v_seen_class_means(Ledger<Real>& ledger, const AffineTail<Real>& t) {
    require_affine_layers(ledger, t);
    if (!ledger.applicable()) return;
    note_last_layer(ledger, t);
    for_layers(t, [&](const auto& layer) {
        ledger.at_most(layer.nc2_centred,
                       condition_with_outside(layer.seen_spread_1, layer.seen_spread_K,
                                              outside_part(ledger, layer, layer.outside_means)),
                       infinity<Real>(), layer.l);
    });
}

inline auto g5_record() {
    return enclosed_record(
        {
            .id = "G5",
            .title = "Centred class means inherit the logits' condition (NC2)",
            .statement = "kappa(Mu_l C_K)^2 <= k^2 kappa(U)^2 + s_1^2 ||(I-P) R_l Mu_{l-1} C_K||^2"
                         "/(lambda_l s_{K-1}(U))^2, U = A Mu_L C_K",
            .kind = Kind::extension,
            .source = sources::own,
            .trivial = trivial::no_bound,
            .needs = affine_and(),
            .networks = Networks::affine,
            .bounds = "nc2_centred",
            .any_loss = true,
            .biases = true,
            .certified = true,
            .headline = true,
            .theorems = {"G5_centred_class_means", "G5_class_means"},
        },
        [](auto& ledger, auto& s) { g5_centred_class_means(ledger, s.affine_tail()); });
}

inline auto g5v_record() {
    return enclosed_record(
        {
            .id = "G5v",
            .title = "Centred class means from the logits seen through the layers above",
            .statement = "kappa(Mu_l C_K)^2 <= (||V^+ U||^2 + ||(I-P) R_l Mu_{l-1} C_K||^2"
                         "/lambda_l^2)/s_{K-1}(V^+ U)^2",
            .kind = Kind::extension,
            .source = sources::own,
            .trivial = trivial::no_bound,
            .needs = affine_and(),
            .networks = Networks::affine,
            .bounds = "nc2_centred",
            .any_loss = true,
            .biases = true,
            .certified = true,
            .headline = true,
            .theorems = {"G5v_centred_class_means", "G5v_class_means"},
        },
        [](auto& ledger, auto& s) { g5v_seen_class_means(ledger, s.affine_tail()); });
}

} // namespace ncv
