/// Claims about runs of gradient descent, each instance with a step that the claim allows.
#pragma once

#include "instances/admissible_step.hpp"
#include "support/claim_property.hpp"

#include <cmath>

namespace ncv::properties {

/// The claim along so many steps, at a share between 1 and 1/32 of the largest step that it allows.
inline Check along_runs(const std::string& claim, int steps) {
    return [claim, steps](const Snapshot& s) {
        const double share = std::ldexp(0.999, -static_cast<int>(s.seed.value_or(0) % 6));
        return check(with_admissible_step(s, claim, share),
                     {{claim}, Arithmetic::binary64, {}, steps})
            .front();
    };
}

} // namespace ncv::properties
