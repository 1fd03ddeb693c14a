/// Forward pass, loss and gradients: the readable reference, generic in the scalar.
///
///   C_0 = 1/2 ||Z_L - Y||_F^2,   G_l = Delta_l Z_{l-1}^T,   Delta_L = Z_L - Y (or another loss's),
///   Delta_l = sigma'(pre_l) o (W_{l+1}^T Delta_{l+1})   (no sigma' on linear layers).
///
/// Source: Jacot et al. (arXiv 2410.04887), section 2.
#pragma once

#include "network/network.hpp"

namespace ncv {

template <class S>
struct ForwardPass {
    std::vector<Matrix<S>> pre; ///< pre[l-1] = W_l Z_{l-1} + b_l 1^T, n_l x N
    std::vector<Matrix<S>> Z;   ///< Z[l], n_l x N, l = 0..L
};

template <class S>
ForwardPass<S> forward(const Network<S>& net, const Matrix<S>& X) {
    ForwardPass<S> f;
    f.Z.push_back(X);
    for (int l = 1; l <= net.depth(); ++l) {
        f.pre.push_back(net.W(l) * f.Z.back());
        if (net.has_bias(l)) f.pre.back().colwise() += net.b(l);
        if (l <= net.nonlinear_layers)
            f.Z.push_back(
                f.pre.back().unaryExpr([&](const S& x) { return activate(net.activation, x); }));
        else
            f.Z.push_back(f.pre.back());
    }
    return f;
}

/// C_0(theta) for outputs Z_L and one-hot labels Y, both K x N.
template <class S>
S interpolation_loss(const Matrix<S>& ZL, const Matrix<S>& Y) {
    return (ZL - Y).squaredNorm() / S(2);
}

/// ||theta||^2 = sum_l ||W_l||_F^2.
template <class S>
S squared_norm(const Network<S>& net) {
    S sum(0);
    for (const auto& w : net.weights) sum += w.squaredNorm();
    return sum;
}

template <class S>
struct BackwardPass {
    std::vector<Matrix<S>> Delta; ///< Delta[l-1], n_l x N
    std::vector<Matrix<S>> G;     ///< G[l-1] = Delta_l Z_{l-1}^T, n_l x n_{l-1}
};

/// From Delta_L. The gradient in b_l is the sum of Delta_l's columns.
template <class S>
BackwardPass<S> backward_from(Matrix<S> delta, const Network<S>& net, const ForwardPass<S>& f) {
    const int L = net.depth();
    BackwardPass<S> b{std::vector<Matrix<S>>(static_cast<std::size_t>(L)),
                      std::vector<Matrix<S>>(static_cast<std::size_t>(L))};
    for (int l = L; l >= 1; --l) {
        const auto i = static_cast<std::size_t>(l - 1);
        if (l <= net.nonlinear_layers)
            delta = delta
                        .cwiseProduct(f.pre[i].unaryExpr(
                            [&](const S& x) { return slope(net.activation, x); }))
                        .eval();
        b.G[i] = delta * f.Z[i].transpose();
        b.Delta[i] = delta;
        if (l > 1) delta = (net.W(l).transpose() * delta).eval();
    }
    return b;
}

template <class S>
BackwardPass<S> backward(const Network<S>& net, const ForwardPass<S>& f, const Matrix<S>& Y) {
    return backward_from(Matrix<S>(f.Z.back() - Y), net, f);
}

/// G_1 .. G_L, gradients of C_0 (without weight decay).
template <class S>
std::vector<Matrix<S>> gradients(const Network<S>& net, const ForwardPass<S>& f,
                                 const Matrix<S>& Y) {
    return backward(net, f, Y).G;
}

/// W_l' = (1 - eta lambda_l) W_l - eta G_l: one step of full-batch gradient descent, with a decay
/// for each layer.
template <class S>
void descend(std::vector<Matrix<S>>& weights, const std::vector<Matrix<S>>& G,
             const S& learning_rate, const std::vector<S>& weight_decay) {
    for (std::size_t i = 0; i < weights.size(); ++i)
        weights[i] = (S(1) - learning_rate * weight_decay[i]) * weights[i] - learning_rate * G[i];
}
template <class S>
void descend(Network<S>& net, const std::vector<Matrix<S>>& G, const S& learning_rate,
             const std::vector<S>& weight_decay) {
    descend(net.weights, G, learning_rate, weight_decay);
}

/// The same with one decay: theta' = (1 - eta lambda) theta - eta grad C_0(theta).
template <class S>
void descend(Network<S>& net, const std::vector<Matrix<S>>& G, const S& learning_rate,
             const S& weight_decay) {
    descend(net, G, learning_rate, std::vector<S>(net.weights.size(), weight_decay));
}

/// b_l' = (1 - eta mu_l) b_l - eta Delta_l 1, where layer l has a bias.
template <class S>
void descend_biases(Network<S>& net, const std::vector<Matrix<S>>& Delta, const S& learning_rate,
                    const std::vector<S>& bias_decay) {
    for (std::size_t i = 0; i < net.biases.size(); ++i)
        if (Vector<S>& b = net.biases[i]; b.size() > 0)
            b = (S(1) - learning_rate * bias_decay[i]) * b -
                learning_rate * Delta[i].rowwise().sum();
}

} // namespace ncv
