#include "claims/evaluate_impl.hpp"
#include "claims/measure_impl.hpp"

namespace ncv {
template Measured<Approx<double>> measure(const Snapshot&, const std::string&);
template Outcome evaluate(std::string_view, const Measured<Approx<double>>&);
} // namespace ncv
