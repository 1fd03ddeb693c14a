/// Gradient descent on matrices kept packed between the steps, for networks of any size.
#pragma once

#include "training/kernels/engine.hpp"

namespace ncv::kernels {

/// `threads` share a step; the bytes are the same for any number of them. Error: every product is a
/// sum of its terms in some order, with fused multiply-add where the machine has it.
template <class S>
std::unique_ptr<DescentEngine<S>> make_packed(const DescentProblem<S>& problem, int threads);

} // namespace ncv::kernels
