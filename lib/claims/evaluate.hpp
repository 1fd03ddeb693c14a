/// The claims' formulas by id, in one arithmetic. Instantiated once for each arithmetic, so that
/// the heavy templates are compiled there and nowhere else.
#pragma once

#include "claims/measured.hpp"
#include "claims/outcome.hpp"

#include <string_view>

namespace ncv {

/// Throws std::invalid_argument for an unknown id.
template <class Real>
Outcome evaluate(std::string_view id, const Measured<Real>& m);

extern template Measured<Approx<double>> measure(const Snapshot&, const std::string&);
extern template Measured<Approx<mp100>> measure(const Snapshot&, const std::string&);
extern template Outcome evaluate(std::string_view, const Measured<Approx<double>>&);
extern template Outcome evaluate(std::string_view, const Measured<Approx<mp100>>&);

} // namespace ncv
