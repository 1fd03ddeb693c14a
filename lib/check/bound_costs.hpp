/// What costs a bound most: of the measured quantities that training can move, the one without which
/// the bound would be best.
#pragma once

#include "check/guarantees.hpp"
#include "claims/sensitivity.hpp"

#include <nlohmann/json_fwd.hpp>

#include <string>
#include <vector>

namespace ncv {

struct BoundCost {
    std::string claim, quantity;
    double rhs, rhs_without;
    std::string advice; ///< how training moves it
};

/// One a claim among those that are said first of a network, in the order of their ids; none where
/// nothing would change it by a hundredth. Evidence, not certified.
std::vector<BoundCost> bound_costs(const std::vector<Sensitivity>& sensitivities);

/// Those of guarantees that could be better: not where the bound, or 1 less it, is within a hundredth of
/// what was measured.
std::vector<BoundCost> costs_of(const std::vector<Guarantee>& guarantees,
                                const std::vector<BoundCost>& costs);

/// An array of objects with the members of BoundCost.
nlohmann::ordered_json to_json(const std::vector<BoundCost>& costs);
/// A line a bound, under a heading; "" for none.
std::string text_of(const std::vector<BoundCost>& costs);

} // namespace ncv
