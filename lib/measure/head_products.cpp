#include "measure/head_products.hpp"

#include "network/multiprecision.hpp"

namespace ncv {

template <class S>
HeadProducts<Approx<S>> measure_head_products(const Snapshot& snapshot, const TrackedPasses<S>& t) {
    using Real = Approx<S>;
    using A = ApproxMatrix<S>;
    const int L = t.net.depth(), L1 = t.net.nonlinear_layers;
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
        cut.kappa = values.condition(t.data.classes);
    }
    return out;
}
template HeadProducts<Approx<double>> measure_head_products(const Snapshot&,
                                                            const TrackedPasses<double>&);
template HeadProducts<Approx<mp100>> measure_head_products(const Snapshot&,
                                                           const TrackedPasses<mp100>&);

} // namespace ncv
