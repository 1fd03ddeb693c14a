/// Forward and backward passes and what linear algebra the claims' quantities need, as plain loops:
/// the second part of plain.hpp, under the same rule.
#pragma once

#include "support/plain.hpp"

#include <utility>

namespace ncv::plain {

/// A + c B.
template <class S>
Grid<S> combined(Grid<S> A, const S& c, const Grid<S>& B) {
    for (std::size_t i = 0; i < A.size(); ++i)
        for (std::size_t j = 0; j < A[0].size(); ++j) A[i][j] += c * B[i][j];
    return A;
}

/// ||A||_F^2.
template <class S>
S squares(const Grid<S>& A) {
    S sum(0);
    for (const auto& row : A)
        for (const S& x : row) sum += x * x;
    return sum;
}

template <class S>
S size(const Grid<S>& A) {
    using std::sqrt;
    return sqrt(squares(A));
}

/// The k-th singular value, k >= 1; 0 beyond the smaller side.
template <class S>
S singular_value(const Grid<S>& A, std::size_t k) {
    const std::vector<S> values = singular_values(A);
    return k <= values.size() ? values.at(k - 1) : S(0);
}

template <class S>
S norm(const Grid<S>& A) {
    return singular_value(A, 1);
}

/// s_1/s_k; infinite where s_k is nothing but rounding (half the digits: singular values come from
/// a Gram matrix).
template <class S>
S condition(const Grid<S>& A, std::size_t k) {
    using std::sqrt;
    const S first = norm(A), last = singular_value(A, k);
    const S rounding = first * sqrt(std::numeric_limits<S>::epsilon()) * S(1e20);
    return last > rounding ? S(first / last) : std::numeric_limits<S>::infinity();
}

/// Gauss-Jordan with the largest pivot of each column.
template <class S>
Grid<S> inverse(Grid<S> A) {
    using std::abs;
    const std::size_t n = A.size();
    Grid<S> out(n, std::vector<S>(n, S(0)));
    for (std::size_t i = 0; i < n; ++i) out[i][i] = S(1);
    for (std::size_t c = 0; c < n; ++c) {
        std::size_t pivot = c;
        for (std::size_t r = c + 1; r < n; ++r)
            if (abs(A[r][c]) > abs(A[pivot][c])) pivot = r;
        std::swap(A[c], A[pivot]);
        std::swap(out[c], out[pivot]);
        const S p = A[c][c];
        for (std::size_t j = 0; j < n; ++j) {
            A[c][j] /= p;
            out[c][j] /= p;
        }
        for (std::size_t r = 0; r < n; ++r) {
            if (r == c) continue;
            const S factor = A[r][c];
            for (std::size_t j = 0; j < n; ++j) {
                A[r][j] -= factor * A[c][j];
                out[r][j] -= factor * out[c][j];
            }
        }
    }
    return out;
}

/// sigma'; the left slope at a kink.
template <class S>
S sigma_slope(const Activation& a, const S& x) {
    using std::erf, std::exp, std::tanh, std::sqrt;
    const S g(a.gamma), b(a.sharpness);
    switch (a.kind) {
    case ActivationKind::identity: return S(1);
    case ActivationKind::relu: return x > 0 ? S(1) : S(0);
    case ActivationKind::leaky_relu: return x > 0 ? S(1) : g;
    case ActivationKind::tanh: return 1 - tanh(x) * tanh(x);
    case ActivationKind::softplus_leaky_relu: return g + (1 - g) / (1 + exp(-b * x));
    case ActivationKind::gaussian_leaky_relu:
        return g + (1 - g) * (1 + erf(x / (b * sqrt(S(2))))) / 2;
    }
    return S(0);
}

/// The least Lipschitz constant of sigma'; infinite where it jumps.
template <class S>
S slope_bend(const Activation& a) {
    using std::atan, std::sqrt;
    const S g(a.gamma), b(a.sharpness);
    switch (a.kind) {
    case ActivationKind::identity: return S(0);
    case ActivationKind::tanh: return 4 / (3 * sqrt(S(3)));
    case ActivationKind::softplus_leaky_relu: return (1 - g) * b / 4;
    case ActivationKind::gaussian_leaky_relu: return (1 - g) / (b * sqrt(8 * atan(S(1))));
    case ActivationKind::leaky_relu:
    case ActivationKind::relu: break;
    }
    return std::numeric_limits<S>::infinity();
}

/// All of a network: [l] is layer l, Z[0] the inputs. P before sigma, Z after, G the gradient of
/// the loss, E = Z_L - Y, Delta the loss's gradient in Z_L.
template <class S>
struct Passes {
    std::vector<Grid<S>> W, P, Z, G;
    Grid<S> E, Y, Delta;
};

/// The derivative of -sum_j target_j log softmax_j(z) in z, the targets smoothed.
template <class S>
Grid<S> softmax_less_targets(const Grid<S>& Z, const Grid<S>& Y, const S& smoothing) {
    using std::exp;
    Grid<S> out = Z;
    for (std::size_t i = 0; i < Z[0].size(); ++i) {
        S sum(0);
        for (const auto& row : Z) sum += exp(row[i]);
        for (std::size_t j = 0; j < Z.size(); ++j)
            out[j][i] = exp(Z[j][i]) / sum - (1 - smoothing) * Y[j][i] -
                        smoothing / S(static_cast<int>(Z.size()));
    }
    return out;
}

template <class S>
Passes<S> passes(const Snapshot& snapshot) {
    const Network<double>& net = snapshot.network;
    const auto L = static_cast<std::size_t>(net.depth());
    const auto L1 = static_cast<std::size_t>(net.nonlinear_layers);
    const auto lifted = [](const Matrix<double>& A) {
        Grid<S> out;
        for (const auto& row : grid(A)) out.emplace_back(row.begin(), row.end());
        return out;
    };
    Passes<S> t;
    t.W.resize(L + 1);
    t.P.resize(L + 1);
    t.Z.resize(L + 1);
    t.G.resize(L + 1);
    t.Z[0] = lifted(snapshot.data.inputs);
    for (std::size_t l = 1; l <= L; ++l) {
        t.W[l] = lifted(net.weights[l - 1]);
        t.Z[l] = times(t.W[l], t.Z[l - 1]);
        if (net.has_bias(static_cast<int>(l)))
            for (std::size_t k = 0; k < t.Z[l].size(); ++k)
                for (S& x : t.Z[l][k]) x += S(net.biases[l - 1](static_cast<Eigen::Index>(k)));
        t.P[l] = t.Z[l];
        if (l > L1) continue;
        for (auto& row : t.Z[l])
            for (S& x : row) x = sigma(net.activation, x);
    }
    const auto& labels = snapshot.data.labels;
    t.Y.assign(static_cast<std::size_t>(snapshot.data.classes),
               std::vector<S>(labels.size(), S(0)));
    for (std::size_t i = 0; i < labels.size(); ++i)
        t.Y[static_cast<std::size_t>(labels[i])][i] = S(1);
    t.E = combined(t.Z[L], S(-1), t.Y);
    t.Delta = snapshot.loss.kind == LossKind::squared_error
                  ? t.E
                  : softmax_less_targets(t.Z[L], t.Y, S(snapshot.loss.label_smoothing));
    Grid<S> delta = t.Delta;
    for (std::size_t l = L; l >= 1; --l) {
        if (l <= L1)
            for (std::size_t i = 0; i < delta.size(); ++i)
                for (std::size_t j = 0; j < delta[0].size(); ++j)
                    delta[i][j] *= sigma_slope(net.activation, t.P[l][i][j]);
        t.G[l] = times(delta, transposed(t.Z[l - 1]));
        delta = times(transposed(t.W[l]), delta);
    }
    return t;
}

} // namespace ncv::plain
