/// Full-batch gradient descent with weight decay on the chains that the tuned engines do not know:
/// those with biases, and those that minimise another loss than squared error.
///
///   W_l' = (1 - eta lambda_l) W_l - eta Delta_l Z_{l-1}^T,   b_l' = (1 - eta mu_l) b_l - eta Delta_l 1
///
/// The plain reference step through Eigen (network/reference.hpp), at several times the cost of a
/// tuned one.
#pragma once

#include "network/reference.hpp"

#include <cstdint>
#include <utility>
#include <vector>

namespace ncv {

template <class S>
class ReferenceDescent {
  public:
    /// lambda_1 .. lambda_L and mu_1 .. mu_L.
    ReferenceDescent(Network<S> start, const Dataset<S>& data, const Loss& loss,
                     std::vector<S> weight_decay, std::vector<S> bias_decay)
        : net_(std::move(start)), X_(data.inputs), Y_(data.one_hot()), loss_(loss),
          weight_decay_(std::move(weight_decay)), bias_decay_(std::move(bias_decay)) {}

    void steps(std::int64_t count, S learning_rate) {
        for (std::int64_t k = 0; k < count; ++k) {
            const ForwardPass<S> f = forward(net_, X_);
            const Matrix<S>& outputs = f.Z.back();
            loss_before_step_ = loss_value(loss_, outputs, Y_);
            const auto b = backward_from(loss_gradient(loss_, outputs, Y_), net_, f);
            descend(net_, b.G, learning_rate, weight_decay_);
            descend_biases(net_, b.Delta, learning_rate, bias_decay_);
        }
    }
    S loss_before_step() const { return loss_before_step_; }
    const Network<S>& network() const { return net_; }

  private:
    Network<S> net_;
    Matrix<S> X_, Y_;
    Loss loss_;
    std::vector<S> weight_decay_, bias_decay_;
    S loss_before_step_ = S(0);
};

} // namespace ncv
