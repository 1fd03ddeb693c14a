/// Runs a plan to its end: checkpoints, the checks along the way, and when each promise was met in
/// fact.
#pragma once

#include "theorem/account.hpp"
#include "theorem/plan.hpp"
#include "theorem/trace.hpp"

#include <functional>
#include <string>
#include <vector>

namespace ncv {

/// When something came to hold, against the step promised for it: of the first kept state where it
/// holds and the one before, a step between, after which it holds and one step earlier does not.
/// The first such step of all where it keeps; so does C_lambda <= a level, for C_lambda never
/// rises.
struct Reached {
    std::string what;
    double promised = 0;
    std::int64_t step = -1; ///< -1: not yet
};

/// A run so far. Its bytes depend on the start and the plan alone.
struct TheoremRun {
    TheoremPlan plan;
    Snapshot start;
    std::vector<TraceRow> rows;
    std::vector<Reached> reached;
    Account account;
    bool complete() const {
        return !rows.empty() && static_cast<double>(rows.back().step) >= plan.steps();
    }
};

/// The steps whose states are kept: 16 in phase 1, 256 in phase 2, and the powers of two below.
std::vector<std::int64_t> kept_steps(const TheoremPlan& plan);

struct FollowHooks {
    std::function<bool()> stop;                  ///< asked every `chunk` steps; true ends
    std::function<void(const TheoremRun&)> kept; ///< after each kept state
    std::function<void(std::int64_t)> stepped;   ///< the step reached
    std::int64_t chunk = 1 << 18;                ///< steps between two questions
};

/// Goes on from the last row, or from the start. True: complete. Stopped, the run is as after its
/// last kept state. Requires a sound plan of form b10u.
bool follow(TheoremRun& run, const FollowHooks& hooks);

/// The run that the plan, the start and the kept weights of another one make: every measure,
/// milestone and check once more.
TheoremRun retrace(const TheoremRun& run);

/// The network `to - from.step` updates after a row.
Network<double> follow_stretch(const TheoremPlan& plan, const Snapshot& start, const TraceRow& from,
                               std::int64_t to);

} // namespace ncv
