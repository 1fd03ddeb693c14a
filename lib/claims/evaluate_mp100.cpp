#include "claims/evaluate_impl.hpp"
#include "claims/measure_impl.hpp"

namespace ncv {
template Measured<Approx<mp100>> measure(const Snapshot&, const std::string&);
template Outcome evaluate(std::string_view, const Measured<Approx<mp100>>&);
} // namespace ncv
