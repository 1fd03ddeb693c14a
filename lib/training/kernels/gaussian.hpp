/// The Gaussian-smoothed leaky ReLU, through the reference: Highway has no error function.
#pragma once

#include "network/activation.hpp"

#include <cstddef>

namespace ncv::kernels {

/// In place z -> sigma(z), and slope = sigma'(z). Exact to a few ulps, as network/activation.hpp.
/// A function of its own file, for the reference must not be compiled with the kernels' flags.
template <class S>
void gaussian_leaky_relu(const Activation& a, std::ptrdiff_t size, S* z, S* slope);

} // namespace ncv::kernels
