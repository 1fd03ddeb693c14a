/// A2b: within-class collapse with biases
/// Hypotheses  L2 >= 2, eps1 < h = s_{K-1}(Y (I-J)), J = 11^T/N; biases, any class sizes
/// Result      N tr Sigma_W(Z_{L-1}) <= (r eps1/(h - eps1))^2 + [m >= K] zw eps1
///             + (m-K+1)_+ zw^2 lambda_max(-D_{L-1})_+, r = ||Z_{L-1} (I-J)||, zw = ||Z^w_{L-2}||
/// Steps       W_L Z_{L-1} (I-J) = Z_L (I-J), so s_{K-1}(W_L) >= (h - eps1)/r (Weyl). Along W_L's
///             K-1 leading right singular vectors Z^w is at most ||E^w||_F/s_{K-1}(W_L). Along the
///             K-th, q: s_K ||Z^wT q|| <= eps1 and ||Z^wT q||^2 <= (s_K^2 - q^T D q) zw^2, and
///             min(eps1^2/x, x zw^2) <= eps1 zw whatever x = s_K^2 is; along each of the m-K others
///             -q^T D q zw^2
/// Source      extension of [JSWM, Thm 3.1], whose A0a, A1 and A2 are false with biases: s_K(W_L) may
///             be as small as one likes, and NC1 is of the order of eps1, not of eps1^2
#pragma once

#include "claims/record.hpp"
#include "measure/affine_tail.hpp"

#include <algorithm>

namespace ncv {

template <class Real>
Real within_bound_with_biases(const AffineTail<Real>& t) {
    const long outer = static_cast<long>(t.layers.back().width) - t.K + 1;
    Real bound = square(t.features_spread * t.eps1 / (t.label_gap - t.eps1));
    if (outer < 1) return bound;
    const Real steep = square(t.within_below) * t.layers.back().unbalanced;
    return bound + t.within_below * t.eps1 + number<Real>(static_cast<double>(outer)) * steep;
}

template <class Real>
void a2b_biases(Ledger<Real>& ledger, const AffineTail<Real>& t) {
    ledger.require_count(Hypothesis::two_linear_layers, t.L2 - 2);
    if (t.layers.empty()) return;
    ledger.quantity("eps1", t.eps1).quantity("label_gap", t.label_gap);
    ledger.require(Hypothesis::centred_interpolation, t.label_gap - t.eps1);
    if (!ledger.applicable()) return;
    ledger.quantity("r", t.features_spread).quantity("zw", t.within_below);
    ledger.at_most(square(t.within), within_bound_with_biases(t),
                   square(t.within) + square(t.between));
}

inline auto a2b_record() {
    using enum Hypothesis;
    return enclosed_record(
        {
            .id = "A2b",
            .title = "Within-class collapse with biases",
            .statement =
                "N tr Sigma_W <= (r eps1/(h - eps1))^2 + [m >= K] zw eps1 + (m-K+1)_+ zw^2 "
                "lambda_max(-D_{L-1})_+, h = s_{K-1}(Y(I-J))",
            .kind = Kind::extension,
            .source = sources::ours + sources::theorem,
            .trivial = "||Z_{L-1} (I-J)||_F^2",
            .needs = {two_linear_layers, centred_interpolation},
            .networks = Networks::affine,
            .any_loss = true,
            .biases = true,
            .certified = true,
            .theorems = {"A2b_biases"},
        },
        [](auto& ledger, auto& s) { a2b_biases(ledger, s.affine_tail()); });
}

} // namespace ncv
