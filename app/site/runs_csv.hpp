/// The table behind a hypothesis: a line a run, every factor, every measure.
#pragma once

#include "store/store.hpp"

#include <string>
#include <vector>

namespace ncv::app {

/// Every measure that some run has, by name.
std::vector<std::string> measures_of(const std::vector<sweep::Cell>& cells);

/// run, the factors, seed, end (empty: not run yet), seconds, digest, the measures: RFC 4180,
/// numbers with what reads back to the same bits, empty where there is none.
std::string runs_csv(const sweep::Plan& plan, const std::vector<sweep::Cell>& cells);

} // namespace ncv::app
