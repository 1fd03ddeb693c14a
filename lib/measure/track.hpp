/// Definition of track(); included only where it is instantiated.
#pragma once

#include "measure/tracked_passes.hpp"

#include <utility>

namespace ncv {

template <class S>
TrackedPasses<S> track(Network<S> network, Dataset<S> dataset, const Loss& loss) {
    TrackedPasses<S> t;
    t.net = std::move(network);
    t.data = std::move(dataset);
    const Network<S>& net = t.net;
    const Dataset<S>& data = t.data;
    const int L = net.depth();
    const Matrix<S> Y = data.one_hot();
    t.f = forward(net, data.inputs);
    t.back = backward_from(loss_gradient(loss, t.f.Z.back(), Y), net, t.f);
    t.W.resize(static_cast<std::size_t>(L + 1));
    t.b.resize(t.W.size());
    t.Z.push_back(data.inputs);
    for (int l = 1; l <= L; ++l) {
        const auto i = static_cast<std::size_t>(l);
        t.W[i] = net.W(l);
        // Slopes are at most 1, so an activation adds only its own rounding.
        S error = (t.W[i] * t.Z[i - 1]).error;
        if (net.has_bias(l)) {
            t.b[i] = ApproxMatrix<S>(Matrix<S>(net.b(l)));
            error += S(2) * unit_roundoff<S>() * t.f.pre[i - 1].norm();
        }
        if (l <= net.nonlinear_layers) error += S(16) * unit_roundoff<S>() * t.f.pre[i - 1].norm();
        t.Z.push_back({t.f.Z[i], error});
    }
    t.E = t.Z.back() - ApproxMatrix<S>(Y);
    t.G.resize(static_cast<std::size_t>(L + 1));
    t.Delta = {t.back.Delta.back(), t.E.error};
    // The softmax is 1/2-Lipschitz. With e_j = exp(-x_j), x_j >= 0 its logit's distance from the
    // largest, each of a column's shares p_j <= e_j moves by p_j u (x_j + sum_k p_k x_k + K + 16), and
    // x e^{-x} <= 1/e: a column by at most (2 K + 17) u, and by 7 u more for its targets.
    if (loss.kind == LossKind::cross_entropy) {
        using std::sqrt;
        const S K(static_cast<double>(data.classes)), N(static_cast<double>(data.samples()));
        t.Delta.error += unit_roundoff<S>() * (S(2) * K + S(24)) * sqrt(N);
    }
    t.delta_errors.resize(static_cast<std::size_t>(L));
    S delta_error = t.Delta.error;
    for (int l = L; l >= 1; --l) {
        const auto i = static_cast<std::size_t>(l);
        if (l <= net.nonlinear_layers)
            delta_error += S(2) * unit_roundoff<S>() * t.back.Delta[i - 1].norm();
        t.delta_errors[i - 1] = delta_error;
        const ApproxMatrix<S> delta = t.delta(l);
        t.G[i] = {t.back.G[i - 1], (delta * t.Z[i - 1].transpose()).error};
        delta_error = (t.W[i].transpose() * delta).error;
    }
    return t;
}

} // namespace ncv
