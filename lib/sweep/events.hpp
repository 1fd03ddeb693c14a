/// When NC1, NC2 and NC3 collapse in a run, and in which order (E7).
#pragma once

#include "training/run.hpp"

#include <map>
#include <string>
#include <vector>

namespace ncv::sweep {

/// Where a series changes most: the place i in 1 .. n-1 at which two means, of values[0, i) and of
/// values[i, n), leave the least sum of squares; the first of several. 0 where nothing changes or
/// fewer than two values are there. Source: Page, Biometrika 42 (1955); Hinkley, Biometrika 57
/// (1970), maximum likelihood for one change of a normal mean.
std::size_t change_point(const std::vector<double>& values);

/// The first place from which on all values are past the middle between first and last; 0 where
/// those are equal or fewer than two values are there.
std::size_t half_way(const std::vector<double>& values);

/// t_nc1, t_nc2, t_nc3: steps of the change points of log NC1, log NC2, log(1 - NC3); half_nc1, ..
/// the steps from which on they are half-way. order, half_order: 123, 132, .. by who comes first, 0
/// if two come at once; order_123, half_order_123: 1 where that is 123, else 0. NaN where a metric
/// never changes or is undefined in a row.
std::map<std::string, double> collapse_times(const std::vector<HistoryRow>& history);

} // namespace ncv::sweep
