/// What is checked of the theorem's run: the promises at single states, and every inequality of its
/// claims on windows of consecutive steps.
#pragma once

#include "theorem/account.hpp"
#include "theorem/plan.hpp"
#include "theorem/trace.hpp"

namespace ncv {

/// The check whose sides are the trained steps' own, and with them the instruction set's.
inline constexpr const char* trained_rounding = "||e_k|| <= eps";

/// The promises for the state after `row.step` updates; `before`: an earlier row, or null.
void check_promises(const TheoremPlan& plan, const Snapshot& start, const TraceRow& row,
                    const TraceRow* before, Account& account);

/// `steps` consecutive steps from a state (with its step number): B2, B2r, B2s, in phase 1 B8u's
/// descent and rate, in phase 2 B9t and B9u, all in tracked arithmetic and at 100 digits where that is
/// undecided; and how far off the trained steps themselves are.
void check_window(const TheoremPlan& plan, const Snapshot& state, long steps, Account& account);

/// The end against what was promised before the first step, at 100 digits.
void check_end(const TheoremPlan& plan, const Snapshot& end, Account& account);

} // namespace ncv
