/// The start whose plan reaches a target in the fewest steps, by random search.
#pragma once

#include "instances/theorem_start.hpp"
#include "theorem/plan.hpp"

#include <cstdint>

namespace ncv {

struct StartGoal {
    TheoremForm form = TheoremForm::b10u;
    double target = 0.1; ///< the promised bound on NC1 must be below
    bool sharp = false;  ///< A2s's bound, else A2's; b10t and b10u only
    TheoremShape shape{{4, 4, 3, 2}, 1};
};

struct ChosenStart {
    TheoremStart start;
    TheoremPlan plan; ///< sound, and below the target; steps() = infinity if none was found
};

/// Over t, w_1, w and lambda (three significant digits each), at gamma = 0.9, sharpness 4, `idle`
/// = w/4. Deterministic for a seed.
ChosenStart choose_start(const StartGoal& goal, std::uint64_t seed = 1);

} // namespace ncv
