/// The property every claim is put to: over random instances it is never violated, it applies
/// often enough, and some instance comes close to its bound.
#pragma once

#include "claims/registry.hpp"
#include "instances/instance.hpp"

#include <functional>
#include <string>

namespace ncv::properties {

inline constexpr int instances_by_default = 2000;

/// How many instances that meet the hypotheses a property needs: 2000, or NCV_INSTANCES.
int instances_wanted();

struct Tally {
    int tried = 0, applicable = 0, holds = 0, vacuous = 0, undecided = 0, violated = 0;
    double largest_ratio = 0; ///< among those that hold
    double power = 0;         ///< see power_of
};

/// The largest factor f <= 1 for which this outcome would have been a certain violation, had the
/// claim's right side been wrong by any factor below f: 0.99 means that a constant wrong by 1 % is
/// noticed. 0 for identities, whose right side is a rounding budget.
double power_of(const Outcome& outcome);

using Check = std::function<Outcome(const Snapshot&)>;

/// Runs `check` on drawn instances until enough are applicable. A violation is shrunk by
/// RapidCheck; the smallest one is written as snapshot and JSON into the folder NCV_FAILURES
/// (default: failures) for `ncv replay`. Undecided instances are decided again at 100 digits.
/// Adds GoogleTest failures for violations and for too few applicable instances.
Tally never_violated(const std::string& claim, const DrawOptions& options, const Check& check);

/// The same through the registry, and the claim must show power: some instance notices a right side
/// wrong by a factor below `power`. For identities `power` is the least ratio to the budget that
/// must occur. Where fewer instances are wanted than by default none need come so close.
Tally never_violated(const std::string& claim, const DrawOptions& options, double power);

/// Where failing instances are written.
std::string failures_folder();

} // namespace ncv::properties
