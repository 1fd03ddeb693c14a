/// How far one step of gradient descent in floating point may be from the exact step.
///
/// Elementwise bounds for W_1' .. W_L', by running error analysis: every sum of k products errs by
/// gamma_{k+2} times the sum of their sizes, in any order, with or without fused multiply-add
/// (Higham, Accuracy and Stability of Numerical Algorithms, section 3.1), sigma and sigma' by 16
/// ulps of their argument and of 1, and each result by one underflow. Holds for every engine of
/// this folder on every instruction set; asserted by properties/kernels.cpp.
#pragma once

#include "network/network.hpp"

#include <limits>
#include <vector>

namespace ncv {

/// The format a step is computed in.
struct FloatingPoint {
    double unit_roundoff, least_positive;
    template <class S>
    static FloatingPoint of() {
        return {static_cast<double>(std::numeric_limits<S>::epsilon()) / 2,
                static_cast<double>(std::numeric_limits<S>::denorm_min())};
    }
};

/// One bound for each entry of W_1' .. W_L', for eta lambda <= 1. Infinite where a size overflows.
std::vector<Matrix<double>> step_rounding(const Network<double>& net, const Dataset<double>& data,
                                          double learning_rate, FloatingPoint format);

} // namespace ncv
