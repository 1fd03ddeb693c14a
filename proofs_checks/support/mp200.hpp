/// 200 digits: what enclosures are judged by.
#pragma once

#include "claims/measured.hpp"
#include "network/multiprecision.hpp"

namespace ncv {

using mp200 = Multiprecision<200>;
extern template Measured<Approx<mp200>> measure(const Snapshot&, const std::string&);

} // namespace ncv
