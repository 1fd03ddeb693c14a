/// Data made harder on purpose: classes of unequal size, wrong labels.
#pragma once

#include "network/network.hpp"

#include <cstdint>

namespace ncv {

/// Keeps the first N_1 r^{-c/(K-1)} samples, rounded, of class c = 0 .. K-1, where N_1 is the size
/// of class 0: the largest class is r times the smallest, with a geometric row between. r >= 1.
/// Throws BadInput where a class has fewer than it should keep, or r > N_1.
void make_imbalanced(Dataset<double>& data, double r);

/// Redraws the labels of a share of all samples, rounded, each among the other K - 1 classes. The
/// last sample of a class keeps its label, so that no class becomes empty. Which samples, and what
/// they become, is the seed's doing.
void redraw_labels(Dataset<double>& data, double share, std::uint64_t seed);

} // namespace ncv
