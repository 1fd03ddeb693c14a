/// C1w: first layers that fit the labels exist, at a known price
/// Hypotheses  a whole network (`whole_network`); sigma takes the value 1 (`reaches_one`: all but
///             tanh; no inverse is needed); n_2 .. n_{L1} >= K, n_1 >= K if L1 = 1
///             (`witness_width`); Z_1 = sigma(W_1 X), or X if L1 = 1, of rank N
///             (`independent_features`); L1 = 0: X = [Y; 0] (`inputs_are_labels`)
/// Result      with a = sigma^{-1}(1), W_2 = a [Y; 0] Z_1^+, W_l = a diag(I_K, 0) for 3 <= l <= L1:
///             Z_{L1} = [Y; 0], and the layers' squared norms add up to
///             c = ||W_1||_F^2 + a^2 ||Y Z_1^+||_F^2 + (L1-2) a^2 K   (L1 = 1: a^2 ||Y X^+||_F^2)
/// Steps       Z_1^+ Z_1 = I; sigma(a) = 1, sigma(0) = 0
/// Source      [JSWM, Thm 5.2] assumes such layers; the construction is ours
#pragma once

#include "claims/record.hpp"
#include "measure/head.hpp"
#include "measure/near_optimum.hpp"

namespace ncv {

inline Hypotheses witness_and(const Hypotheses& more = {}) {
    using enum Hypothesis;
    return joined(
        {whole_network, reaches_one, witness_width, independent_features, inputs_are_labels}, more);
}

template <class Real>
void require_witness(Ledger<Real>& ledger, const NearOptimum<Real>& w) {
    ledger.require_count(Hypothesis::whole_network, w.whole_network ? 0 : -1);
    ledger.require_count(Hypothesis::reaches_one, w.reaches_one ? 0 : -1);
    ledger.require_count(Hypothesis::witness_width, w.spare_width);
    ledger.require_count(Hypothesis::independent_features, w.spare_rank);
    ledger.require_count(Hypothesis::inputs_are_labels, w.inputs_are_labels ? 0 : -1);
}

template <class Real>
void c1w_witness(Ledger<Real>& ledger, const Measured<Real>& m, const NearOptimum<Real>& w) {
    require_witness(ledger, w);
    if (!ledger.applicable()) return;
    ledger.quantity("c", w.c).quantity("scale_exponent", w.scale_exponent);
    if (m.L1 > 0) ledger.quantity("a", w.a);
    const Real apart = w.c - w.squares;
    using std::abs;
    ledger.identity(w.miss, w.miss_budget);
    ledger.identity(Real(abs(apart.value)), Real(apart.error));
}

inline auto c1w_record() {
    return record(
        {
            .id = "C1w",
            .title = "Layers that fit the labels, and their price",
            .statement = "Z_L1 = [Y; 0] with c = ||W_1||_F^2 + a^2 ||Y Z_1^+||_F^2 + (L1-2) a^2 K",
            .kind = Kind::identity,
            .source = sources::near_optimum + ", construction ours",
            .trivial = trivial::no_bound,
            .needs = witness_and(),
            .networks = Networks::optima,
            .theorems = {"C1w_witness"},
        },
        [](auto& ledger, auto& s) { c1w_witness(ledger, s.head(), s.near_optimum()); });
}

} // namespace ncv
