/// H2: within-class collapse (NC1) of any features from the loss, or the logits, and two norms
/// Hypotheses  the last layer is affine, Z_L = W Z + b 1^T; classes of any size count alike
///             H2: the class-balanced mean CE of the cross-entropy is below log K
///             H2m: tbar > 0, the balanced mean of t = z_c - mean_j z_j
/// Result      H2   NC1_bal <= E_W S_T/tau^2 - 1, tau = ((K-1)/K) log((K-1)/(e^CE - 1))
///                  sharper: tau the mean over classes of tau(CE_c), or the balanced mean of
///                  -(K-1)/K log mean_{j != c} e^{z_j - z_c}
///             H2m  NC1_bal <= E_W S_T/tbar^2 - 1
///             H2h  P_W/(P_B + q^2) <= NC1_bal <= S_T/P_B - 1, q^2 = S_T - P_B - P_W; any rank of W~
/// Steps       -log softmax = log(1 + sum_{j != c} e^{z_j - z_c}) >= log(1 + (K-1) e^{-Kt/(K-1)}) by the
///             means' inequality, convex in t: Jensen over samples and classes, tbar >= tau. Of the
///             balanced mean the bias drops out: K tbar = <W~^T, M~> <= K sqrt(E_W S_B), and
///             S_B = S_T/(1 + NC1_bal). H2h: P z is a function of the logits; of the variance S_T the
///             logits see P_B between classes and P_W within, the rest q^2 may be either
/// Source      this project. H2h is the best bound that W, the logits and S_T allow.
///             Features in the kernel of W~ are free, that is why S_T enters
#pragma once

#include "claims/a2_within_class_collapse.hpp"
#include "claims/any_classifier.hpp"

