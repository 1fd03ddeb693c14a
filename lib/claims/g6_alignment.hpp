/// G6: centred features align with what the layers above make of their class's logits (NC3)
/// Hypotheses  L2 >= 2, lambda_l > 0, V != 0; any loss, biases, any class sizes. z_i features of
///             layer l less the mean of all samples, u_c = A (mean logits of class c - mean) != 0;
///             G6m: squared error, no biases, eps1 < s_K(Y), n_l >= K in the head
/// Results     G6   mean(1 - cos(z_i, V^T u_c(i))) <= [alpha + t_2 + t_3]^2,
///                  alpha^2 = mean(1 - |u_c|^2/(|V^+ u_c| |V^T u_c|)),
///                  t_2^2 = mean c_i k^2 |A Z^w_{L,i}|^2/|u_c|^2, c_i = 1 where the rest is below 1,
///                  else 2, t_3^2 = mean s_1^2 |O z_i^{(l-1)}|^2/(2 |u_c|^2)
///             G6v  t_2^2 = mean(1 - cos arcsin v_i), v_i = |V^+ A Z^w_{L,i}|/|V^+ u_c| (2 from
///                  v_i = 1 on), t_3^2 = mean(1 - cos arctan r_i), r_i = |O z_i|/|V^+ u_c|
///             G6m  A6s with alpha^2 = mean(1 - 1/(|W_L^+ e_c| |W_L^T e_c|)) for the square of
///                  (kappa-1)/sqrt(kappa^2+1), and c_i k^2 |E_i|^2 as in G6 for 2 k^2 |E_i|^2
/// Steps       2(1 - cos) is a squared chord. By G1 z_i = V^+ u_c + O z_i^{(l-1)} + V^+ A Z^w_{L,i}.
///             From V^T u_c to V^+ u_c: <V^T u, V^+ u> = |u|^2; adding O z_i, at a right angle, turns
///             by arctan r_i; adding a vector v times as long turns by arcsin v at most. Minkowski.
///             G6: v_i <= k |A Z^w_{L,i}|/|u_c| and 1 - sqrt(1 - v^2) <= v^2. The angle of alpha is
///             Kantorovich's at most, alpha <= (k-1)/sqrt(k^2+1). G6m: targets Y, u_c = e_c
/// Source      extension. With c_i = 1 throughout false: V = 1, one sample of four at -0.001 u
#pragma once

#include "claims/a6_alignment.hpp"
#include "claims/affine_layers.hpp"

namespace ncv {

/// (alpha + t_2 + t_3)^2 from their squares.
template <class Real>
Real squared_sum_of_roots(const Real& alpha2, const Real& second2, const Real& third2) {
    return square(sqrt(alpha2) + sqrt(second2) + sqrt(third2));
}

template <class Real>
void require_distinct_logits(Ledger<Real>& ledger, const AffineTail<Real>& t) {
    require_affine_layers(ledger, t);
    if (!t.layers.empty()) ledger.require(Hypothesis::distinct_logits, t.least_logit);
}

template <class Real>
void g6_alignment(Ledger<Real>& ledger, const AffineTail<Real>& t) {
    require_distinct_logits(ledger, t);
    if (!ledger.applicable()) return;
    note_last_layer(ledger, t);
    for_layers(t, [&](const auto& layer) {
        ledger.at_most(layer.misalignment,
                       squared_sum_of_roots(layer.logit_angle, layer.turned_by_k,
                                            outside_part(ledger, layer, layer.lifted_by_s1)),
                       number<Real>(2), layer.l);
    });
}

template <class Real>
void g6v_seen_alignment(Ledger<Real>& ledger, const AffineTail<Real>& t) {
    require_distinct_logits(ledger, t);
    if (!ledger.applicable()) return;
    note_last_layer(ledger, t);
    for_layers(t, [&](const auto& layer) {
        ledger.at_most(layer.misalignment,
                       squared_sum_of_roots(layer.logit_angle, layer.turned,
                                            outside_part(ledger, layer, layer.lifted)),
                       number<Real>(2), layer.l);
    });
}

/// G6m's right side for a squared norm of O Z_{L-2}, or a bound on one.
template <class Real>
Real label_misalignment_bound(const Measured<Real>& m, const AffineTail<Real>& t,
                              const Real& outside_squared) {
    return squared_sum_of_roots(t.label_angle, t.label_turn,
                                Real(square(m.s1) * outside_squared / number<Real>(2.0 * m.N)));
}

template <class Real>
void g6m_label_alignment(Ledger<Real>& ledger, const Measured<Real>& m, const AffineTail<Real>& t) {
    require_generic_theorem(ledger, m);
    if (!ledger.applicable()) return;
    ledger.quantity("eD", m.eD).quantity("s1", m.s1).quantity("z2", m.z2);
    const Real q = number<Real>(static_cast<double>(rank_outside(m)));
    ledger.at_most(number<Real>(1) - m.nc3,
                   label_misalignment_bound(m, t, Real(square(m.z2) * q * m.eD)), number<Real>(2));
}

inline auto g6_record() {
    using enum Hypothesis;
    return enclosed_record(
        {
            .id = "G6",
            .title = "Features align with their class's logits (NC3)",
            .statement = "mean(1 - cos(z_i, V^T u_c(i))) <= [alpha + t_2 + t_3]^2",
            .kind = Kind::extension,
            .source = sources::own,
            .trivial = "2",
            .needs = affine_and({distinct_logits}),
            .networks = Networks::affine,
            .any_loss = true,
            .biases = true,
            .certified = true,
            .theorems = {"G6_alignment", "G6_alpha", "G6_alignment_min"},
        },
        [](auto& ledger, auto& s) { g6_alignment(ledger, s.affine_tail()); });
}

inline auto g6v_record() {
    using enum Hypothesis;
    return enclosed_record(
        {
            .id = "G6v",
            .title = "Features align with their class's logits, from angles",
            .statement =
                "mean(1 - cos(z_i, V^T u_c(i))) <= [alpha + t_2 + t_3]^2, t_2 and t_3 from "
                "arcsin v_i and arctan r_i",
            .kind = Kind::extension,
            .source = sources::own,
            .trivial = "2",
            .needs = affine_and({distinct_logits}),
            .networks = Networks::affine,
            .any_loss = true,
            .biases = true,
            .certified = true,
            .headline = true,
            .theorems = {"G6v_alignment"},
        },
        [](auto& ledger, auto& s) { g6v_seen_alignment(ledger, s.affine_tail()); });
}

inline auto g6m_record() {
    using enum Hypothesis;
    return enclosed_record(
        {
            .id = "G6m",
            .title = "Features align with the last layer, by its own angles",
            .statement = "1 - NC3 <= [alpha + t_2 + s1 z2 sqrt(q eD/(2N))]^2, "
                         "alpha^2 = mean(1 - 1/(|W_L^+ e_c| |W_L^T e_c|))",
            .kind = Kind::extension,
            .source = sources::ours + sources::theorem,
            .trivial = "2",
            .needs = {eps2, two_linear_layers, head_width, interpolation},
            .bounds = "1 - nc3",
            .certified = true,
            .headline = true,
            .theorems = {"G6m_alignment_labels"},
        },
        [](auto& ledger, auto& s) { g6m_label_alignment(ledger, s.head(), s.affine_tail()); });
}

} // namespace ncv
