/// Full-batch gradient descent with weight decay: W_l' = (1 - eta lambda_l) W_l - eta G_l.
///
/// The engine is chosen by size: for small chains code is generated (kernels/small.hpp), all others
/// keep their matrices packed between the steps (kernels/packed.hpp); where both could, their bits
/// are the same. A step allocates nothing. Deterministic: the same bytes for the same start on the same instruction set, however
/// many threads share a step and however the steps are counted out. The judge is
/// network/reference.hpp (`descend`). S: double or float.
#pragma once

#include "network/network.hpp"
#include "training/kernels/engine.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace ncv {

template <class S>
class GradientDescent {
  public:
    /// weight_decay: lambda_1 .. lambda_L, or one for all layers. Throws std::invalid_argument
    /// unless there is one a layer, and for biases (reference_descent.hpp).
    GradientDescent(const Network<S>& start, const Dataset<S>& data, std::vector<S> weight_decay,
                    int threads = 1);
    GradientDescent(const Network<S>& start, const Dataset<S>& data, S weight_decay,
                    int threads = 1)
        : GradientDescent(start, data, std::vector<S>(start.weights.size(), weight_decay),
                          threads) {}

    /// `count` updates at one rate. Afterwards loss_before_step() is C_0 of the state that the last
    /// of them left.
    void steps(std::int64_t count, S learning_rate) { engine_->steps(count, learning_rate); }
    void step(S learning_rate) { steps(1, learning_rate); }
    S loss_before_step() const { return engine_->loss_before_step(); }
    Network<S> network() const;
    /// What the engine runs on, as Highway names it ("AVX3" is AVX-512); the bytes of a run may
    /// differ from one to another.
    std::string instruction_set() const { return engine_->instruction_set(); }

  private:
    Network<S> shape_; ///< the start, whose weights `network` replaces
    std::unique_ptr<kernels::DescentEngine<S>> engine_;
};

extern template class GradientDescent<double>;
extern template class GradientDescent<float>;

} // namespace ncv
