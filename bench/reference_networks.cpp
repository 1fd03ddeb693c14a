#include "reference_networks.hpp"

#include "data/synthetic.hpp"
#include "training/initialisation.hpp"

namespace ncv::bench {

const std::vector<ReferenceNetwork>& reference_networks() {
    static const std::vector<ReferenceNetwork> networks{
        {"T", {{2, 2, 3, 2}, 1, 2}},
        {"A", {{16, 64, 32, 16, 16, 16, 4}, 3, 32}},
        {"B", {{64, 256, 128, 64, 64, 64, 64, 10}, 3, 128}},
        {"C", {{784, 1024, 512, 256, 128, 128, 128, 128, 10}, 4, 1024}},
        {"D", {{784, 1024, 1024, 1024, 10}, 2, 4096}},
    };
    return networks;
}

double step_flops(const Shape& shape) {
    double flops = 0;
    for (std::size_t l = 1; l < shape.widths.size(); ++l)
        flops += (l == 1 ? 4.0 : 6.0) * shape.widths[l] * shape.widths[l - 1] * shape.samples;
    return flops;
}

Snapshot start_of(const Shape& shape) {
    const int N = shape.samples, K = shape.widths.back();
    SyntheticSpec spec;
    spec.classes = K;
    spec.dimension = shape.widths.front();
    spec.per_class = (N + K - 1) / K;
    const Dataset<double> all = synthetic(spec); // class after class
    Snapshot s;
    s.data = {Matrix<double>(spec.dimension, N), {}, K};
    for (int i = 0; i < N; ++i) {
        const int k = (i % K) * spec.per_class + i / K;
        s.data.inputs.col(i) = all.inputs.col(k);
        s.data.labels.push_back(all.labels[static_cast<std::size_t>(k)]);
    }
    s.network = initialise(shape.widths, shape.nonlinear_layers,
                           {ActivationKind::leaky_relu, 0.1, 1}, Initialisation::he, 1, 1);
    s.source = "bench";
    return s;
}

} // namespace ncv::bench
