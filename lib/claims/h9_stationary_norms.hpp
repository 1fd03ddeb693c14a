/// H9: what a layer's norm is near a stationary point, and which weight decay that is for
/// Hypotheses  the activations of layer l and of those above it are linear or positively homogeneous;
///             any loss, biases, and decays lambda_l
/// Result      |lambda_l ||W_l||_F^2 - (sum_{j >= l} <g_j, b_j> - <Delta_L, Z_L>)| <= ||R_l||_F ||W_l||_F,
///             g_j = Delta_j 1, R_l = G_l + lambda_l W_l; besides, without biases and with one
///             lambda > 0: | ||W_l||_F - ||W_k||_F | <= max(||R_l||_F, ||R_k||_F)/lambda
/// Steps       <G_l, W_l> = <Delta_l, W_l Z_{l-1}> = <Delta_l, pre_l> - <g_l, b_l>, and
///             <Delta_l, pre_l> = <W_{l+1}^T Delta_{l+1}, sigma'(pre_l) o pre_l> = <Delta_{l+1},
///             W_{l+1} Z_l> as sigma'(x) x = sigma(x): so on up to <Delta_L, Z_L>. Then
///             <R_l, W_l> = <G_l, W_l> + lambda_l ||W_l||_F^2. Without biases lambda (a^2 - b^2) of two
///             norms a >= b is <R_l, W_l> - <R_k, W_k>, at most max(||R_l||, ||R_k||) (a + b)
/// Source      this project. Of layer l itself, too, the activation counts: tanh there breaks it.
///             The decay for which R_l is least: measure/stationary_decay.hpp
#pragma once

#include "claims/record.hpp"
#include "measure/layer_norms.hpp"

namespace ncv {

namespace detail {
template <class Real>
Real magnitude(const Real& x) {
    return max(x, -x);
}
} // namespace detail

/// sum_{j >= l} <g_j, b_j> - <Delta_L, Z_L>: what lambda_l ||W_l||_F^2 is at a stationary point.
template <class Real>
Real stationary_square(const LayerNorms<Real>& m, const LayerNorm<Real>& layer) {
    return layer.biases - m.outputs;
}

template <class Real>
void compare_norms(Ledger<Real>& ledger, const LayerNorm<Real>& a, const LayerNorm<Real>& b) {
    ledger.beside_at_most(detail::magnitude(a.W - b.W), max(a.R, b.R) / number<Real>(a.decay),
                          max(a.W, b.W));
}

template <class Real>
void h9_stationary_norms(Ledger<Real>& ledger, const LayerNorms<Real>& m) {
    using enum Hypothesis;
    ledger.quantity("outputs", m.outputs);
    ledger.require_count(weight_decay_given, m.decay_given ? 0 : -1);
    // Without homogeneity there are the linear layers.
    const bool all = m.positively_homogeneous || ledger.drops(positive_homogeneity);
    const int first = all ? 1 : m.L1 + 1;
    ledger.require_count(positive_homogeneity, m.L1 + m.L2 - first);
    if (!ledger.applicable()) return;
    for (int l = first; l <= m.L1 + m.L2; ++l) {
        const auto& layer = m.layers[static_cast<std::size_t>(l - 1)];
        const Real own = number<Real>(layer.decay) * square(layer.W),
                   due = stationary_square(m, layer);
        ledger.at_most(detail::magnitude(own - due), layer.R * layer.W,
                       own + detail::magnitude(due), layer.l);
        if (l == first || m.has_biases || !(layer.decay > 0)) continue;
        const auto& below = m.layers[static_cast<std::size_t>(l - 2)];
        if (below.decay == layer.decay) compare_norms(ledger, layer, below);
    }
    if constexpr (is_enclosure<Real>) return; // no enclosure shows that two numbers are equal
    for (int l = first; l <= m.L1 + m.L2; ++l) {
        const auto& layer = m.layers[static_cast<std::size_t>(l - 1)];
        ledger.beside_at_most(detail::magnitude(layer.along + stationary_square(m, layer)),
                              number<Real>(0), infinity<Real>());
    }
}

inline auto h9_record() {
    using enum Hypothesis;
    return enclosed_record(
        {
            .id = "H9",
            .title = "Norms of layers at stationarity",
            .statement = "|lambda_l ||W_l||_F^2 + <Delta_L, Z_L> - sum_{j >= l} <g_j, b_j>| <= "
                         "||R_l||_F ||W_l||_F",
            .kind = Kind::extension,
            .source = sources::own,
            .trivial = "lambda_l ||W_l||_F^2 + |<Delta_L, Z_L> - sum <g_j, b_j>|",
            .needs = {weight_decay_given, positive_homogeneity},
            .networks = Networks::classifiers,
            .any_loss = true,
            .biases = true,
            .certified = true,
            .theorems = {"H9_stationary_norms", "H9_equal_norms"},
        },
        [](auto& ledger, auto& s) { h9_stationary_norms(ledger, s.layer_norms()); });
}

} // namespace ncv
