#include "measure/identities.hpp"

#include "network/multiprecision.hpp"

namespace ncv {

template <class S>
Identities<Approx<S>> measure_identities(const Snapshot& snapshot, const TrackedPasses<S>& t) {
    using std::abs;
    using R = Approx<S>;
    using A = ApproxMatrix<S>;
    Identities<R> out;
    const Network<S>& net = t.net;
    const int offset = snapshot.layer_offset;
    const bool homogeneous =
        net.nonlinear_layers == 0 || net.activation.is_positively_homogeneous();
    for (int l = 1; l < net.depth(); ++l) {
        const auto i = static_cast<std::size_t>(l);
        const bool linear = l > net.nonlinear_layers;
        const A W(net.W(l)), next(net.W(l + 1)), before(t.f.Z[i - 1]), ahead(t.back.Delta[i]);
        A here = W * before;
        if (!linear) here.error += S(16) * unit_roundoff<S>() * here.value.norm();
        here.value = t.f.Z[i];
        A delta = next.transpose() * ahead;
        if (!linear) delta.error += S(16) * unit_roundoff<S>() * delta.value.norm();
        delta.value = t.back.Delta[i - 1];
        A G = delta * before.transpose(), G_next = ahead * here.transpose();
        G.value = t.back.G[i - 1];
        G_next.value = t.back.G[i];
        const A left = next.transpose() * G_next, right = G * W.transpose();
        const A difference = left - right;
        if (linear) out.b1.push_back({l + offset, R(difference.value.norm()), R(difference.error)});
        if (!linear || homogeneous) {
            const S diagonal = difference.value.diagonal().norm();
            out.b4.push_back({l + offset, R(diagonal), R(difference.error)});
        }
        if (!linear || !snapshot.weight_decay) continue;

        // From here on G, G_next are the given numbers; what B1 misses is counted once.
        const S lambda = S(*snapshot.weight_decay);
        const A g(t.back.G[i - 1]), g_next(t.back.G[i]);
        const A D = next.transpose() * next - W * W.transpose();
        const A flow_here = S(-1) * (g + lambda * W), flow_next = S(-1) * (g_next + lambda * next);
        const A half_next = next.transpose() * flow_next, half_here = flow_here * W.transpose();
        const A rate = (half_next + half_next.transpose()) - (half_here + half_here.transpose());
        const A flow_defect = rate + S(2) * (lambda * D);
        out.b2f.push_back({l + offset, R(flow_defect.value.norm()),
                           R(flow_defect.error + S(2) * difference.error)});
        if (!snapshot.learning_rate) continue;
        const S eta = S(*snapshot.learning_rate), keep = S(1) - eta * lambda;
        const A stepped = keep * W - eta * g, stepped_next = keep * next - eta * g_next;
        const A D_after = stepped_next.transpose() * stepped_next - stepped * stepped.transpose();
        const A noise = g_next.transpose() * g_next - g * g.transpose();
        const A predicted = S(keep * keep) * D + S(eta * eta) * noise;
        const A defect = D_after - predicted;
        // keep itself is rounded: relative 2u, on terms of the size of D's factors.
        const S sizes =
            next.value.squaredNorm() + W.value.squaredNorm() +
            abs(eta) * (next.value.norm() * g_next.value.norm() + W.value.norm() * g.value.norm());
        out.b2.push_back({l + offset, R(defect.value.norm()),
                          R(defect.error + S(2) * abs(eta * keep) * difference.error +
                            S(8) * unit_roundoff<S>() * (S(1) + keep * keep) * sizes)});
        const A full_noise = flow_next.transpose() * flow_next - flow_here * flow_here.transpose();
        const S keep_twice = S(1) - S(2) * eta * lambda;
        const A full_defect = D_after - (keep_twice * D + S(eta * eta) * full_noise);
        out.b2r.push_back({l + offset, R(full_defect.value.norm()),
                           R(full_defect.error + S(2) * abs(eta) * difference.error +
                             S(8) * unit_roundoff<S>() * (S(1) + abs(keep_twice)) * sizes)});
    }
    return out;
}
template Identities<Approx<double>> measure_identities(const Snapshot&,
                                                       const TrackedPasses<double>&);
template Identities<Approx<mp100>> measure_identities(const Snapshot&, const TrackedPasses<mp100>&);

} // namespace ncv
