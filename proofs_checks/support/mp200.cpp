#include "support/mp200.hpp"
#include "network/multiprecision.hpp"

#include "measure/measure_head.hpp"
#include "measure/track.hpp"
#include "spectra/spectra_impl.hpp"

namespace ncv {
template TrackedPasses<mp200> track(Network<mp200>, Dataset<mp200>, const Loss&);
template Measured<Approx<mp200>> measure(const Snapshot&, const TrackedPasses<mp200>&);
} // namespace ncv
