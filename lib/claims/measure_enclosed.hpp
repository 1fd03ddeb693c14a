/// The head's quantities enclosed, in two tiers: proofs, where measure() gives evidence.
#pragma once

#include "claims/landscape.hpp"
#include "claims/measured.hpp"
#include "enclosure/interval.hpp"

namespace ncv {

/// Midpoint-radius arithmetic in double, at the speed of its matrix products. Relative widths of a
/// few N u where nothing is badly conditioned; whatever rounding mode the caller has set.
Measured<Interval> measure_fast(const Snapshot& snapshot, const std::string& lacks = "");

/// Interval arithmetic entry by entry in `bits` binary digits: exact where the network's own
/// numbers let it be. About a thousand times slower. `bits`: at least 53, else
/// std::invalid_argument.
Measured<Interval> measure_slow(const Snapshot& snapshot, unsigned bits,
                                const std::string& lacks = "");

/// What the landscape's claims need, by the slow tier.
Landscape<Interval> survey_slow(const Snapshot& snapshot, unsigned bits,
                                const std::string& lacks = "");

} // namespace ncv