namespace ncv {

/// What a mean cross-entropy says of the mean of t; positive below log K.
template <class Real>
Real least_margin(int K, const Real& cross_entropy) {
    const Real wrong = number<Real>(K - 1);
    return wrong / number<Real>(K) * (log(wrong) - log(expm1(cross_entropy)));
}

/// E_W S_T/tau^2 - 1; infinite where tau is not positive.
template <class Real>
Real collapse_from_margin(const LastLayer<Real>& m, const Real& tau) {
    return over(m.E_W * m.S_T, square(positive_part(tau))) - number<Real>(1);
}

template <class Real>
void h2_collapse_from_cross_entropy(Ledger<Real>& ledger, const LastLayer<Real>& m) {
    require_affine_last_layer(ledger, m);
    const Real chance = log(number<Real>(m.K));
    ledger.quantity("cross_entropy_balanced", m.cross_entropy_balanced);
    ledger.quantity("E_W", m.E_W).quantity("S_T", m.S_T);
    ledger.require(Hypothesis::better_than_chance, chance - m.cross_entropy_balanced);
    if (!ledger.applicable()) return;
    const Real tau = least_margin(m.K, m.cross_entropy_balanced);
    Real by_class = number<Real>(0);
    for (const Real& entropy : m.cross_entropies) by_class += least_margin(m.K, entropy);
    by_class = by_class / number<Real>(m.K);
    ledger.quantity("tau", tau).quantity("tau_classes", by_class);
    ledger.quantity("tau_samples", m.soft_margin);
    const bool dropped = ledger.drops(Hypothesis::better_than_chance);
    const auto bound = [&](const Real& t) {
        return dropped ? m.E_W * m.S_T / square(t) - number<Real>(1) : collapse_from_margin(m, t);
    };
    ledger.further("rhs_classes", bound(by_class)).further("rhs_samples", bound(m.soft_margin));
    ledger.at_most(m.nc1, bound(tau), no_collapse<Real>());
    if (dropped || ledger.drops(Hypothesis::class_balanced)) return;
    ledger.beside_at_most(m.nc1, bound(by_class), no_collapse<Real>());
    ledger.beside_at_most(m.nc1, bound(m.soft_margin), no_collapse<Real>());
    ledger.beside_at_most(m.soft_margin, m.margin, infinity<Real>());
}

template <class Real>
void h2m_collapse_from_margin(Ledger<Real>& ledger, const LastLayer<Real>& m) {
    require_affine_last_layer(ledger, m);
    ledger.quantity("margin", m.margin).quantity("E_W", m.E_W).quantity("S_T", m.S_T);
    ledger.require(Hypothesis::positive_margin, m.margin);
    if (!ledger.applicable()) return;
    const Real bound = m.E_W * m.S_T / square(m.margin) - number<Real>(1);
    ledger.at_most(m.nc1, bound, no_collapse<Real>());
}

template <class Real>
void h2h_collapse_from_head(Ledger<Real>& ledger, const LastLayer<Real>& m) {
    require_affine_last_layer(ledger, m);
    if (!ledger.applicable()) return;
    ledger.quantity("S_T", m.S_T).quantity("P_B", m.P_B).quantity("P_W", m.P_W);
    ledger.quantity("rest", m.rest);
    const Real least = m.P_W / (m.P_B + m.rest);
    ledger.further("at_least", least);
    ledger.at_most(m.nc1, over(m.S_T, m.P_B) - number<Real>(1), no_collapse<Real>());
    ledger.beside_at_most(least, m.nc1, infinity<Real>());
}

inline auto h2_record() {
    using enum Hypothesis;
    return enclosed_record(
        {
            .id = "H2",
            .title = "Within-class collapse from the cross-entropy and two norms",
            .statement = "NC1_bal <= E_W S_T/tau^2 - 1, tau = ((K-1)/K) log((K-1)/(e^CE - 1))",
            .kind = Kind::extension,
            .source = sources::own,
            .trivial = trivial::no_collapse,
            .needs = {linear_layer, better_than_chance, class_balanced},
            .networks = Networks::classifiers,
            .bounds = "nc1_balanced",
            .any_loss = true,
            .biases = true,
            .certified = true,
            .headline = true,
            .theorems = {"H2_chain", "H2_collapse_from_cross_entropy", "H2_collapse_from_classes",
                         "H2_collapse_from_samples"},
        },
        [](auto& ledger, auto& s) { h2_collapse_from_cross_entropy(ledger, s.last_layer()); });
}

inline auto h2m_record() {
    using enum Hypothesis;
    return enclosed_record(
        {
            .id = "H2m",
            .title = "Within-class collapse from the mean margin and two norms",
            .statement = "NC1_bal <= E_W S_T/tbar^2 - 1",
            .kind = Kind::extension,
            .source = sources::own,
            .trivial = trivial::no_collapse,
            .needs = {linear_layer, positive_margin},
            .networks = Networks::classifiers,
            .bounds = "nc1_balanced",
            .any_loss = true,
            .biases = true,
            .certified = true,
            .swept = true,
            .headline = true,
            .theorems = {"H2m_margin", "H2m_identity", "H2m_collapse_from_margin"},
        },
        [](auto& ledger, auto& s) { h2m_collapse_from_margin(ledger, s.last_layer()); });
}

inline auto h2h_record() {
    using enum Hypothesis;
    return enclosed_record(
        {
            .id = "H2h",
            .title = "Within-class collapse from the last layer and its logits",
            .statement = "P_W/(P_B + q^2) <= NC1_bal <= S_T/P_B - 1",
            .kind = Kind::extension,
            .source = sources::own,
            .trivial = trivial::no_collapse,
            .needs = {linear_layer},
            .networks = Networks::classifiers,
            .bounds = "nc1_balanced",
            .any_loss = true,
            .biases = true,
            .certified = true,
            .swept = true,
            .headline = true,
            .theorems = {"H2h_products", "H2h_collapse_from_head", "H2h_sharper"},
        },
        [](auto& ledger, auto& s) { h2h_collapse_from_head(ledger, s.last_layer()); });
}

} // namespace ncv
