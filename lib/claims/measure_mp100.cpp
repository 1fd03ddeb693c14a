#include "claims/descent_impl.hpp"
#include "claims/landscape_impl.hpp"
#include "claims/measure_impl.hpp"
#include "network/multiprecision.hpp"

namespace ncv {
template Measured<Approx<mp100>> measure(const Snapshot&, const std::string&);
template Landscape<Approx<mp100>> survey(const Snapshot&, const std::string&);
template class Descent<Approx<mp100>>;
} // namespace ncv
