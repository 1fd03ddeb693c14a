#include "measure/tracked_passes.hpp"

#include "measure/track.hpp"
#include "network/multiprecision.hpp"

namespace ncv {

template TrackedPasses<double> track(Network<double>, Dataset<double>, const Loss&);
template TrackedPasses<mp100> track(Network<mp100>, Dataset<mp100>, const Loss&);

} // namespace ncv
