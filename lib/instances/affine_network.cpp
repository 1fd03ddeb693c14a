#include "instances/affine_network.hpp"

#include "network/reference.hpp"
#include "spectra/decompositions.hpp"

#include <cmath>

namespace ncv {
namespace {

/// Class means of size 1 and differences of size `spread` within classes.
Matrix<double> classified_inputs(Random& random, const InstanceSpec& spec,
                                 const std::vector<int>& labels) {
    const Matrix<double> means = gaussian_matrix(random, spec.input_dimension, spec.classes());
    const auto N = static_cast<Eigen::Index>(labels.size());
    Matrix<double> X = spec.residual * gaussian_matrix(random, spec.input_dimension, N);
    for (Eigen::Index i = 0; i < N; ++i) X.col(i) += means.col(labels[static_cast<std::size_t>(i)]);
    return X;
}

void add_random_layer(Random& random, int width, double size, const InstanceSpec& spec,
                      Snapshot& s) {
    auto& net = s.network;
    const Eigen::Index below =
        net.weights.empty() ? s.data.inputs.rows() : net.weights.back().rows();
    net.weights.push_back(size / std::sqrt(static_cast<double>(below)) *
                          gaussian_matrix(random, width, below));
    if (spec.biases != Biases::none)
        net.biases.push_back(0.5 * gaussian_matrix(random, width, 1).col(0));
}

/// W_L such that Z_L is as near to Y as the features below allow.
void fit_last_layer(Snapshot& s) {
    auto& net = s.network;
    const int L = net.depth();
    const Matrix<double> Z = forward(net, s.data.inputs).Z[static_cast<std::size_t>(L - 1)];
    Matrix<double> target = s.data.one_hot();
    if (net.has_bias(L)) target.colwise() -= net.b(L);
    const Eigen::CompleteOrthogonalDecomposition<Matrix<double>> solver(Z.transpose());
    net.W(L) = solver.solve(target.transpose()).transpose();
}

/// W_l, L1 < l < L, within the rows that the loss sees, but for `imbalance`; Z_L stays as it is.
void write_what_is_seen(Random& random, const InstanceSpec& spec, Snapshot& s) {
    auto& net = s.network;
    const Eigen::Index K = s.data.classes;
    Matrix<double> V = net.W(net.depth());
    if (spec.loss.kind == LossKind::cross_entropy)
        V = (V.rowwise() - Eigen::RowVectorXd(V.colwise().mean())).eval();
    for (int l = net.depth() - 1; l > net.nonlinear_layers; --l) {
        Matrix<double>& W = net.W(l);
        const Eigen::CompleteOrthogonalDecomposition<Matrix<double>> rows(V);
        W = (rows.pseudoInverse() * (V * W)).eval();
        W += spec.imbalance / std::sqrt(static_cast<double>(K)) *
             gaussian_matrix(random, W.rows(), W.cols());
        V = (V * W).eval();
    }
}

} // namespace

void make_affine_network(Random& random, const InstanceSpec& spec, Snapshot& s) {
    s.loss = spec.loss;
    s.data.inputs = classified_inputs(random, spec, s.data.labels);
    const double size = std::ldexp(1.0, spec.weight_exponent);
    for (const int width : spec.nonlinear_widths) add_random_layer(random, width, size, spec, s);
    for (const int width : spec.head_widths) add_random_layer(random, width, size, spec, s);
    add_random_layer(random, spec.classes(), size, spec, s);
    auto& net = s.network;
    if (spec.fits) fit_last_layer(s);
    if (spec.lost_class) net.W(net.depth()).row(1) = net.W(net.depth()).row(0);
    write_what_is_seen(random, spec, s);
    if (spec.biases != Biases::undecayed) return;
    for (int l = 1; l <= net.depth(); ++l) {
        s.weight_decays['W' + std::to_string(l)] = spec.weight_decay;
        s.weight_decays['b' + std::to_string(l)] = 0;
    }
    s.weight_decay = {};
}

} // namespace ncv
