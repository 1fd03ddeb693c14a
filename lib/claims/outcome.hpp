/// What a claim says of a snapshot: every hypothesis measured, both sides, ratio and status.
#pragma once

#include "claims/hypothesis.hpp"

#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace ncv {

enum class Status {
    holds,          ///< lhs and rhs certainly in the claimed order, beyond rounding
    violated,       ///< certainly not in the claimed order
    vacuous,        ///< right side infinite, or no better than the claim's trivial bound
    not_applicable, ///< a hypothesis is not met; Outcome::lacks names it
    undecided       ///< the two sides cannot be told apart at this precision
};
std::string_view status_name(Status status);

/// `at_most`: lhs <= rhs. `at_least`: lhs >= rhs. `equal`: lhs = rhs up to rounding.
/// `identity`: lhs is the norm of the identity's defect, rhs its rounding budget.
enum class Relation { at_most, at_least, equal, identity };
std::string_view relation_name(Relation relation);

/// A number as it was found: within [lower, upper], an enclosure from certify and evidence from the
/// other arithmetics.
struct Range {
    double lower = std::numeric_limits<double>::quiet_NaN();
    double upper = std::numeric_limits<double>::quiet_NaN();
};

enum class Role {
    measured, ///< enters a formula
    margin,   ///< of a requirement; met when > 0
    count     ///< the same in whole numbers; met when >= 0
};

struct Quantity {
    std::string name;
    double value;
    Range range{};
    Role role = Role::measured;
};

/// One comparison of a claim, which may have one for each layer.
struct Side {
    int layer = 0;
    Relation relation = Relation::at_most;
    Status status = Status::undecided;
    Range lhs, rhs;
};

struct Outcome {
    static constexpr double undefined = std::numeric_limits<double>::quiet_NaN();

    std::string claim; ///< id, e.g. "A2"
    Relation relation = Relation::at_most;
    Status status = Status::not_applicable;
    double lhs = undefined;
    double rhs = undefined;
    double ratio = undefined;        ///< > 1 breaks the claim: lhs/rhs, or rhs/lhs for at_least
    double budget = undefined;       ///< bound on the rounding error of rhs - lhs
    int layer = 0;                   ///< the worst layer, where a claim is about several; else 0
    std::vector<Side> sides;         ///< all comparisons; lhs and rhs are the worst of them
    std::optional<Hypothesis> lacks; ///< the one that is not met, if not_applicable
    std::vector<Quantity>
        hypotheses;                ///< measured quantities, and margins of requirements (> 0: met)
    std::vector<Quantity> further; ///< other forms beside rhs: rhs_paper, rhs_sharp, ...
};

} // namespace ncv
