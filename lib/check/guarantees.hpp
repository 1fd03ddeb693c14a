/// What is guaranteed of a network, before the claims one by one: for each quantity that a user asks
/// for, what was measured and the best bound among the claims that hold.
#pragma once

#include "claims/outcome.hpp"
#include "metrics/atlas.hpp"

#include <nlohmann/json_fwd.hpp>

#include <string>
#include <vector>

namespace ncv {

struct Guarantee {
    std::string quantity; ///< "accuracy", or a name of the atlas
    bool at_least;        ///< else at most
    double measured;
    double bound = Outcome::undefined; ///< NaN where no claim that holds bounds it
    std::string claim{};
};

/// In a fixed order: accuracy, then metrics of Z_{L-1} and W_L. Bounds on shares of wrong samples
/// are rounded to whole samples. `counts`: N_c. With equal classes nc1, nc1_weighted and nc1_balanced
/// are one number; else nc1 is at most K max N_c/N times nc1_balanced.
std::vector<Guarantee> guarantees(const SnapshotMetrics& metrics,
                                  const std::vector<Outcome>& outcomes,
                                  const std::vector<Eigen::Index>& counts);

/// `certified`: the outcomes are of interval arithmetic.
nlohmann::ordered_json to_json(const std::vector<Guarantee>& guarantees, bool certified);
/// Lines for a terminal, with a heading; bounds are rounded outwards.
std::string table_of(const std::vector<Guarantee>& guarantees);

} // namespace ncv
