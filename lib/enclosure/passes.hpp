/// Forward pass and the head's backward pass, enclosed: what the head's claims read of a network.
#pragma once

#include "enclosure/activation.hpp"
#include "enclosure/cross_entropy.hpp"
#include "enclosure/interval_matrix.hpp"
#include "network/network.hpp"
#include "network/passes.hpp"

namespace ncv {

inline IntervalMatrix activate(const Activation& a, const IntervalMatrix& pre) {
    return pre.map([&](const Interval& x) { return activate(a, x); });
}
/// What activates layer after layer.
inline ActivatedMatrices activating(const Activation& a, const BallMatrix<double>&) {
    return ActivatedMatrices(a);
}
inline auto activating(const Activation& a, const IntervalMatrix&) {
    return [a](const IntervalMatrix& pre) { return activate(a, pre); };
}

/// The same matrix with its norm, which then bounds what a product inherits.
template <class S>
BallMatrix<S> with_norm(BallMatrix<S> W) {
    W.norm = operator_norm(W);
    return W;
}
inline IntervalMatrix with_norm(IntervalMatrix W) { return W; }

/// W and G of the head, Z from min(L1, L-2) on; what is below is dropped as soon as it is used.
template <class A>
Passes<A> enclose_passes(const Snapshot& snapshot) {
    const auto& net = snapshot.network;
    const int L = net.depth(), L1 = net.nonlinear_layers, kept = std::min(L1, L - 2);
    const auto at = [](int l) { return static_cast<std::size_t>(l); };
    Passes<A> t;
    t.W.resize(at(L + 1));
    t.b.resize(at(L + 1));
    t.Z.resize(at(L + 1));
    t.G.resize(at(L + 1));
    A Z = A::exact(snapshot.data.inputs);
    auto sigma = activating(net.activation, Z);
    for (int l = 0; l <= L; ++l) {
        if (l > 0) {
            A W = with_norm(A::exact(net.W(l)));
            Z = W * Z;
            if (net.has_bias(l)) {
                t.b[at(l)] = A::exact(net.b(l));
                Z = add_to_columns(Z, t.b[at(l)]);
            }
            if (l <= L1) Z = sigma(Z);
            if (l > L1 || l == L - 1) t.W[at(l)] = std::move(W);
        }
        if (l >= kept) t.Z[at(l)] = Z;
    }
    t.E = Z - A::exact(snapshot.data.one_hot());
    t.Delta = snapshot.loss.kind == LossKind::squared_error
                  ? t.E
                  : softmax_error(snapshot.loss, Z, snapshot.data.labels);
    A delta = t.Delta;
    for (int l = L; l > L1; --l) {
        t.G[at(l)] = delta * t.Z[at(l - 1)].transpose();
        if (l > L1 + 1) delta = t.W[at(l)].transpose() * delta;
    }
    return t;
}

/// The weights, at [l]; [0] is empty.
inline std::vector<IntervalMatrix> exact_weights(const Network<double>& net) {
    std::vector<IntervalMatrix> W(1);
    for (const Matrix<double>& w : net.weights) W.push_back(IntervalMatrix::exact(w));
    return W;
}

/// All of W, Z and G of the snapshot with these weights, entry by entry: what the claims about the
/// landscape and about descent read.
inline Passes<IntervalMatrix> enclose_all_passes(const Snapshot& snapshot,
                                                 std::vector<IntervalMatrix> W) {
    const auto& net = snapshot.network;
    const int L = net.depth(), L1 = net.nonlinear_layers;
    const auto at = [](int l) { return static_cast<std::size_t>(l); };
    Passes<IntervalMatrix> t;
    std::vector<IntervalMatrix> pre(at(L + 1));
    t.W = std::move(W);
    t.G.resize(at(L + 1));
    t.Z.push_back(IntervalMatrix::exact(snapshot.data.inputs));
    for (int l = 1; l <= L; ++l) {
        pre[at(l)] = t.W[at(l)] * t.Z.back();
        t.Z.push_back(l <= L1 ? activate(net.activation, pre[at(l)]) : pre[at(l)]);
    }
    t.E = t.Z.back() - IntervalMatrix::exact(snapshot.data.one_hot());
    IntervalMatrix delta = t.E;
    for (int l = L; l >= 1; --l) {
        for (Eigen::Index i = 0; l <= L1 && i < delta.rows(); ++i)
            for (Eigen::Index j = 0; j < delta.cols(); ++j)
                delta(i, j) = slope(net.activation, pre[at(l)](i, j)) * delta(i, j);
        t.G[at(l)] = delta * t.Z[at(l - 1)].transpose();
        if (l > 1) delta = t.W[at(l)].transpose() * delta;
    }
    return t;
}

} // namespace ncv
