/// What a stored run of the theorem says, against what its start and its kept weights give.
///
/// Two computations of one number are each within its error of the exact one, so they are apart by
/// twice the error at most; where no error is known they are to be equal. A file has one word for
/// all that is not finite.
#pragma once

#include "theorem/follow.hpp"

#include <cmath>
#include <string>
#include <vector>

namespace ncv {

inline bool agree(double x, double y, double apart) {
    if (!std::isfinite(x) || !std::isfinite(y)) return std::isfinite(x) == std::isfinite(y);
    return x == y || (std::isfinite(apart) && std::abs(x - y) <= apart);
}

/// What is wrong with the states a run keeps before anything is computed of them: the first is not
/// the start, others than the plan keeps, not whole, without their checksums. Empty: nothing.
std::string broken_chain(const TheoremRun& run);

/// `again` is retrace(stored).
struct Agreement {
    long states = 0;                    ///< whose measures are as stored
    std::vector<std::string> reached;   ///< the milestones that are not as stored, in words
    std::vector<std::string> checks;    ///< the same of the account
    std::vector<std::string> elsewhere; ///< what differs as another instruction set may have it
};
/// `same_steps`: this machine makes the very steps the run was made of. Where it does not, a
/// milestone may be another step between the same two kept states, and the trained steps' own
/// rounding is another, below its bound.
Agreement compare_runs(const TheoremRun& stored, const TheoremRun& again, bool same_steps);

} // namespace ncv
