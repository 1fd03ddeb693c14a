#include "training/graph_descent.hpp"

#include "io/errors.hpp"

#include <fmt/format.h>

namespace ncv {
namespace {

/// The layers' inputs; the weights are still to come.
GraphNetwork<double> unweighted(const TrainingConfig& config, const std::vector<int>& widths) {
    return {connect(config.connections, widths, config.nonlinear_layers),
            {},
            config.nonlinear_layers,
            config.activation};
}

std::vector<Shape> shapes_of(const GraphNetwork<double>& net, const std::vector<int>& widths) {
    std::vector<Shape> out;
    for (std::size_t l = 1; l < widths.size(); ++l) {
        int cols = 0;
        for (int k : net.inputs[l - 1].reads) cols += widths[static_cast<std::size_t>(k)];
        out.push_back({widths[l], cols});
    }
    return out;
}

} // namespace

GraphNetwork<double> starting_graph(const TrainingConfig& config, const Dataset<double>& data) {
    const auto widths = config.widths(data);
    GraphNetwork<double> net = unweighted(config, widths);
    net.weights = starting_weights(shapes_of(net, widths), config.nonlinear_layers, config.init,
                                   config.init_scale, config.seed);
    return net;
}

GraphNetwork<double> graph_of(const Snapshot& snapshot, const TrainingConfig& config,
                              const Dataset<double>& data) {
    const auto widths = config.widths(data);
    GraphNetwork<double> net = unweighted(config, widths);
    const std::string kind(connections_name(config.connections));
    if (!snapshot.backbone || snapshot.backbone->connections != kind)
        throw BadInput(fmt::format("the checkpoint lacks the {} layers below its head, so training "
                                   "cannot go on from it",
                                   kind));
    net.weights = snapshot.backbone->weights;
    net.weights.insert(net.weights.end(), snapshot.network.weights.begin(),
                       snapshot.network.weights.end());
    const auto shapes = shapes_of(net, widths);
    bool fits = shapes.size() == net.weights.size();
    for (std::size_t i = 0; fits && i < shapes.size(); ++i)
        fits = net.weights[i].rows() == shapes[i].rows && net.weights[i].cols() == shapes[i].cols;
    if (!fits)
        throw BadInput("the checkpoint's matrices do not have the shapes that the configuration "
                       "and its data ask for");
    return net;
}

} // namespace ncv
