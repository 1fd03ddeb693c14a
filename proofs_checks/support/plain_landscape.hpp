/// Every quantity of Landscape and NearOptimum (claims/landscape.hpp, claims/witness.hpp) from its
/// definition in docs/claims.md, as plain loops.
#pragma once

#include "support/plain_head.hpp"

namespace ncv::plain {

template <class S>
Quantities<S> landscape(const Snapshot& s) {
    using std::sqrt;
    const Passes<S> t = passes<S>(s);
    const auto L = t.W.size() - 1;
    const S N(static_cast<int>(s.data.labels.size())), lambda(s.weight_decay.value_or(0));
    Quantities<S> q;
    q["X"] = norm(t.Z[0]);
    q["X_F"] = size(t.Z[0]);
    q["Y_F"] = sqrt(N);
    S theta(0), gradient_0(0), gradient(0);
    for (std::size_t l = 1; l <= L; ++l) {
        const std::string of = of_layer(static_cast<int>(l));
        q["W" + of] = norm(t.W[l]);
        if (l >= 3) q["s_min" + of] = singular_values(t.W[l]).back();
        theta += squares(t.W[l]);
        gradient_0 += squares(t.G[l]);
        gradient += squares(combined(t.G[l], lambda, t.W[l]));
    }
    q["W1_F"] = size(t.W[1]);
    q["lambda_F"] = singular_values(t.Z[1]).back();
    q["residual"] = size(t.E);
    q["C_0"] = squares(t.E) / 2;
    q["C_lambda"] = squares(t.E) / 2 + lambda / 2 * theta;
    q["theta"] = sqrt(theta);
    if (L >= 2) q["G_2"] = size(t.G[2]);
    q["gradient_0"] = gradient_0;
    q["gradient"] = gradient;
    return q;
}

/// How far a pass in floating point of unit roundoff u may be from P_l, in Frobenius norm: gamma_k
/// for each product and 16 u for sigma, whose slopes are at most 1.
template <class S>
std::vector<S> forward_errors(const Passes<S>& t, std::size_t nonlinear, const S& u) {
    std::vector<S> of_P(t.W.size(), S(0));
    S of_Z(0);
    for (std::size_t l = 1; l < t.W.size(); ++l) {
        const S k(static_cast<int>(t.W[l][0].size()) + 2), gamma = k * u / (1 - k * u);
        const S W = size(t.W[l]), Z = size(t.Z[l - 1]);
        of_P[l] = W * of_Z + gamma * W * (Z + of_Z);
        of_Z = of_P[l] + (l <= nonlinear ? S(16 * u * (size(t.P[l]) + of_P[l])) : S(0));
    }
    return of_P;
}

/// Some sum of products, not all of them 0, is 0 up to `error`.
template <class S>
bool may_cross_a_kink(const Passes<S>& t, std::size_t l, const S& error) {
    using std::abs;
    for (std::size_t i = 0; i < t.P[l].size(); ++i)
        for (std::size_t j = 0; j < t.P[l][0].size(); ++j) {
            bool zeros = true;
            for (std::size_t k = 0; k < t.W[l][0].size(); ++k)
                zeros = zeros && (t.W[l][i][k] == 0 || t.Z[l - 1][k][j] == 0);
            if (!zeros && abs(t.P[l][i][j]) <= error) return true;
        }
    return false;
}

/// What slopes sigma' that are taken as computed can change in gradient_0, gradient and G_2: a
/// slope errs by the bend of sigma' times the error of its argument, and by 16 u. With one layer
/// exchanged at a time ||dG_l||_F <= ||Z_{l-1}|| ||E|| prod_{j>l} ||W_j|| sum_{l<=i<=L1} |slope
/// error|_i, and twice that for what the errors do together. Infinite where a slope may be on the
/// other side of a kink.
template <class S>
Quantities<S> slack_of_slopes(const Snapshot& s, const S& u) {
    const Passes<S> t = passes<S>(s);
    const auto L = t.W.size() - 1;
    const auto L1 = static_cast<std::size_t>(s.network.nonlinear_layers);
    const std::vector<S> errors = forward_errors(t, L1, u);
    const S bend = slope_bend<S>(s.network.activation),
            infinite = std::numeric_limits<S>::infinity();
    const S lambda(s.weight_decay.value_or(0));
    Quantities<S> q;
    S slopes(0), product(1);
    q["gradient_0"] = q["gradient"] = S(0);
    for (std::size_t l = L; l >= 1; --l) {
        if (l <= L1) {
            if (bend < infinite) slopes += bend * errors[l] + 16 * u;
            if (bend == infinite && may_cross_a_kink(t, l, errors[l])) slopes = infinite;
        }
        const S by = slopes == 0 ? S(0) : S(2 * size(t.Z[l - 1]) * size(t.E) * product * slopes);
        const auto squared = [&](const Grid<S>& G) {
            return by == 0 ? S(0) : S((2 * size(G) + by) * by);
        };
        q["gradient_0"] += squared(t.G[l]);
        q["gradient"] += squared(combined(t.G[l], lambda, t.W[l]));
        if (l == 2) q["G_2"] = by;
        product *= size(t.W[l]);
    }
    return q;
}

/// sigma^{-1}(1) by bisection, for sigma that reaches it.
template <class S>
S preimage_of_one(const Activation& a) {
    S low(0), high(1);
    while (sigma(a, high) < 1) high *= 2;
    for (int i = 0; i < 1200; ++i) {
        const S middle = (low + high) / 2;
        (sigma(a, middle) < 1 ? low : high) = middle;
    }
    return high;
}

template <class S>
long rank(const Grid<S>& A) {
    using std::sqrt;
    const std::vector<S> values = singular_values(A);
    const S rounding = values[0] * sqrt(std::numeric_limits<S>::epsilon()) * S(1e20);
    return std::count_if(values.begin(), values.end(), [&](const S& v) { return v > rounding; });
}

template <class S>
Grid<S> layer(const Activation& a, const Grid<S>& W, const Grid<S>& Z) {
    Grid<S> out = times(W, Z);
    for (auto& row : out)
        for (S& x : row) x = sigma(a, x);
    return out;
}

/// 2^k W_1.
template <class S>
Grid<S> scaled_first_layer(const Passes<S>& t, int k) {
    const S scale = k < 0 ? S(S(1) / (1 << -k)) : S(1 << k);
    return combined(t.W[1], S(scale - 1), t.W[1]);
}

/// The witness's layers for the scale 2^k, as claims/witness.hpp says.
template <class S>
std::vector<Grid<S>> witness(const Snapshot& s, const Passes<S>& t, const S& a, int k) {
    const auto& net = s.network;
    const auto L1 = static_cast<std::size_t>(net.nonlinear_layers), K = t.Y.size();
    std::vector<Grid<S>> layers;
    Grid<S> Z = t.Z[0];
    if (L1 >= 2) {
        layers.push_back(scaled_first_layer(t, k));
        Z = layer(net.activation, layers[0], Z);
    }
    // Y Z^+ with Z^+ = (Z^T Z)^{-1} Z^T.
    const Grid<S> fitted = times(t.Y, times(inverse(times(transposed(Z), Z)), transposed(Z)));
    for (std::size_t l = layers.size() + 1; l <= L1; ++l) {
        const bool fits = l == (L1 >= 2 ? 2u : 1u);
        Grid<S> W(t.W[l].size(), std::vector<S>(t.W[l][0].size(), S(0)));
        for (std::size_t i = 0; i < K; ++i)
            for (std::size_t j = 0; j < (fits ? W[0].size() : K); ++j)
                W[i][j] = fits ? S(a * fitted[i][j]) : i == j ? a : S(0);
        layers.push_back(std::move(W));
    }
    return layers;
}

template <class S>
S total_squares(const std::vector<Grid<S>>& layers) {
    S sum(0);
    for (const auto& W : layers) sum += squares(W);
    return sum;
}

} // namespace ncv::plain
