/// The networks that benchmarks speak of: T, A, B, C, D, bias-free with leaky ReLU 0.1.
#pragma once

#include "network/network.hpp"

#include <vector>

namespace ncv::bench {

struct Shape {
    std::vector<int> widths; ///< n_0 .. n_L, K = n_L classes
    int nonlinear_layers = 0;
    int samples = 0;
};

struct ReferenceNetwork {
    const char* name;
    Shape shape;
};
const std::vector<ReferenceNetwork>& reference_networks();

/// FLOPs of a step: 2 n_l n_{l-1} N each for forward, weight gradient and, above the first layer,
/// input gradient.
double step_flops(const Shape& shape);

/// He's start and Gaussian classes as equal in size as N allows; the same bytes for the same shape.
Snapshot start_of(const Shape& shape);

} // namespace ncv::bench
