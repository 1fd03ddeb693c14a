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
    if (loss.kind == LossKind::cross_entropy)
        t.Delta.error += softmax_rounding<S>(data.classes, data.samples());
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
