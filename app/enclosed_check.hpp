/// `ncv check --arithmetic interval`: the quick look of `ncv certify`, by the first tier that each
/// claim has.
#pragma once

#include "claims/outcome.hpp"
#include "network/network.hpp"

#include <string>
#include <utility>
#include <vector>

namespace ncv::app {

struct EnclosedCheck {
    /// nc1, nc1_weighted, nc2, nc3, residual, loss, then balancedness of each hidden head layer.
    std::vector<std::pair<std::string, Range>> metrics;
    std::vector<Outcome> outcomes;
};

/// Throws BadInput for a claim without an enclosure. No ids: the claims of a certificate. `steps`
/// as in CheckOptions.
EnclosedCheck enclosed_check(const Snapshot& snapshot, const std::vector<std::string>& ids,
                             long steps);

} // namespace ncv::app
