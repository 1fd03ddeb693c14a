/// Learning rates that a claim about runs allows.
#pragma once

#include "claims/registry.hpp"

namespace ncv {

/// The snapshot with `share` of the largest learning rate under which the claim's hypotheses on the
/// step can be met, as the claim itself reports it (`largest_step`); unchanged for
/// claims that report none.
Snapshot with_admissible_step(Snapshot snapshot, const std::string& claim, double share);

} // namespace ncv
