/// What a bound costs: the right side of a claim with one of the measured quantities at its best.
#pragma once

#include "claims/outcome.hpp"
#include "measure/enclosed_subject.hpp"

#include <string>
#include <vector>

namespace ncv {

/// `quantity` is one of `residual`, `gradient`, `balancedness`, `conditioning`, `logits`, `rows`,
/// `alignment`: see sensitivity.cpp for what each sets to its best.
struct Sensitivity {
    std::string claim, quantity;
    Relation relation;
    double rhs, rhs_without;

    /// How much better the bound would be, as a share of it.
    double gain() const;
};

/// Of the claims among `outcomes` that are said first of a network and whose hypotheses are met.
/// `subject` has measured what they need.
std::vector<Sensitivity> sensitivities(EnclosedSubject& subject, const Snapshot& snapshot,
                                       const std::vector<Outcome>& outcomes);

} // namespace ncv
