/// The part of a sweep that a test looks at: combinations of levels, and a number for each run.
#pragma once

#include "sweep/decision.hpp"
#include "sweep/statistics.hpp"

namespace ncv::sweep {

/// The combinations of levels of a test, and the runs there by seed.
struct Cells {
    std::vector<std::map<std::string, std::string>> levels;
    std::vector<std::vector<const Observation*>> runs; ///< [seed][cell], null if not done
    std::size_t missing = 0;                           ///< not done
};
Cells cells_of(const Plan& plan, const Test& test, const std::vector<Observation>& observations);

/// Whether levels are among those selected.
bool selected(const Selection& where, const std::map<std::string, std::string>& levels);

/// A number a run, [seed][cell]; NaN where it has none, or an infinite one.
using Values = std::vector<std::vector<double>>;
Values values_of(const Cells& cells, const Transformed& how);

/// The least and the largest of the values that are there.
Interval range_of(const Values& values);

/// A factor's number at each cell. Throws BadInput if it has none there, or only one.
std::vector<double> numbers_of(const Plan& plan, const Test& test, const Transformed& factor,
                               const Cells& cells);

} // namespace ncv::sweep
