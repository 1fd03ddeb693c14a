/// `ncv replay` on a stored instance: NAME.json with NAME.safetensors beside it.
#pragma once

#include "claims/outcome.hpp"
#include "claims/outcome_json.hpp"

#include <string>

namespace ncv::app {

/// What replaying says of a stored ratio.
enum class StoredRatio { confirmed, differs, not_comparable };

/// At 100 digits (`exact`) a ratio is confirmed where the stored one is the double that comes out,
/// or a neighbour; nothing is confirmed by sides whose rounding is without bound. In double it
/// differs where it is outside of what rounding allows, and cannot be compared where rounding is
/// all, or is the right side itself (identities).
StoredRatio compare_ratio(const Outcome& replayed, double stored, bool exact);

/// The same status and sides: what differs between two questions made no difference.
bool same_outcome(const Outcome& a, const Outcome& b);

/// In double and at 100 digits; a line for each. True if the instance does what its file says: the
/// status, the ratio, and that it lacks the hypothesis named.
bool replay_instance(const std::string& path);

/// In interval arithmetic of rising precision until the status is decided: a proof. A stored ratio
/// is compared at 100 digits.
bool replay_certified(const std::string& path);

} // namespace ncv::app
