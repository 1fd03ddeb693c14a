/// Gradient descent on small chains, by code that is generated for the shape.
#pragma once

#include "training/kernels/engine.hpp"

namespace ncv::kernels {

/// Null unless all widths and N are at most 32, the processor has AVX2 and the system lends memory
/// to run code from; make_packed then gives the same bits more slowly.
template <class S>
std::unique_ptr<DescentEngine<S>> make_small(const DescentProblem<S>& problem);

} // namespace ncv::kernels
