#include "measure/layer_norms.hpp"

#include "measure/few_columns.hpp"
#include "measure/inner_product.hpp"
#include "network/multiprecision.hpp"

namespace ncv {
namespace {

/// A 1, a column.
template <class S>
ApproxMatrix<S> sum_of_columns(const ApproxMatrix<S>& A) {
    using std::sqrt;
    const S root = sqrt(S(static_cast<double>(A.cols())));
    return {A.value.rowwise().sum(),
            root * (A.error + gamma_factor<S>(A.cols() + 2) * A.value.norm())};
}

} // namespace

template <class S>
LayerNorms<Approx<S>> measure_layer_norms(const Snapshot& snapshot, const TrackedPasses<S>& t) {
    using A = ApproxMatrix<S>;
    const auto& net = snapshot.network;
    const int L = net.depth();
    LayerNorms<Approx<S>> out;
    out.L1 = net.nonlinear_layers;
    out.L2 = net.linear_layers();
    out.positively_homogeneous = out.L1 == 0 || net.activation.is_positively_homogeneous();
    out.decay_given = snapshot.weight_decay || !snapshot.weight_decays.empty();
    out.has_biases = net.has_biases();
    out.outputs = inner_product(t.Delta, t.against(static_cast<std::size_t>(L)));
    out.layers.resize(static_cast<std::size_t>(L));
    Approx<S> biases(S(0));
    for (int l = L; l >= 1; --l) {
        const auto i = static_cast<std::size_t>(l);
        LayerNorm<Approx<S>>& layer = out.layers[i - 1];
        layer.l = l + snapshot.layer_offset;
        layer.decay = snapshot.decay_of('W', l);
        layer.W = frobenius_norm(t.W[i]);
        layer.R = frobenius_norm(A(t.G[i] + S(layer.decay) * t.W[i]));
        layer.along = inner_product(t.G[i], t.W[i]);
        if (net.has_bias(l))
            biases += inner_product(t.few ? t.delta(l) * t.few->ones : sum_of_columns(t.delta(l)),
                                    t.b[i]);
        layer.biases = biases;
    }
    return out;
}
template LayerNorms<Approx<double>> measure_layer_norms(const Snapshot&,
                                                        const TrackedPasses<double>&);
template LayerNorms<Approx<mp100>> measure_layer_norms(const Snapshot&,
                                                       const TrackedPasses<mp100>&);

} // namespace ncv
