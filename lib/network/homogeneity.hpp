/// How far an activation is from being positively homogeneous.
#pragma once

#include "network/activation.hpp"

namespace ncv {

/// The largest |x sigma'(x) - sigma(x)|, rounded up: (1-gamma) log 2/b of the softplus kind, whose
/// far ends approach it, (1-gamma) s/sqrt(2 pi) of the Gaussian one, 1 of tanh, else 0.
double homogeneity_excess(const Activation& a);

} // namespace ncv
