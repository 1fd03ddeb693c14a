#include "instances/theorem_start.hpp"

#include "data/random.hpp"

namespace ncv {

std::string unfit(const TheoremShape& shape) {
    const auto& n = shape.widths;
    const auto L = static_cast<int>(n.size()) - 1;
    if (L < 3) return "three layers or more are needed";
    if (shape.nonlinear_layers < 1 || shape.nonlinear_layers > L - 2)
        return "one nonlinear layer or more and two linear ones are needed";
    if (n.back() < 2 || n[0] % n.back() != 0 || n[0] / n.back() < 2)
        return "the first width counts samples, the last one classes: two samples of each class or "
               "more, as many of each";
    if (n[1] < n[0]) return "the first layer must be as wide as there are samples";
    for (std::size_t l = 3; l < n.size(); ++l)
        if (n[l] > n[l - 1]) return "widths must not grow from the second layer on";
    return "";
}

Snapshot build(const TheoremStart& start, const TheoremShape& shape) {
    Random random(3);
    const auto& n = shape.widths;
    const Eigen::Index N = n.front(), K = n.back();
    Snapshot s;
    s.data = {start.t * Matrix<double>::Identity(N, N), {}, static_cast<int>(K)};
    for (Eigen::Index i = 0; i < N; ++i) s.data.labels.push_back(static_cast<int>(i * K / N));
    s.network.nonlinear_layers = shape.nonlinear_layers;
    s.network.activation = {ActivationKind::softplus_leaky_relu, 0.9, start.sharpness};
    s.network.weights = {start.w_1 * orthonormal_matrix(random, n[1], N),
                         Matrix<double>::Zero(n[2], n[1])};
    for (Eigen::Index i = K; i < n[2]; ++i) {
        const Matrix<double> row = gaussian_matrix(random, 1, n[1]);
        s.network.weights[1].row(i) = start.idle / row.norm() * row;
    }
    for (std::size_t l = 3; l < n.size(); ++l)
        s.network.weights.push_back(start.w * Matrix<double>::Identity(n[l], n[l - 1]));
    s.weight_decay = start.weight_decay;
    s.source = "start of the theorem's run";
    return s;
}

Snapshot build(const TheoremStart& start) {
    return build(start, {{4, 4, start.idle > 0 ? 3 : 2, 2}, 1});
}

} // namespace ncv
