/// Starting weights, the same bytes for the same seed.
///
///   he          W_l ~ N(0, 2/n_{l-1}) on nonlinear layers, N(0, 1/n_{l-1}) on linear ones
///   orthogonal  orthonormal rows or columns
///   balanced    orthonormal, linear layers sharing factors so that D_l = 0 in the head
///   theorem     W_2 = 0, the others orthonormal: meets the condition of the phase-1 theorem
///   mean_field  W_1 as he, above it W_l ~ N(0, 1/n_{l-1}^2): what enters a neuron is the mean of
///               what the layer below sends, weighted by numbers of size 1, where he has the sum
///               over the root of n. Outputs vanish as the network widens: a start near 0.
/// Source of mean_field: Mei, Montanari, Nguyen (arXiv 1804.06561) for two layers; Nguyen & Pham
/// (arXiv 2001.11443) for several. Their descent has the rate eta n_l/n_{l-1} at layer l, with n_0
/// and n_L counted as 1; ours has one rate for all layers.
/// scale multiplies every matrix.
#pragma once

#include "network/network.hpp"

#include <cstdint>
#include <vector>

namespace ncv {

enum class Initialisation { he, orthogonal, balanced, theorem, mean_field };

struct Shape {
    int rows, cols;
};

/// W_1 .. W_L; n_{l-1} above is the number of columns.
std::vector<Matrix<double>> starting_weights(const std::vector<Shape>& shapes, int nonlinear_layers,
                                             Initialisation kind, double scale, std::uint64_t seed);

/// The chain of widths n_0 .. n_L.
Network<double> initialise(const std::vector<int>& widths, int nonlinear_layers,
                           const Activation& activation, Initialisation kind, double scale,
                           std::uint64_t seed);

} // namespace ncv
