#include "claims/descent_impl.hpp"
#include "claims/landscape_impl.hpp"
#include "claims/measure_impl.hpp"

namespace ncv {
template Measured<Approx<double>> measure(const Snapshot&, const std::string&);
template Landscape<Approx<double>> survey(const Snapshot&, const std::string&);
template class Descent<Approx<double>>;
} // namespace ncv
