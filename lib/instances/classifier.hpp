/// Classifiers of every kind that section H and the claims about affine layers speak of: any loss,
/// biases or none, any class sizes, from arbitrary to nearly stationary.
#pragma once

#include "data/random.hpp"
#include "instances/instance.hpp"

namespace ncv {

/// Fills in inputs, weights, biases, loss and weight decay; labels and activation are there already.
/// Class means `condition_exponent` times as far apart as samples of a class, in powers of two; the
/// last layer's rows along the class means below it, `tilt_exponent` large and moved by `imbalance`;
/// then `descent_steps` of gradient descent.
void make_classifier(Random& random, const InstanceSpec& spec, Snapshot& s);

} // namespace ncv
