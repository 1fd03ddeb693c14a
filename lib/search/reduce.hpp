/// Smaller instances: one sample, class, unit, input or layer less. Each is a valid snapshot if the
/// given one is.
#pragma once

#include "network/network.hpp"

#include <vector>

namespace ncv {

/// Requires that the sample's class has another one.
Snapshot without_sample(const Snapshot& s, Eigen::Index sample);
/// Class, its samples and its row of W_L. Requires three classes or more.
Snapshot without_class(const Snapshot& s, int label);
/// Unit j of hidden layer l, 1 <= l < L. Requires a second unit there.
Snapshot without_unit(const Snapshot& s, int l, Eigen::Index unit);
/// Requires a second input.
Snapshot without_input(const Snapshot& s, Eigen::Index input);
/// Hidden layer l, 1 <= l < L: W_{l+1} W_l in its place.
Snapshot without_layer(const Snapshot& s, int l);
/// The first layer's features become the inputs. Requires L >= 2.
Snapshot without_first_layer(const Snapshot& s);

/// All of these that exist, those that cut most first.
std::vector<Snapshot> reductions(const Snapshot& s);

} // namespace ncv
