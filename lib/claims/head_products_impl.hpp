/// Definition of measure_head_products(); included only where it is instantiated.
#pragma once

#include "claims/head_products.hpp"
#include "claims/tracked_passes.hpp"

namespace ncv {

template <class Real>
HeadProducts<Real> measure_head_products(const Snapshot& snapshot, const std::string&) {
    using S = scalar_of_t<Real>;
    using A = ApproxMatrix<S>;
    const Network<S> net = snapshot.network.template cast<S>();
    const Dataset<S> data = snapshot.data.template cast<S>();
    const TrackedPasses<S> t = track(net, data);
    const int L = net.depth(), L1 = net.nonlinear_layers;
    HeadProducts<Real> out;
    out.cuts.resize(static_cast<std::size_t>(L - L1 + 1));
    A tail;
    for (int l = L; l >= L1; --l) {
        HeadCut<Real>& cut = out.cuts[static_cast<std::size_t>(l - L1)];
        const auto i = static_cast<std::size_t>(l);
        cut.l = l + snapshot.layer_offset;
        cut.Z = operator_norm(t.Z[i]);
        if (l > L1) cut.W = operator_norm(t.W[i]);
        if (l == L) {
            cut.tail = cut.kappa = Real(S(1));
            continue;
        }
        tail = l + 1 == L ? t.W[i + 1] : tail * t.W[i + 1];
        const auto values = spectrum(tail);
        cut.tail = values.largest();
        cut.kappa = values.condition(data.classes);
    }
    return out;
}

} // namespace ncv
