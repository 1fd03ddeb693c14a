#include "measure/low_rank.hpp"

#include "measure/by_class.hpp"
#include "measure/class_parts.hpp"
#include "network/multiprecision.hpp"

#include <algorithm>

namespace ncv {

template <class S>
LowRank<Approx<S>> measure_low_rank(const Snapshot& snapshot, const TrackedPasses<S>& t) {
    using A = ApproxMatrix<S>;
    const auto& net = snapshot.network;
    const int K = snapshot.data.classes;
    LowRank<Approx<S>> out;
    out.decay_given = snapshot.weight_decay || !snapshot.weight_decays.empty();
    for (int l = 1; l <= net.depth(); ++l) {
        if (std::min(net.width(l), net.width(l - 1)) <= K) continue;
        const auto i = static_cast<std::size_t>(l);
        LowRankLayer<Approx<S>>& layer = out.layers.emplace_back();
        layer.l = l + snapshot.layer_offset;
        layer.decay = snapshot.decay_of('W', l);
        const auto values = spectrum(t.W[i]).values;
        Approx<S> squares(S(0));
        for (std::size_t k = static_cast<std::size_t>(K); k < values.size(); ++k)
            squares += square(values[k]);
        layer.W = frobenius_norm(t.W[i]);
        layer.W_1 = values.front();
        layer.tail = sqrt(squares);
        layer.next = values[static_cast<std::size_t>(K)];
        const A means = t.few ? of_class_means(i - 1, t, t.few->means)
                              : class_parts(t.Z[i - 1], t.data.labels, K).means;
        const A T = S(layer.decay) * t.W[i] +
                    t.delta(l) * one_hot_of<A>(t, snapshot.data).transpose() * means.transpose();
        layer.T = frobenius_norm(T);
        layer.T_1 = operator_norm(T);
    }
    return out;
}
template LowRank<Approx<double>> measure_low_rank(const Snapshot&, const TrackedPasses<double>&);
template LowRank<Approx<mp100>> measure_low_rank(const Snapshot&, const TrackedPasses<mp100>&);

} // namespace ncv
