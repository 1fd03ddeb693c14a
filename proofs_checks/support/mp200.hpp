/// 200 digits: what enclosures are judged by.
#pragma once

#include "measure/affine_tail.hpp"
#include "measure/head.hpp"
#include "measure/last_layer.hpp"
#include "network/multiprecision.hpp"

namespace ncv {

using mp200 = Multiprecision<200>;
extern template Measured<Approx<mp200>> measure(const Snapshot&, const TrackedPasses<mp200>&);
LastLayer<Approx<mp200>> last_layer_in_200_digits(const Snapshot&, const TrackedPasses<mp200>&);
AffineTail<Approx<mp200>> tail_in_200_digits(const Snapshot&, const TrackedPasses<mp200>&);

} // namespace ncv
