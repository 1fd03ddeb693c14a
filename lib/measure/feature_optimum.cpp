#include "measure/measure_feature_optimum.hpp"
#include "network/multiprecision.hpp"

namespace ncv {

template <class S>
FeatureOptimum<Approx<S>> measure_feature_optimum(const Snapshot& snapshot,
                                                  const TrackedPasses<S>& t) {
    FeatureOptimum<Approx<S>> out;
    measure_feature_optimum_in<ApproxMatrix<S>>(snapshot, t, out);
    return out;
}
template FeatureOptimum<Approx<double>> measure_feature_optimum(const Snapshot&,
                                                                const TrackedPasses<double>&);
template FeatureOptimum<Approx<mp100>> measure_feature_optimum(const Snapshot&,
                                                               const TrackedPasses<mp100>&);

} // namespace ncv
