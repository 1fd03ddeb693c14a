#include "measure/last_layer.hpp"

#include "measure/measure_last_layer.hpp"
#include "network/multiprecision.hpp"

namespace ncv {

template <class S>
LastLayer<Approx<S>> measure_last_layer(const Snapshot& snapshot, const TrackedPasses<S>& t) {
    LastLayer<Approx<S>> out;
    measure_last_layer_in(snapshot, t, out);
    return out;
}
template LastLayer<Approx<double>> measure_last_layer(const Snapshot&,
                                                      const TrackedPasses<double>&);
template LastLayer<Approx<mp100>> measure_last_layer(const Snapshot&, const TrackedPasses<mp100>&);

} // namespace ncv
