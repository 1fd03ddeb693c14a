/// A state of gradient descent from its passes, the same for every arithmetic.
#pragma once

#include "measure/descent.hpp"
#include "measure/negative_part.hpp"

namespace ncv {

/// `offset`: of the layers' numbers, Snapshot::layer_offset.
template <class Real, class AnyPasses>
DescentState<Real> state_of(const AnyPasses& t, int nonlinear_layers, int offset, double lambda) {
    using S = scalar_of_t<Real>;
    const S decay(lambda);
    const Real half(S(0.5));
    DescentState<Real> out;
    out.loss = half * square(frobenius_norm(t.E));
    out.gradient = Real(S(0));
    Real squares(S(0));
    const int L = static_cast<int>(t.W.size()) - 1;
    for (int l = 1; l <= L; ++l) {
        const auto i = static_cast<std::size_t>(l);
        const auto R = t.G[i] + decay * t.W[i];
        squares += square(frobenius_norm(t.W[i]));
        out.gradient += square(frobenius_norm(R));
        if (l <= nonlinear_layers) continue;
        DescentLayer<Real> layer;
        layer.l = l + offset;
        layer.W = operator_norm(t.W[i]);
        layer.R = operator_norm(R);
        if (l < L)
            layer.D =
                operator_norm(t.W[i + 1].transpose() * t.W[i + 1] - t.W[i] * t.W[i].transpose());
        out.head.push_back(layer);
    }
    out.squared_norm = squares;
    out.regularised_loss = out.loss + half * Real(decay) * squares;
    return out;
}

/// lambda_max(-D_l)_+ for each l that has a D_l, from the weights W_l at [l].
template <class A>
std::vector<typename A::Real> one_sided_defects_of(const std::vector<A>& W, int nonlinear_layers) {
    std::vector<typename A::Real> out;
    for (auto l = static_cast<std::size_t>(nonlinear_layers) + 1; l + 1 < W.size(); ++l)
        out.push_back(negative_part(A(W[l + 1].transpose() * W[l + 1] - W[l] * W[l].transpose())));
    return out;
}

} // namespace ncv
