/// An instance as a point: all entries of weights and inputs, and the logarithms of learning rate
/// and weight decay where they are positive.
#pragma once

#include "network/network.hpp"

#include <vector>

namespace ncv {

std::vector<double> coordinates(const Snapshot& snapshot);
/// A copy of `shape` with these numbers. `point` has as many as coordinates(shape).
Snapshot at_coordinates(const Snapshot& shape, const double* point);

} // namespace ncv
