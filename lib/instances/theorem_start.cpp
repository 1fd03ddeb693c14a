#include "instances/theorem_start.hpp"

#include "data/random.hpp"

namespace ncv {

Snapshot build(const TheoremStart& start) {
    Random random(3);
    Snapshot s;
    s.data = {start.t * Matrix<double>::Identity(4, 4), {0, 0, 1, 1}, 2};
    s.network.nonlinear_layers = 1;
    s.network.activation = {ActivationKind::softplus_leaky_relu, 0.9, start.sharpness};
    s.network.weights = {start.w_1 * orthonormal_matrix(random, 4, 4), Matrix<double>::Zero(2, 4),
                         start.w * Matrix<double>::Identity(2, 2)};
    if (start.idle > 0) {
        Matrix<double> W_2 = Matrix<double>::Zero(3, 4);
        const Matrix<double> row = gaussian_matrix(random, 1, 4);
        W_2.row(2) = start.idle / row.norm() * row;
        s.network.weights[1] = W_2;
        s.network.weights[2] = start.w * Matrix<double>::Identity(2, 3);
    }
    s.weight_decay = start.weight_decay;
    s.source = "start of the theorem's run";
    return s;
}

} // namespace ncv
