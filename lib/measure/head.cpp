#include "measure/head.hpp"

#include "measure/measure_head.hpp"
#include "network/multiprecision.hpp"

namespace ncv {

template Measured<Approx<double>> measure(const Snapshot&, const TrackedPasses<double>&);
template Measured<Approx<mp100>> measure(const Snapshot&, const TrackedPasses<mp100>&);

} // namespace ncv
