/// The training kernels that are tuned to the machine: matrix products and the softplus activation.
///
/// dense.cpp alone is compiled with tuning flags; training may contract and reorder, claims may
/// not. This header is free of Eigen, and dense.cpp compiles Eigen under a namespace of its own,
/// so none of its code can be linked into a verdict. The reference is dense_reference.hpp.
#pragma once

#include <cstddef>

namespace ncv::kernels {

enum class Shape {
    plain,           ///< C = A B
    left_transposed, ///< C = A^T B
    right_transposed ///< C = A B^T
};

/// C = beta C + alpha op(A) op(B), all column-major and contiguous. C is rows x cols, `inner` the
/// length of the sums. beta = 0 overwrites C whatever it held. Error: elementwise at most
/// gamma_{inner+2} (|beta C| + |alpha| |op(A)| |op(B)|).
template <class S>
void product(Shape shape, std::ptrdiff_t rows, std::ptrdiff_t cols, std::ptrdiff_t inner, S alpha,
             const S* A, const S* B, S beta, S* C);

/// In place z -> sigma(z) of the softplus-smoothed leaky ReLU, and slope = sigma'(z).
/// Absolute error at most 8 u (|z| + 1/sharpness); the slope's at most 8 u.
template <class S>
void softplus_leaky_relu(std::ptrdiff_t size, S gamma, S sharpness, S* z, S* slope);

} // namespace ncv::kernels
