/// A7: more linear layers, more collapse
/// Hypotheses  eps1 = 0 and eps2 = 0 (both to half of double's digits; what is left of them enters
///             the sides' error through A3, A5s and A6s), n_l >= K in the head, L2 >= 2
/// Results     A7   NC3(Z_{L-1}, W_L) >= kappa(M)^{-1/L2} and NC2(Z_{L-1}) = kappa(M)^{1/L2}
///             A7d  for L1 < l < L: NC1(Z_l) = 0 and NC2(Z_l) = kappa(M)^{(L-l)/L2}
///             A7s  NC3 >= sech(log kappa(M)/L2), attained for even K; so 1 - NC3 = O(1/L2^2)
/// Steps       A4e, and A5s, A6s with eps1 = eps2 = 0; for A7d the same with W_{L:l+1} for W_L:
///             ||(I-P) Z_l||^2 <= sum_{j >= l} ||D_j|| ||Z_{l-1}||^2
/// Source      [JSWM, Thm 3.1]; A7d, A7s are extensions
#pragma once

#include "claims/a2_within_class_collapse.hpp"
#include "claims/a4_head_condition.hpp"
#include "claims/a6_alignment.hpp"

namespace ncv {

template <class Real>
void require_exactness(Ledger<Real>& ledger, const Measured<Real>& m) {
    require_generic_theorem(ledger, m);
    ledger.require(Hypothesis::exact_interpolation, number<Real>(nearly_zero) * m.s_K_Y - m.eps1);
    require_balanced_head(ledger, m);
    ledger.quantity("kappa_product", m.kappa_M);
}

inline Hypotheses exact_and(const Hypotheses& more = {}) {
    using enum Hypothesis;
    return joined(generic_and({exact_interpolation, balanced_head}), more);
}

/// What eps1 and eps2 can still change in 1 - NC3 = chord^2, chord known up to `slack`.
template <class Real>
Real widened_square(const Real& chord, const Real& slack) {
    return widened(square(chord), (number<Real>(2) * chord + slack) * slack);
}

/// One hidden head layer as A7d sees it, V = W_{L:l+1}.
template <class Real>
struct DepthPrediction {
    Real nc2;       ///< kappa(M)^{(L-l)/L2}, its error widened by eps1 and eps2
    Real nc1_slack; ///< what eps1 and eps2 allow NC1(Z_l) to be
};

template <class Real>
DepthPrediction<Real> depth_prediction(const Ledger<Real>& ledger, const Measured<Real>& m,
                                       std::size_t i) {
    const auto& layer = m.head[i];
    const Real one = number<Real>(1), eta = m.eps1 / m.s_K_Y;
    Real D = number<Real>(0);
    for (std::size_t j = i; j < m.head.size(); ++j) D += m.head[j].D;
    const Real outside = sqrt(D) * layer.Z_before; // ||(I-P) Z_l||, P onto the rows of V
    const Real condition = balanced_condition(ledger, m, static_cast<int>(m.head.size() - i));
    const Real s_1 = layer.tail, s_K = s_1 / condition;
    const Real factor = sqrt(square(one + eta) + square(outside * s_1 / m.s_K_Y)) / (one - eta);
    const Real rank =
        number<Real>(static_cast<double>(std::min(layer.width, static_cast<Eigen::Index>(m.N))));
    const Real K = number<Real>(m.K), N = number<Real>(m.N);
    const Real root = sqrt(balanced_spread(m)) - m.eps1 / (sqrt(K) * m.s_K_Y); // as in A2v
    return {widened(condition, condition * (factor - one)),
            square(s_1 / root) / N * (square(m.eps1 / s_K) + rank * square(outside))};
}

template <class Real>
void a7_depth(Ledger<Real>& ledger, const Measured<Real>& m) {
    require_exactness(ledger, m);
    if (!ledger.applicable()) return;
    const Real k = balanced_condition(ledger, m, 1), one = number<Real>(1);
    const Real slack = alignment_slack(m, m.eD);
    const Real bound = widened(one / k, (number<Real>(2) * kantorovich_chord(k) + slack) * slack);
    ledger.at_least(m.nc3, bound, number<Real>(-1));
    if (m.head.empty()) return; // two_linear_layers is dropped
    const Real predicted = depth_prediction(ledger, m, m.head.size() - 1).nc2;
    ledger.further("nc2", m.nc2).further("nc2_predicted", predicted);
    if (certainly_greater(m.nc2, predicted) || certainly_greater(predicted, m.nc2))
        ledger.equal(m.nc2, predicted);
}

template <class Real>
void a7d_depth(Ledger<Real>& ledger, const Measured<Real>& m) {
    require_exactness(ledger, m);
    if (!ledger.applicable()) return;
    for (std::size_t i = 0; i < m.head.size(); ++i) {
        const auto& layer = m.head[i];
        const DepthPrediction<Real> predicted = depth_prediction(ledger, m, i);
        ledger.equal(layer.nc2, predicted.nc2, layer.l);
        if (certainly_greater(layer.nc1, predicted.nc1_slack))
            ledger.identity(layer.nc1, predicted.nc1_slack, layer.l);
    }
}

template <class Real>
void a7s_depth(Ledger<Real>& ledger, const Measured<Real>& m) {
    require_exactness(ledger, m);
    if (!ledger.applicable()) return;
    const Real chord = kantorovich_chord(balanced_condition(ledger, m, 1));
    const Real bound = number<Real>(1) - widened_square(chord, alignment_slack(m, m.eD));
    ledger.at_least(m.nc3, bound, number<Real>(-1));
}

inline auto a7_record() {
    using enum Hypothesis;
    return enclosed_record(
        {
            .id = "A7",
            .title = "Depth aligns and orthogonalises",
            .statement = "exact head: NC3 >= kappa(M)^(-1/L2) and NC2(Z_{L-1}) = kappa(M)^(1/L2)",
            .kind = Kind::paper,
            .source = sources::theorem,
            .trivial = "-1",
            .needs = exact_and({kappa_product, depth}),
            .bounds = "nc3",
            .any_loss = true,
            .swept = true,
            .theorems = {"A7_depth_nc2", "A7_depth_nc3"},
        },
        [](auto& ledger, auto& s) { a7_depth(ledger, s.head()); });
}

inline auto a7d_record() {
    return enclosed_record(
        {
            .id = "A7d",
            .title = "Every head layer collapses",
            .statement =
                "exact head: NC1(Z_l) = 0 and NC2(Z_l) = kappa(M)^((L-l)/L2) for L1 < l < L",
            .kind = Kind::extension,
            .source = sources::ours + sources::theorem,
            .trivial = trivial::no_bound,
            .needs = exact_and(),
            .any_loss = true,
            .swept = true,
            .theorems = {"A7d_head_layers", "A7d_nc1", "A7d_distance_to_collapse", "A7d_nc1_bound"},
        },
        [](auto& ledger, auto& s) { a7d_depth(ledger, s.head()); });
}

inline auto a7s_record() {
    using enum Hypothesis;
    return enclosed_record(
        {
            .id = "A7s",
            .title = "Depth aligns at the rate 1/L2^2",
            .statement = "exact head: NC3 >= sech(log kappa(M)/L2)",
            .kind = Kind::sharp,
            .source = sources::ours + sources::theorem,
            .trivial = "-1",
            .needs = exact_and({kappa_product, depth}),
            .bounds = "nc3",
            .any_loss = true,
            .swept = true,
            .theorems = {"A7s_depth_sharp"},
        },
        [](auto& ledger, auto& s) { a7s_depth(ledger, s.head()); });
}

} // namespace ncv
