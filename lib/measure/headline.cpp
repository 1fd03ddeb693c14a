#include "measure/headline.hpp"

#include "measure/by_class.hpp"
#include "network/multiprecision.hpp"

namespace ncv {

template <class S>
Headline<Approx<S>> measure_headline(const Snapshot& snapshot, const TrackedPasses<S>& t,
                                     const Measured<Approx<S>>& head) {
    const auto L = static_cast<std::size_t>(snapshot.network.depth());
    Headline<Approx<S>> out;
    const auto collapse = collapse_at(L - 1, t, snapshot.data);
    out.nc1 = collapse.nc1;
    out.nc2 = collapse.means.condition(snapshot.data.classes);
    // A head has a hidden layer.
    out.nc3 = head.head.empty() ? nc3_at(L - 1, t.W[L], t, snapshot.data) : head.nc3;
    out.residual = frobenius_norm(t.E);
    std::vector<Matrix<double>> gradients;
    for (std::size_t l = 1; l <= L; ++l) gradients.push_back(t.G[l].value.template cast<double>());
    out.decays = stationary_decays(snapshot, gradients);
    return out;
}
template Headline<Approx<double>> measure_headline(const Snapshot&, const TrackedPasses<double>&,
                                                   const Measured<Approx<double>>&);
template Headline<Approx<mp100>> measure_headline(const Snapshot&, const TrackedPasses<mp100>&,
                                                  const Measured<Approx<mp100>>&);

} // namespace ncv
