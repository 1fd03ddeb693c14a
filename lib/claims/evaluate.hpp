/// The claims' formulas by id, in one arithmetic. Instantiated once for each arithmetic, so that
/// the heavy templates are compiled there and nowhere else.
#pragma once

#include "claims/outcome.hpp"
#include "claims/subject.hpp"

#include <string_view>

namespace ncv {

/// Throws std::invalid_argument for an unknown id.
template <class Real>
Outcome evaluate(std::string_view id, Subject<Real>& subject);

extern template Measured<Approx<double>> measure(const Snapshot&, const std::string&);
extern template Measured<Approx<mp100>> measure(const Snapshot&, const std::string&);
extern template class Descent<Approx<double>>;
extern template class Descent<Approx<mp100>>;
extern template Outcome evaluate(std::string_view, Subject<Approx<double>>&);
extern template Outcome evaluate(std::string_view, Subject<Approx<mp100>>&);

} // namespace ncv
