#include "instances/theorem_start.hpp"

#include "data/random.hpp"

namespace ncv {

Snapshot build(const TheoremStart& start) {
    Random random(3);
    Snapshot s;
    s.data = {start.t * Matrix<double>::Identity(4, 4), {0, 0, 1, 1}, 2};
    s.network.nonlinear_layers = 1;
    s.network.activation = {ActivationKind::softplus_leaky_relu, 0.9, 1.0 / 64};
    s.network.weights = {start.w_1 * orthonormal_matrix(random, 4, 4), Matrix<double>::Zero(2, 4),
                         start.w * Matrix<double>::Identity(2, 2)};
    s.weight_decay = start.weight_decay;
    s.source = "start of the theorem's run";
    return s;
}

} // namespace ncv
