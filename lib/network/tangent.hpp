/// The network's derivatives in its weights, generic in the scalar: the Jacobian J of the outputs,
/// its transpose, the tangent kernel J J^T, and the Hessian of C_lambda, forward over reverse.
///
///   J V     P_l = V_l Z_{l-1} + W_l T_{l-1},  T_l = sigma'(pre_l) o P_l,  T_0 = 0;  J V = T_L
///   J^T U   Delta_L = U, then as the backward pass: (J^T U)_l = Delta_l Z_{l-1}^T
///   H V     Delta'_L = T_L,  A = W_{l+1}^T Delta_{l+1},  A' = V_{l+1}^T Delta_{l+1} + W_{l+1}^T
///           Delta'_{l+1},  Delta'_l = sigma''(pre_l) o P_l o A + sigma'(pre_l) o A',
///           (H V)_l = Delta'_l Z_{l-1}^T + Delta_l T_{l-1}^T + lambda V_l
///
/// (sigma' = 1, sigma'' = 0 on linear layers.) At a kink sigma'' counts as 0.
/// Source: Pearlmutter, Fast exact multiplication by the Hessian (Neural Computation 6, 1994).
#pragma once

#include "network/reference.hpp"

#include <utility>

namespace ncv {

/// A direction in the weights: one matrix a layer, of the shape of W_l at [l-1].
template <class S>
using Direction = std::vector<Matrix<S>>;

/// What the derivatives at one point share. The network must outlive it.
template <class S>
struct Linearisation {
    const Network<S>* net;
    ForwardPass<S> f;
    BackwardPass<S> b;
    Matrix<S> E;                             ///< Z_L - Y
    std::vector<Matrix<S>> slope, curvature; ///< sigma'(pre_l), sigma''(pre_l) at [l-1], l <= L1
};

/// From the passes and E = Z_L - Y.
template <class S>
Linearisation<S> linearise(const Network<S>& net, ForwardPass<S> f, BackwardPass<S> b,
                           Matrix<S> E) {
    Linearisation<S> at{&net, std::move(f), std::move(b), std::move(E), {}, {}};
    for (std::size_t i = 0; i < static_cast<std::size_t>(net.nonlinear_layers); ++i) {
        at.slope.push_back(
            at.f.pre[i].unaryExpr([&](const S& x) { return slope(net.activation, x); }));
        at.curvature.push_back(
            at.f.pre[i].unaryExpr([&](const S& x) { return curvature(net.activation, x); }));
    }
    return at;
}

template <class S>
Linearisation<S> linearise(const Network<S>& net, const Dataset<S>& data) {
    const Matrix<S> Y = data.one_hot();
    ForwardPass<S> f = forward(net, data.inputs);
    BackwardPass<S> b = backward(net, f, Y);
    Matrix<S> E = f.Z.back() - Y;
    return linearise(net, std::move(f), std::move(b), std::move(E));
}

/// P_l at P[l-1] and T_l at T[l], l = 0..L.
template <class S>
struct TangentPass {
    std::vector<Matrix<S>> P, T;
};

template <class S>
TangentPass<S> tangent_pass(const Linearisation<S>& at, const Direction<S>& V) {
    TangentPass<S> t;
    t.T.push_back(Matrix<S>::Zero(at.f.Z[0].rows(), at.f.Z[0].cols()));
    for (std::size_t i = 0; i < V.size(); ++i) {
        Matrix<S> P = V[i] * at.f.Z[i];
        if (i > 0) P += at.net->weights[i] * t.T[i];
        t.T.push_back(i < at.slope.size() ? Matrix<S>(at.slope[i].cwiseProduct(P)) : P);
        t.P.push_back(std::move(P));
    }
    return t;
}

/// J V, K x N.
template <class S>
Matrix<S> jacobian_times(const Linearisation<S>& at, const Direction<S>& V) {
    return tangent_pass(at, V).T.back();
}

/// Delta_l at [l-1] for Delta_L = U, K x N.
template <class S>
std::vector<Matrix<S>> pulled_back(const Linearisation<S>& at, Matrix<S> U) {
    std::vector<Matrix<S>> Delta(at.net->weights.size());
    for (std::size_t i = Delta.size(); i-- > 0;) {
        if (i < at.slope.size()) U = U.cwiseProduct(at.slope[i]).eval();
        Delta[i] = U;
        if (i > 0) U = (at.net->weights[i].transpose() * U).eval();
    }
    return Delta;
}

/// J^T U.
template <class S>
Direction<S> jacobian_transpose_times(const Linearisation<S>& at, const Matrix<S>& U) {
    Direction<S> out = pulled_back(at, U);
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = out[i] * at.f.Z[i].transpose();
    return out;
}

/// The tangent kernel J J^T as a KN x KN matrix, row k N + i for output k of sample i. Samples do
/// not mix, so Delta_l for all samples of output k comes from one pass; then
///   (J J^T)(k i, k' j) = sum_l <Delta_l^k(:, i), Delta_l^k'(:, j)> <Z_{l-1}(:, i), Z_{l-1}(:, j)>.
template <class S>
Matrix<S> tangent_kernel(const Linearisation<S>& at) {
    const Eigen::Index K = at.f.Z.back().rows(), N = at.f.Z.back().cols();
    const std::size_t L = at.net->weights.size();
    std::vector<Matrix<S>> stacked(L);
    for (std::size_t i = 0; i < L; ++i) stacked[i].resize(at.f.Z[i + 1].rows(), K * N);
    for (Eigen::Index k = 0; k < K; ++k) {
        Matrix<S> U = Matrix<S>::Zero(K, N);
        U.row(k).setOnes();
        const std::vector<Matrix<S>> Delta = pulled_back(at, U);
        for (std::size_t i = 0; i < L; ++i) stacked[i].middleCols(k * N, N) = Delta[i];
    }
    Matrix<S> kernel = Matrix<S>::Zero(K * N, K * N);
    for (std::size_t i = 0; i < L; ++i) {
        const Matrix<S> features = at.f.Z[i].transpose() * at.f.Z[i];
        const Matrix<S> deltas = stacked[i].transpose() * stacked[i];
        kernel += deltas.cwiseProduct(features.replicate(K, K));
    }
    return kernel;
}

/// The Hessian of C_lambda times V.
template <class S>
Direction<S> hessian_times(const Linearisation<S>& at, const Direction<S>& V, const S& lambda) {
    const TangentPass<S> t = tangent_pass(at, V);
    Direction<S> out(V.size());
    Matrix<S> A = at.E, turned = t.T.back(); // turned: A', then Delta'_l
    for (std::size_t i = V.size(); i-- > 0;) {
        const Matrix<S>& Delta = at.b.Delta[i];
        if (i < at.slope.size()) {
            turned = turned.cwiseProduct(at.slope[i]).eval();
            turned += at.curvature[i].cwiseProduct(t.P[i]).cwiseProduct(A);
        }
        out[i] = turned * at.f.Z[i].transpose() + Delta * t.T[i].transpose() + lambda * V[i];
        if (i == 0) break;
        A = at.net->weights[i].transpose() * Delta;
        turned = (V[i].transpose() * Delta + at.net->weights[i].transpose() * turned).eval();
    }
    return out;
}

/// All entries in one column, and back: layer by layer, each column by column.
template <class S>
Vector<S> flattened(const Direction<S>& V) {
    Eigen::Index size = 0;
    for (const auto& A : V) size += A.size();
    Vector<S> out(size);
    Eigen::Index from = 0;
    for (const auto& A : V) {
        out.segment(from, A.size()) = A.reshaped();
        from += A.size();
    }
    return out;
}
template <class S>
Direction<S> unflattened(const Vector<S>& v, const Network<S>& net) {
    Direction<S> out;
    Eigen::Index from = 0;
    for (const auto& W : net.weights) {
        out.push_back(v.segment(from, W.size()).reshaped(W.rows(), W.cols()));
        from += W.size();
    }
    return out;
}

} // namespace ncv
