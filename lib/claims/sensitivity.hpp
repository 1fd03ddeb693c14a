/// What a bound costs: the right side of a claim with one of the measured quantities at its best.
#pragma once

#include "claims/outcome.hpp"

#include <string>
#include <vector>

namespace ncv {

template <class S>
struct Approx;
template <class Real>
class Subject;
class EnclosedSubject;

/// `quantity` is one of `residual`, `gradient`, `balancedness`, `conditioning`, `logits`, `rows`,
/// `alignment`: see sensitivity.cpp for what each sets to its best.
struct Sensitivity {
    std::string claim, quantity;
    Relation relation;
    double rhs, rhs_without;

    /// How much better the bound would be, as a share of it; negative where it would be worse: a
    /// gradient or a condition number may also keep class means apart.
    double gain() const;
};

/// Of the claims among `outcomes` that are said first of a network, whose hypotheses are met and
/// that interval arithmetic knows, too. `subject` has measured what they need.
std::vector<Sensitivity> sensitivities(const Subject<Approx<double>>& subject,
                                       const std::vector<Outcome>& outcomes);
std::vector<Sensitivity> sensitivities(const EnclosedSubject& subject,
                                       const std::vector<Outcome>& outcomes);

} // namespace ncv
