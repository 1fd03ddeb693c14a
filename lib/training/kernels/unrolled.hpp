/// Gradient descent on the smallest networks, every loop unrolled, a vector over the samples.
#pragma once

#include "training/kernels/engine.hpp"

namespace ncv::kernels {

/// Null unless the shape is one of the unrolled ones: 2-2-3-2 with two samples, 4-4-3-2 with four
/// (the main theorem's run), one nonlinear layer, any activation. Error: as make_packed.
template <class S>
std::unique_ptr<DescentEngine<S>> make_unrolled(const DescentProblem<S>& problem);

} // namespace ncv::kernels
