/// What every claim of section G asks, and how it goes through the layers.
///
/// Setting: layers l .. L are affine, whatever lies below, biases or not; the objective is a loss of
/// Z_L plus sum_j lambda_j/2 ||W_j||_F^2 plus anything of the biases; A is an orthogonal projection
/// with A Delta = Delta for Delta the loss' gradient in Z_L: A = I for the squared error,
/// A = C = I - 11^T/K for the cross-entropy. V = A W_{L:l+1}, P = V^+ V, R_l = grad_{W_l} of the
/// objective, O_l = (I-P) R_l/lambda_l.
#pragma once

#include "claims/record.hpp"
#include "measure/affine_tail.hpp"

namespace ncv {

/// L2 >= 2, lambda_l > 0 and V != 0 for every L1 < l < L.
template <class Real>
void require_affine_layers(Ledger<Real>& ledger, const AffineTail<Real>& t) {
    ledger.require_count(Hypothesis::two_linear_layers, t.L2 - 2);
    if (t.layers.empty()) return;
    const auto decay = t.least_decay();
    ledger.require_count(Hypothesis::weight_decay_given, decay ? 0 : -1);
    ledger.require(Hypothesis::weight_decay, number<Real>(decay.value_or(0)));
    Real least = t.layers.front().s1;
    for (const auto& layer : t.layers) least = min(least, layer.s1);
    ledger.require(Hypothesis::tail_rank, least);
}

/// Those of these that can be dropped, and more.
inline Hypotheses affine_and(const Hypotheses& more = {}) {
    using enum Hypothesis;
    return joined({two_linear_layers, weight_decay_given, weight_decay, tail_rank}, more);
}

/// A size that has O_l = (I-P) R_l/lambda_l in it. Where `weight_decay` is dropped and lambda_l = 0
/// it is 0/0, which counts as 0: (I-P) R_l = (I-P) G_l = 0.
template <class Real>
Real outside_part(const Ledger<Real>& ledger, const AffineLayer<Real>& layer, const Real& size) {
    const bool none = ledger.drops(Hypothesis::weight_decay) && layer.lambda.value_or(0) == 0;
    return none ? number<Real>(0) : size;
}
/// ||R_l||/lambda_l, at least ||O_l||.
template <class Real>
Real gradient_part(const Ledger<Real>& ledger, const AffineLayer<Real>& layer) {
    return outside_part(ledger, layer, layer.R / number<Real>(layer.lambda.value_or(0)));
}

/// look(layer) for each hidden affine layer, from L-1 down: the first side that a claim enters is
/// that of the last features.
template <class Real, class Look>
void for_layers(const AffineTail<Real>& t, const Look& look) {
    for (auto layer = t.layers.rbegin(); layer != t.layers.rend(); ++layer) look(*layer);
}

/// What enters most of the formulas at l = L-1.
template <class Real>
void note_last_layer(Ledger<Real>& ledger, const AffineTail<Real>& t) {
    if (t.layers.empty()) return;
    const AffineLayer<Real>& layer = t.layers.back();
    ledger.quantity("s1", layer.s1).quantity("k", layer.kappa).quantity("rank", layer.rank);
    ledger.quantity("outside_rows", layer.outside).quantity("gradient", layer.R);
}

} // namespace ncv
