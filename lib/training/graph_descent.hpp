/// Full-batch gradient descent with weight decay on networks that are no chain
/// (network/graph.hpp), as GradientDescent takes it on chains: W_l' = (1 - eta lambda_l) W_l -
/// eta G_l. The plain reference step through Eigen, for a hypothesis and not for records. Between
/// runs such a network is a head snapshot: features = Z_{L1}, the head's matrices, and the layers
/// below as its backbone.
#pragma once

#include "network/graph.hpp"
#include "training/config.hpp"

#include <cstdint>
#include <vector>

namespace ncv {

template <class S>
class GraphDescent {
  public:
    GraphDescent(GraphNetwork<S> start, const Dataset<S>& data, std::vector<S> weight_decay)
        : net_(std::move(start)), X_(data.inputs), Y_(data.one_hot()),
          weight_decay_(std::move(weight_decay)) {}

    void steps(std::int64_t count, S learning_rate) {
        for (std::int64_t k = 0; k < count; ++k) {
            const ForwardPass<S> f = forward(net_, X_);
            loss_ = interpolation_loss(f.Z.back(), Y_);
            descend(net_.weights, gradients(net_, f, Y_), learning_rate, weight_decay_);
        }
    }
    S loss_before_step() const { return loss_; }
    const GraphNetwork<S>& network() const { return net_; }

  private:
    GraphNetwork<S> net_;
    Matrix<S> X_, Y_;
    std::vector<S> weight_decay_;
    S loss_ = S(0);
};

/// The network that a configuration starts from.
GraphNetwork<double> starting_graph(const TrainingConfig& config, const Dataset<double>& data);

/// The network of a head snapshot. Throws BadInput unless its backbone is of the configuration's
/// connections and shapes.
GraphNetwork<double> graph_of(const Snapshot& snapshot, const TrainingConfig& config,
                              const Dataset<double>& data);

/// Network, features, labels and backbone of a head snapshot.
template <class S>
void put_graph(const GraphNetwork<S>& net, const Dataset<double>& data, Connections connections,
               Snapshot& to) {
    const auto L1 = static_cast<std::size_t>(net.nonlinear_layers);
    const auto all = net.template cast<double>().weights;
    const auto head = all.begin() + static_cast<std::ptrdiff_t>(L1);
    to.network = {{head, all.end()}, 0, net.activation};
    to.data = {forward(net, Matrix<S>(data.inputs.cast<S>())).Z[L1].template cast<double>(),
               data.labels, data.classes};
    to.layer_offset = net.nonlinear_layers;
    to.backbone = Backbone{std::string(connections_name(connections)), {all.begin(), head}};
}

} // namespace ncv
