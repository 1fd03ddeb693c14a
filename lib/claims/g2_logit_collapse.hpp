/// G2: the collapse of the logits descends to every layer above which all is affine
/// Hypotheses  L2 >= 2, lambda_l > 0, V != 0; any loss, biases, any class sizes. w: within classes,
///             b: between, each sample carrying its class's mean; J = 11^T/N
/// Results     G2   NC1_weighted(Z_l) <= k^2 NC1(A Z_L) + s_1^2 ||O Z^w_{l-1}||_F^2/||A Z_L^b||_F^2;
///                  the same with unweighted class means
///             G2l  NC1_weighted(Z_l) >= (||A Z_L^w||^2/s_1^2 + ||O Z^w_{l-1}||^2)
///                  / (||A Z_L^b||^2/s_rho^2 + ||O Z^b_{l-1}||^2)
///             G2v  NC1_weighted(Z_l) <= (||V^+ A Z_L^w||^2 + ||O Z^w_{l-1}||^2)/||V^+ A Z_L^b||^2,
///                  an equality with + ||O Z^b_{l-1}||^2 below; unweighted, too
///             G2t  e = ||A (Z_L - Y)(I-J)||_F < g = ||Y (I-J)||_F: NC1_weighted(Z_l)
///                  <= (k^2 (e^2 - b^2) + c^2)/(g - b)^2, c = s_1 ||O Z^w_{l-1}||_F,
///                  b = min(e, (e^2 + c^2/k^2)/g)
///             from the gradient alone: ||R_l||^2 tail/lambda_l^2 for ||O Z^w_{l-1}||_F^2
/// Steps       G1 with M the projections within and between: ||Z_l^w||^2 = ||V^+ A Z_L^w||^2
///             + ||O Z^w_{l-1}||^2 and so between. On V's range, where A Z_L M is, V^+ has singular
///             values in [1/s_1, 1/s_rho]. O Z^w has rank q at most, so ||O Z^w||_F^2 is at most
///             ||O||^2 times the q largest squared singular values of Z^w. G2t: A (Z_L - Y) has a
///             part a within and one of at most b between, a^2 + b^2 <= e^2, so
///             ||A Z_L^b|| >= g - b, and the quotient is largest at that b
/// Source      extension
#pragma once

#include "claims/a2_within_class_collapse.hpp"
#include "claims/affine_layers.hpp"

