/// Classifiers as they are trained: biases, cross-entropy, class sizes that differ, classes that the
/// last layer does not tell apart; affine layers that write next to nothing outside the rows that
/// the loss sees, as near a stationary point.
#pragma once

#include "data/random.hpp"
#include "instances/instance.hpp"

namespace ncv {

/// Fills in inputs, weights, biases, loss and decays of a snapshot that has its labels, for the head
/// `affine`.
void make_affine_network(Random& random, const InstanceSpec& spec, Snapshot& s);

} // namespace ncv
