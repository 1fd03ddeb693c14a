#include "measure/affine_tail.hpp"

#include "measure/measure_affine_tail.hpp"
#include "measure/tracked_collapse.hpp"
#include "measure/tracked_feature_parts.hpp"
#include "network/multiprecision.hpp"

namespace ncv {

template <class S>
AffineTail<Approx<S>> measure_tail(const Snapshot& snapshot, const TrackedPasses<S>& t) {
    AffineTail<Approx<S>> out;
    TailMeasuring<ApproxMatrix<S>>(snapshot, t, out).measure();
    return out;
}
template AffineTail<Approx<double>> measure_tail(const Snapshot&, const TrackedPasses<double>&);
template AffineTail<Approx<mp100>> measure_tail(const Snapshot&, const TrackedPasses<mp100>&);

} // namespace ncv
