/// What `ncv theorem` prints.
#pragma once

#include "theorem/choose_start.hpp"
#include "theorem/follow.hpp"

#include <string>

namespace ncv::app {

/// 8.3 s, 12 min, 3e+05 years.
std::string duration_text(double seconds);

/// The plan before its first step. `seconds_a_step`: measured.
void print_plan(const Snapshot& start, const TheoremPlan& plan, double seconds_a_step);

/// One line on a plan that is not run.
void print_plan_line(const TheoremPlan& plan, double seconds_a_step);

/// What was promised and what came.
void print_run(const TheoremRun& run);

} // namespace ncv::app
