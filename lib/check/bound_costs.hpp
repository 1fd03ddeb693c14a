/// What costs a bound most: of the measured quantities that training can move, the one without which
/// the bound would be best.
#pragma once

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

/// An array of objects with the members of BoundCost.
nlohmann::ordered_json to_json(const std::vector<BoundCost>& costs);
/// A line a bound, under a heading; "" for none.
std::string text_of(const std::vector<BoundCost>& costs);

} // namespace ncv
