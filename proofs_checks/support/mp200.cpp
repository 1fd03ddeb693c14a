#include "support/mp200.hpp"
#include "network/multiprecision.hpp"

#include "measure/measure_affine_tail.hpp"
#include "measure/measure_head.hpp"
#include "measure/measure_last_layer.hpp"
#include "measure/track.hpp"
#include "measure/tracked_collapse.hpp"
#include "measure/tracked_feature_parts.hpp"
#include "spectra/spectra_impl.hpp"

namespace ncv {
template TrackedPasses<mp200> track(Network<mp200>, Dataset<mp200>, const Loss&);
template Measured<Approx<mp200>> measure(const Snapshot&, const TrackedPasses<mp200>&);

LastLayer<Approx<mp200>> last_layer_in_200_digits(const Snapshot& snapshot,
                                                  const TrackedPasses<mp200>& passes) {
    LastLayer<Approx<mp200>> out;
    measure_last_layer_in<ApproxMatrix<mp200>>(snapshot, passes, out);
    return out;
}
AffineTail<Approx<mp200>> tail_in_200_digits(const Snapshot& snapshot,
                                             const TrackedPasses<mp200>& passes) {
    AffineTail<Approx<mp200>> out;
    TailMeasuring<ApproxMatrix<mp200>>(snapshot, passes, out).measure();
    return out;
}
} // namespace ncv
