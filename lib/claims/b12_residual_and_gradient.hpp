/// B12: a network's residual and the gradient of one layer bound its collapse
/// Hypotheses  lambda_{L-1} > 0; eps1 < s_K(Y), n_l >= K in the head, L2 >= 2
/// Results     t = ||(I-P) R_{L-1}||/lambda_{L-1}, at most ||R_{L-1}||/lambda_{L-1}; P = W_L^+ W_L:
///             NC1_weighted <= G2t's right side with T = Y and c^2 = s1^2 tail t^2 (rhs);
///             NC2 <= sqrt(kappa^2 (1+eta)^2 + s1^2 z2^2 t^2/s_K(Y)^2)/(1 - eta), eta = eps1/s_K(Y)
///             (nc2_bound); 1 - NC3 <= [alpha + t_2 + s1 t sqrt(tail'/(2N))]^2 with alpha and t_2 as
///             in G6m (nc3_bound)
/// Steps       G0 gives (I-P) W_{L-1} = (I-P) R_{L-1}/lambda, so (I-P) Z_{L-1} has norm t ||Z_{L-2}||
///             at most, where A5s and A6s have sqrt(eD) ||Z_{L-2}||; eps1 < s_K(Y) leaves rank
///             W_L = K. tail: q squares of Z^w_{L-2}'s largest singular values, tail' of Z_{L-2}'s
/// Source      extension of [JSWM, Thm 3.1]: where B11 has a root of two layers' gradients, one
///             layer's enters in first order, and no balance is measured
#pragma once

#include "claims/a5_class_mean_orthogonality.hpp"
#include "claims/g2_logit_collapse.hpp"
#include "claims/g6_alignment.hpp"

namespace ncv {

template <class Real>
void b12_residual_and_gradient(Ledger<Real>& ledger, const Measured<Real>& m,
                               const AffineTail<Real>& t) {
    ledger.quantity("eps1", m.eps1).quantity("s_K_Y", m.s_K_Y).quantity("kappa_head", m.kappa);
    ledger.require_count(Hypothesis::two_linear_layers, m.L2 - 2);
    ledger.require_count(Hypothesis::head_width, static_cast<long>(m.head_width) - m.K);
    ledger.require(Hypothesis::interpolation, m.zero_loss_gap);
    if (!t.layers.empty()) {
        const auto decay = t.layers.back().lambda;
        ledger.require_count(Hypothesis::weight_decay_given, decay ? 0 : -1);
        ledger.require(Hypothesis::weight_decay, number<Real>(decay.value_or(0)));
    }
    if (!ledger.applicable() || t.layers.empty()) return;
    const auto& layer = t.layers.back();
    const Real outside = outside_part(ledger, layer, layer.outside_operator), t2 = square(outside);
    const auto nc1 = [&](const Real& norm2) {
        return fitted_collapse(layer, t.misfit, t.label_spread, Real(norm2 * layer.tail));
    };
    ledger.quantity("t", outside).quantity("t_gradient", gradient_part(ledger, layer));
    ledger.further("rhs_gradient", nc1(square(gradient_part(ledger, layer))));
    ledger.further("nc2_bound", sharp_class_mean_condition_bound(m, t2));
    ledger.further("nc3_bound",
                   number<Real>(1) - label_misalignment_bound(m, t, Real(t2 * layer.tail_all)));
    ledger.at_most(m.nc1_weighted, nc1(t2), no_collapse<Real>());
}

inline auto b12_record() {
    using enum Hypothesis;
    return enclosed_record(
        {
            .id = "B12",
            .title = "Residual and one layer's gradient bound the collapse",
            .statement = "NC1 <= (k^2 (e^2 - b^2) + c^2)/(g - b)^2, c^2 = s1^2 tail t^2, "
                         "t = ||(I-P) R_{L-1}||/lambda",
            .kind = Kind::extension,
            .source = sources::ours + sources::theorem + " and section 4",
            .trivial = trivial::no_collapse,
            .needs = {two_linear_layers, head_width, interpolation, weight_decay_given,
                      weight_decay},
            .bounds = "nc1_weighted",
            .certified = true,
            .headline = true,
            .theorems = {"B12_nc1", "B12_nc2", "B12_nc3"},
        },
        [](auto& ledger, auto& s) {
            b12_residual_and_gradient(ledger, s.head(), s.affine_tail());
        });
}

} // namespace ncv
