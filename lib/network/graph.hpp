/// Networks whose nonlinear layers read more than the layer below: skip connections. The linear
/// head stays a chain.
///
///   Z_l = sum_{k in adds} Z_k + sigma(W_l [Z_k : k in reads, stacked])   for l <= L1
///   Z_l = W_l Z_{l-1}                                                    above
///
///   chain     reads l-1
///   residual  reads l-1, adds Z_{l-1} where n_l = n_{l-1}
///   dense     reads 0 .. l-1
///
/// Forward pass and gradients of C_0 are the readable reference, generic in the scalar:
///   D_L = Z_L - Y, Delta_l = sigma'(pre_l) o D_l, D_k = the sum over all l that read or add k of
///   (columns of W_l that read k)^T Delta_l, and D_l;  G_l = Delta_l [Z_k : k in reads]^T.
/// Source: He et al. (arXiv 1512.03385), identity shortcuts; Huang et al. (arXiv 1608.06993).
#pragma once

#include "network/connections.hpp"
#include "network/reference.hpp"

namespace ncv {

/// Not a Network: its forward pass is another.
template <class S>
struct GraphNetwork {
    std::vector<LayerInputs> inputs; ///< inputs[l-1] of layer l
    std::vector<Matrix<S>> weights;  ///< weights[l-1] is W_l, n_l x the sum of the widths it reads
    int nonlinear_layers = 0;        ///< L1
    Activation activation;

    int depth() const { return static_cast<int>(weights.size()); } ///< L
    const Matrix<S>& W(int l) const { return weights[static_cast<std::size_t>(l - 1)]; }
    const LayerInputs& into(int l) const { return inputs[static_cast<std::size_t>(l - 1)]; }

    template <class T>
    GraphNetwork<T> cast() const {
        GraphNetwork<T> out{inputs, {}, nonlinear_layers, activation};
        for (const auto& w : weights) out.weights.push_back(w.template cast<T>());
        return out;
    }
};

template <class S>
ForwardPass<S> forward(const GraphNetwork<S>& net, const Matrix<S>& X) {
    ForwardPass<S> f;
    f.Z.push_back(X);
    for (int l = 1; l <= net.depth(); ++l) {
        Matrix<S> pre = Matrix<S>::Zero(net.W(l).rows(), X.cols());
        Eigen::Index column = 0;
        for (int k : net.into(l).reads) {
            const Matrix<S>& Z = f.Z[static_cast<std::size_t>(k)];
            pre += net.W(l).middleCols(column, Z.rows()) * Z;
            column += Z.rows();
        }
        Matrix<S> Z = pre;
        if (l <= net.nonlinear_layers)
            Z = pre.unaryExpr([&](const S& x) { return activate(net.activation, x); });
        for (int k : net.into(l).adds) Z += f.Z[static_cast<std::size_t>(k)];
        f.pre.push_back(std::move(pre));
        f.Z.push_back(std::move(Z));
    }
    return f;
}

/// G_1 .. G_L, gradients of C_0 (without weight decay).
template <class S>
std::vector<Matrix<S>> gradients(const GraphNetwork<S>& net, const ForwardPass<S>& f,
                                 const Matrix<S>& Y) {
    std::vector<Matrix<S>> G, D; // D[l] = dC_0/dZ_l; dC_0/dX is nobody's business
    for (const auto& W : net.weights) G.push_back(Matrix<S>::Zero(W.rows(), W.cols()));
    for (const auto& Z : f.Z) D.push_back(Matrix<S>::Zero(Z.rows(), Z.cols()));
    D.back() = f.Z.back() - Y;
    for (int l = net.depth(); l >= 1; --l) {
        const auto i = static_cast<std::size_t>(l);
        Matrix<S> delta = D[i];
        if (l <= net.nonlinear_layers)
            delta.array() *= f.pre[i - 1]
                                 .unaryExpr([&](const S& x) { return slope(net.activation, x); })
                                 .array();
        Eigen::Index column = 0;
        for (int k : net.into(l).reads) {
            const auto from = static_cast<std::size_t>(k);
            const Eigen::Index n = f.Z[from].rows();
            G[i - 1].middleCols(column, n) = delta * f.Z[from].transpose();
            if (k > 0) D[from] += net.W(l).middleCols(column, n).transpose() * delta;
            column += n;
        }
        for (int k : net.into(l).adds)
            if (k > 0) D[static_cast<std::size_t>(k)] += D[i];
    }
    return G;
}

} // namespace ncv
