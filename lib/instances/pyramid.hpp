/// Pyramids: n_1 >= N, widths falling from there; and the starts of phase 1, pyramids with W_2 = 0.
#pragma once

#include "data/random.hpp"
#include "instances/instance.hpp"

namespace ncv {

/// Fills in inputs and weights of a snapshot that has its labels, for the heads `pyramid` and
/// `theorem`.
void make_pyramid(Random& random, const InstanceSpec& spec, Snapshot& s);

} // namespace ncv
