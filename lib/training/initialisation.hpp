/// Starting weights, the same bytes for the same seed.
///
///   he          W_l ~ N(0, 2/n_{l-1}) on nonlinear layers, N(0, 1/n_{l-1}) on linear ones
///   orthogonal  orthonormal rows or columns
///   balanced    orthonormal, linear layers sharing factors so that D_l = 0 in the head
///   theorem     W_2 = 0, the others orthonormal: meets the condition of the phase-1 theorem
/// scale multiplies every matrix.
#pragma once

#include "network/network.hpp"

#include <cstdint>
#include <vector>

namespace ncv {

enum class Initialisation { he, orthogonal, balanced, theorem };

/// widths: n_0 .. n_L.
Network<double> initialise(const std::vector<int>& widths, int nonlinear_layers,
                           const Activation& activation, Initialisation kind, double scale,
                           std::uint64_t seed);

} // namespace ncv
