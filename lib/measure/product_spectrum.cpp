#include "measure/product_spectrum.hpp"

#include "network/multiprecision.hpp"

namespace ncv {

template <class S>
ProductSpectrum<Approx<S>> measure_product_spectrum(const Snapshot& snapshot,
                                                    const TrackedPasses<S>& t) {
    const auto& net = snapshot.network;
    ProductSpectrum<Approx<S>> out;
    out.decay_given = snapshot.weight_decay || !snapshot.weight_decays.empty();
    ApproxMatrix<S> product;
    for (int l = net.depth(); l > net.nonlinear_layers; --l) {
        const auto& W = t.W[static_cast<std::size_t>(l)];
        out.decays.push_back(snapshot.decay_of('W', l));
        out.W.push_back(frobenius_norm(W));
        product = out.W.size() == 1 ? W : product * W;
    }
    if (out.W.empty()) return out;
    const auto values = spectrum(product);
    out.s.assign(values.values.begin(), values.values.begin() + values.rank);
    return out;
}
template ProductSpectrum<Approx<double>> measure_product_spectrum(const Snapshot&,
                                                                  const TrackedPasses<double>&);
template ProductSpectrum<Approx<mp100>> measure_product_spectrum(const Snapshot&,
                                                                 const TrackedPasses<mp100>&);

} // namespace ncv