namespace ncv {

/// k^2 within^2/between^2 + s_1^2 outside^2/between^2; `between_outside`: the scale of between^2
/// beside outside^2.
template <class Real>
Real descended_collapse(const AffineLayer<Real>& layer, const Real& within, const Real& between,
                        const Real& outside_squared) {
    return over(square(layer.kappa * within) + square(layer.s1) * outside_squared, square(between));
}

/// K/N and sums over samples and class means for those of the weighted form.
template <class Real>
Real unweighted(const AffineTail<Real>& t, const Real& ratio) {
    return ratio * number<Real>(t.K) / number<Real>(t.N);
}

template <class Real>
void g2_logit_collapse(Ledger<Real>& ledger, const AffineTail<Real>& t) {
    require_affine_layers(ledger, t);
    if (!ledger.applicable()) return;
    note_last_layer(ledger, t);
    ledger.quantity("logits_within", t.logits_within).quantity("logits_between", t.logits_between);
    for_layers(t, [&](const auto& layer) {
        const Real outside = outside_part(ledger, layer, square(layer.outside_within));
        ledger.at_most(layer.nc1_weighted,
                       descended_collapse(layer, t.logits_within, t.logits_between, outside),
                       no_collapse<Real>(), layer.l);
        ledger.beside_at_most(
            layer.nc1,
            unweighted(t, descended_collapse(layer, t.logits_within, t.logits_means, outside)),
            no_collapse<Real>());
    });
    if (t.layers.empty()) return;
    const auto& last = t.layers.back();
    ledger.further("rhs_gradient",
                   descended_collapse(last, t.logits_within, t.logits_between,
                                      Real(square(gradient_part(ledger, last)) * last.tail)));
}

template <class Real>
void g2l_lower_bound(Ledger<Real>& ledger, const AffineTail<Real>& t) {
    require_affine_layers(ledger, t);
    if (!ledger.applicable()) return;
    note_last_layer(ledger, t);
    for_layers(t, [&](const auto& layer) {
        const Real within = square(t.logits_within / layer.s1) +
                            outside_part(ledger, layer, square(layer.outside_within));
        const Real between = square(t.logits_between / layer.s_rho) +
                             outside_part(ledger, layer, square(layer.outside_between));
        ledger.at_least(layer.nc1_weighted, within / between, number<Real>(0), layer.l);
    });
}

template <class Real>
void g2v_seen_collapse(Ledger<Real>& ledger, const AffineTail<Real>& t) {
    require_affine_layers(ledger, t);
    if (!ledger.applicable()) return;
    note_last_layer(ledger, t);
    for_layers(t, [&](const auto& layer) {
        const Real within =
            square(layer.seen_within) + outside_part(ledger, layer, square(layer.outside_within));
        ledger.at_most(layer.nc1_weighted, over(within, square(layer.seen_between)),
                       no_collapse<Real>(), layer.l);
        ledger.beside_at_most(layer.nc1, unweighted(t, over(within, square(layer.seen_means))),
                              no_collapse<Real>());
    });
}

/// G2t's right side for ||O Z^w_{l-1}||_F^2 <= outside_squared, e the misfit and g the labels' spread.
template <class Real>
Real fitted_collapse(const AffineLayer<Real>& layer, const Real& e, const Real& g,
                     const Real& outside_squared) {
    const Real k2 = square(layer.kappa), c2 = square(layer.s1) * outside_squared;
    const Real b = min(e, (square(e) + c2 / k2) / g);
    return over(k2 * (square(e) - square(b)) + c2, square(positive_part(g - b)));
}

template <class Real>
void g2t_fitted_targets(Ledger<Real>& ledger, const AffineTail<Real>& t) {
    require_affine_layers(ledger, t);
    if (!t.layers.empty()) {
        ledger.quantity("misfit", t.misfit).quantity("label_spread", t.label_spread);
        ledger.require(Hypothesis::centred_fit, t.label_spread - t.misfit);
    }
    if (!ledger.applicable()) return;
    note_last_layer(ledger, t);
    for_layers(t, [&](const auto& layer) {
        const Real outside = outside_part(ledger, layer, square(layer.outside_within));
        ledger.at_most(layer.nc1_weighted,
                       fitted_collapse(layer, t.misfit, t.label_spread, outside),
                       no_collapse<Real>(), layer.l);
    });
    if (t.layers.empty()) return;
    const auto& last = t.layers.back();
    ledger.further("rhs_gradient",
                   fitted_collapse(last, t.misfit, t.label_spread,
                                   Real(square(gradient_part(ledger, last)) * last.tail)));
}

inline auto g2_record() {
    return enclosed_record(
        {
            .id = "G2",
            .title = "The collapse of the logits descends",
            .statement = "NC1(Z_l) <= k^2 NC1(A Z_L) + s_1^2 ||(I-P) R_l Z^w_{l-1}||^2/(lambda_l "
                         "||A Z_L^b||)^2",
            .kind = Kind::extension,
            .source = sources::own,
            .trivial = trivial::no_collapse,
            .needs = affine_and(),
            .networks = Networks::affine,
            .bounds = "nc1_weighted nc1",
            .any_loss = true,
            .biases = true,
            .certified = true,
            .headline = true,
            .theorems = {"G2_logit_collapse", "G2_unweighted", "G2_unweighted_centred",
                         "G2_logit_collapse_gradient"},
        },
        [](auto& ledger, auto& s) { g2_logit_collapse(ledger, s.affine_tail()); });
}

inline auto g2l_record() {
    return enclosed_record(
        {
            .id = "G2l",
            .title = "No more collapse than the logits have",
            .statement = "NC1(Z_l) >= (||A Z_L^w||^2/s_1^2 + ||O Z^w_{l-1}||^2)"
                         "/(||A Z_L^b||^2/s_rho^2 + ||O Z^b_{l-1}||^2), O = (I-P) R_l/lambda_l",
            .kind = Kind::extension,
            .source = sources::own,
            .trivial = "0",
            .needs = affine_and(),
            .networks = Networks::affine,
            .bounds = "nc1_weighted",
            .any_loss = true,
            .biases = true,
            .certified = true,
            .theorems = {"G2l_lower_bound"},
        },
        [](auto& ledger, auto& s) { g2l_lower_bound(ledger, s.affine_tail()); });
}

inline auto g2v_record() {
    return enclosed_record(
        {
            .id = "G2v",
            .title = "Collapse from the logits seen through the layers above",
            .statement = "NC1(Z_l) <= (||V^+ A Z_L^w||^2 + ||(I-P) R_l Z^w_{l-1}||^2/lambda_l^2)"
                         "/||V^+ A Z_L^b||^2",
            .kind = Kind::extension,
            .source = sources::own,
            .trivial = trivial::no_collapse,
            .needs = affine_and(),
            .networks = Networks::affine,
            .bounds = "nc1_weighted nc1",
            .any_loss = true,
            .biases = true,
            .certified = true,
            .headline = true,
            .theorems = {"G2v_within", "G2v_between", "G2v_seen_collapse", "G2v_unweighted",
                         "G2v_unweighted_centred"},
        },
        [](auto& ledger, auto& s) { g2v_seen_collapse(ledger, s.affine_tail()); });
}

inline auto g2t_record() {
    using enum Hypothesis;
    return enclosed_record(
        {
            .id = "G2t",
            .title = "Collapse from the fit to the labels",
            .statement = "NC1(Z_l) <= (k^2 (e^2 - b^2) + c^2)/(g - b)^2, "
                         "c = s_1 ||(I-P) R_l Z^w_{l-1}||_F/lambda_l",
            .kind = Kind::extension,
            .source = sources::own,
            .trivial = trivial::no_collapse,
            .needs = affine_and({centred_fit}),
            .networks = Networks::affine,
            .bounds = "nc1_weighted",
            .any_loss = true,
            .biases = true,
            .certified = true,
            .headline = true,
            .theorems = {"G2t_any_target", "G2t_any_target_gradient"},
        },
        [](auto& ledger, auto& s) { g2t_fitted_targets(ledger, s.affine_tail()); });
}

} // namespace ncv
