/// Networks of cost C_lambda <= (lambda/2)(c + K L2), c the price of first layers that fit.
#pragma once

#include "data/random.hpp"
#include "instances/instance.hpp"

namespace ncv {

/// Fills in inputs, weights and weight decay; labels and activation are there already. Starts from
/// the critical point above first layers that fit, then moves away in every direction that keeps
/// the head balanced, and by `imbalance` out of balance, halving both until the price is kept.
void make_near_optimal(Random& random, const InstanceSpec& spec, Snapshot& s);

} // namespace ncv
