// The claims of docs/certificates.md, evaluated a second time from the printed enclosures.
#pragma once

#include "certificate.hpp"
#include "snapshot.hpp"

namespace recheck {

// The number of comparisons that were verified. Throws Rejected for the first statement that does
// not follow.
long verify_claims(const Certificate& c, const Snapshot& s);

} // namespace recheck
