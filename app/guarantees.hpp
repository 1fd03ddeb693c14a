/// What is guaranteed of a network, before the claims one by one: for each quantity that a user asks
/// for, what was measured and the best bound among the claims that hold.
#pragma once

#include "claims/outcome.hpp"
#include "metrics/atlas.hpp"

#include <nlohmann/json_fwd.hpp>

#include <string>
#include <vector>

namespace ncv::app {

struct Guarantee {
    std::string quantity; ///< "accuracy", or a name of the atlas
    bool at_least;        ///< else at most
    double measured;
    double bound = Outcome::undefined; ///< NaN where no claim that holds bounds it
    std::string claim{};
};

/// In a fixed order: accuracy, then metrics of Z_{L-1} and W_L. `equal_classes`: nc1, nc1_weighted
/// and nc1_balanced are then one number.
std::vector<Guarantee> guarantees(const SnapshotMetrics& metrics,
                                  const std::vector<Outcome>& outcomes, bool equal_classes);

/// `certified`: the outcomes are of interval arithmetic.
nlohmann::ordered_json to_json(const std::vector<Guarantee>& guarantees, bool certified);
void print(const std::vector<Guarantee>& guarantees);

} // namespace ncv::app
