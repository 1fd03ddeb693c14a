/// Full-batch gradient descent with weight decay: theta' = (1 - eta lambda) theta - eta grad C_0.
///
/// The seam where a faster engine takes over: construct, step, read the network. Workspaces are
/// allocated once; a step allocates nothing. Deterministic: the same bytes for the same start.
/// The judge is network/reference.hpp (`descend`). S: double or float.
#pragma once

#include "network/network.hpp"

#include <cstdint>
#include <vector>

namespace ncv {

template <class S>
class GradientDescent {
  public:
    GradientDescent(Network<S> start, const Dataset<S>& data, S weight_decay);

    /// `count` updates at one rate. Afterwards loss_before_step() is C_0 of the state that the last
    /// of them left.
    void steps(std::int64_t count, S learning_rate);
    void step(S learning_rate) { steps(1, learning_rate); }
    S loss_before_step() const { return loss_; }
    Network<S> network() const { return net_; }

  private:
    void step_once(S learning_rate);
    void forward();
    void activate(int l);

    Network<S> net_;
    S weight_decay_, loss_ = S(0);
    Matrix<S> Y_;
    std::vector<Matrix<S>> Z_;     ///< Z_0 .. Z_L
    std::vector<Matrix<S>> slope_; ///< sigma'(pre_l) for l <= L1
    std::vector<Matrix<S>> Delta_; ///< Delta_1 .. Delta_L at [1] .. [L]
};

extern template class GradientDescent<double>;
extern template class GradientDescent<float>;

} // namespace ncv
