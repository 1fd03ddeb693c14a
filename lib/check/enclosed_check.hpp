/// `ncv check --arithmetic interval`: the quick look of `ncv certify`, by the first tier that each
/// claim has.
#pragma once

#include "claims/outcome.hpp"
#include "claims/sensitivity.hpp"
#include "network/network.hpp"

#include <stop_token>
#include <string>
#include <utility>
#include <vector>

namespace ncv {

struct EnclosedCheck {
    /// By the names of the atlas, and balancedness once for each hidden head layer.
    std::vector<std::pair<std::string, Range>> metrics;
    std::vector<Outcome> outcomes;
    std::vector<Sensitivity> sensitivities;
};

/// Throws BadInput for a claim without an enclosure. No ids: the claims of a certificate. `steps`
/// and `stop` as in CheckOptions.
EnclosedCheck enclosed_check(const Snapshot& snapshot, const std::vector<std::string>& ids,
                             long steps, const std::stop_token& stop = {});

} // namespace ncv
