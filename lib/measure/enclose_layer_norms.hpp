/// The norms of LayerNorms in interval arithmetic, of the affine layers at a network's end: what is below
/// is not followed backwards.
#pragma once

#include "enclosure/inner_product.hpp"
#include "measure/by_class.hpp"
#include "measure/layer_norms.hpp"

namespace ncv {

template <class A>
LayerNorms<Interval> enclose_layer_norms(const Snapshot& snapshot, const Passes<A>& t) {
    const auto& net = snapshot.network;
    const int L = net.depth();
    const auto at = [](int l) { return static_cast<std::size_t>(l); };
    LayerNorms<Interval> out;
    out.L1 = net.nonlinear_layers;
    out.L2 = net.linear_layers();
    out.positively_homogeneous = out.L1 == 0;
    out.decay_given = snapshot.weight_decay || !snapshot.weight_decays.empty();
    out.has_biases = net.has_biases();
    out.outputs = inner_product(t.Delta, t.against(at(L)));
    out.layers.resize(at(L));
    Interval biases(0);
    A bias_gradient = t.Delta * ones_of(t, snapshot.data); // g_l
    for (int l = L; l > out.L1; --l) {
        LayerNorm<Interval>& layer = out.layers[at(l - 1)];
        const A &W = t.W[at(l)], &G = t.G[at(l)];
        layer.l = l + snapshot.layer_offset;
        layer.decay = snapshot.decay_of('W', l);
        layer.W = frobenius_norm(W);
        layer.R = frobenius_norm(G + typename A::Point(layer.decay) * W);
        layer.along = inner_product(G, W);
        if (net.has_bias(l)) biases += inner_product(bias_gradient, t.b[at(l)]);
        layer.biases = biases;
        if (l - 1 > out.L1) bias_gradient = W.transpose() * bias_gradient;
    }
    return out;
}

} // namespace ncv
