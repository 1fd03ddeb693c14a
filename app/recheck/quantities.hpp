// Every measured quantity of a certificate, verified against the network itself.
#pragma once

#include "certificate.hpp"
#include "network.hpp"

namespace recheck {

// The number of enclosures that were verified. Throws Rejected for the first that cannot be at the
// working precision, with `precise` where more digits will not help.
long verify_quantities(const Certificate& c, const Snapshot& s, const Network& net);

// The `network` object that a certificate of this snapshot must have.
Json network_object(const Snapshot& s);

} // namespace recheck
