/// 200 digits: what enclosures are judged by.
#pragma once

#include "measure/head.hpp"
#include "network/multiprecision.hpp"

namespace ncv {

using mp200 = Multiprecision<200>;
extern template Measured<Approx<mp200>> measure(const Snapshot&, const TrackedPasses<mp200>&);

} // namespace ncv
