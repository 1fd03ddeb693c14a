/// What every engine of full-batch gradient descent offers, in plain pointers: free of Eigen, so
/// that no code compiled for one instruction set can be linked into a verdict.
///
///   W_l' = (1 - eta lambda_l) W_l - eta G_l
#pragma once

#include "network/activation.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace ncv::kernels {

/// Matrices are column-major and contiguous; they are copied.
template <class S>
struct DescentProblem {
    std::vector<std::ptrdiff_t> widths; ///< n_0 .. n_L
    int nonlinear_layers = 0;           ///< L1
    Activation activation;
    std::vector<const S*> weights; ///< W_1 .. W_L, n_l x n_{l-1}
    const S* inputs = nullptr;     ///< X, n_0 x N
    const int* labels = nullptr;   ///< N, in 0 .. n_L - 1
    std::ptrdiff_t samples = 0;    ///< N
    std::vector<S> weight_decay;   ///< lambda_1 .. lambda_L

    int depth() const { return static_cast<int>(weights.size()); } ///< L
};

template <class S>
class DescentEngine {
  public:
    virtual ~DescentEngine() = default;
    /// `count` updates with the rate eta.
    virtual void steps(std::int64_t count, S eta) = 0;
    /// C_0 of the state that the last step left.
    virtual S loss_before_step() const = 0;
    /// W_l, column-major n_l x n_{l-1}.
    virtual void read_weights(int l, S* W) const = 0;
    virtual const char* instruction_set() const = 0;
};

} // namespace ncv::kernels
