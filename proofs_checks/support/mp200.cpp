#include "support/mp200.hpp"
#include "network/multiprecision.hpp"

#include "claims/measure_impl.hpp"
#include "spectra/spectra_impl.hpp"

namespace ncv {
template Measured<Approx<mp200>> measure(const Snapshot&, const std::string&);
} // namespace ncv
