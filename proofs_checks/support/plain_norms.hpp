/// Every quantity of LayerNorms, LogitNorms, LowRank, ProductSpectrum and FeatureOptimum (lib/measure)
/// from its definition in docs/claims.md, as plain loops.
#pragma once

#include "support/plain_head.hpp"

namespace ncv::plain {

/// "s of rank 2".
inline std::string at_rank(std::string name, std::size_t k) {
    name += " of rank ";
    name += std::to_string(k);
    return name;
}

/// sum_ij A_ij B_ij.
template <class S>
S inner(const Grid<S>& A, const Grid<S>& B) {
    S sum(0);
    for (std::size_t i = 0; i < A.size(); ++i)
        for (std::size_t j = 0; j < A[0].size(); ++j) sum += A[i][j] * B[i][j];
    return sum;
}

/// Delta_1 .. Delta_L at [l].
template <class S>
std::vector<Grid<S>> deltas(const Passes<S>& t, const Snapshot& s) {
    std::vector<Grid<S>> out(t.W.size());
    const auto L1 = static_cast<std::size_t>(s.network.nonlinear_layers);
    for (std::size_t l = t.W.size() - 1; l >= 1; --l) {
        out[l] = l + 1 == t.W.size() ? t.Delta : times(transposed(t.W[l + 1]), out[l + 1]);
        if (l > L1) continue;
        for (std::size_t i = 0; i < out[l].size(); ++i)
            for (std::size_t j = 0; j < out[l][0].size(); ++j)
                out[l][i][j] *= sigma_slope(s.network.activation, t.P[l][i][j]);
    }
    return out;
}

template <class S>
Quantities<S> layer_norms(const Snapshot& s) {
    const Passes<S> t = passes<S>(s);
    const std::vector<Grid<S>> delta = deltas(t, s);
    Quantities<S> q{{"outputs", inner(t.Delta, t.Z.back())}};
    S biases(0);
    for (std::size_t l = t.W.size() - 1; l >= 1; --l) {
        const int layer = static_cast<int>(l);
        const std::string of = of_layer(layer + s.layer_offset);
        q["W" + of] = size(t.W[l]);
        q["R" + of] = size(combined(t.G[l], S(s.decay_of('W', layer)), t.W[l]));
        q["along" + of] = inner(t.G[l], t.W[l]);
        if (s.network.has_bias(layer))
            for (std::size_t k = 0; k < delta[l].size(); ++k)
                for (const S& d : delta[l][k])
                    biases += d * S(s.network.biases[l - 1](static_cast<Eigen::Index>(k)));
        q["biases" + of] = biases;
    }
    return q;
}

/// Columns less their own mean: C A.
template <class S>
Grid<S> without_mean_row(const Grid<S>& A) {
    return transposed(without_mean_column(transposed(A)));
}

/// The polar factor by X <- X (3 I - X^T X)/2, which leaves singular values of 0 and takes all others
/// below 1 to 1.
template <class S>
Grid<S> polar_factor(const Grid<S>& A) {
    Grid<S> X = A;
    for (auto& row : X)
        for (S& x : row) x /= size(A);
    for (int step = 0; step < 60; ++step)
        X = combined(combined(X, S(1) / 2, X), S(-1) / 2, times(times(X, transposed(X)), X));
    return X;
}

template <class S>
Quantities<S> logit_norms(const Snapshot& s) {
    const Passes<S> t = passes<S>(s);
    const Grid<S> labels = without_mean_row(t.Y), B = polar_factor(labels);
    Grid<S> Z = t.Z[t.Z.size() - 2], logits = without_mean_row(t.Z.back());
    const auto counts = s.data.class_counts();
    if (std::all_of(counts.begin(), counts.end(), [&](auto n) { return n == counts[0]; })) {
        Z = without_mean_column(Z);
        logits = without_mean_column(logits);
    }
    S nuclear(0);
    for (const S& value : singular_values(logits)) nuclear += value;
    return {{"nuc", inner(labels, B)},
            {"along_labels", inner(t.Z.back(), B)},
            {"nuclear", nuclear},
            {"W", size(without_mean_row(t.W.back()))},
            {"Z", size(Z)}};
}

template <class S>
Quantities<S> low_rank(const Snapshot& s) {
    using std::sqrt;
    const Passes<S> t = passes<S>(s);
    const std::vector<Grid<S>> delta = deltas(t, s);
    const auto K = static_cast<std::size_t>(s.data.classes);
    Quantities<S> q;
    for (std::size_t l = 1; l < t.W.size(); ++l) {
        if (t.W[l].size() <= K || t.W[l][0].size() <= K) continue;
        const std::string of = of_layer(static_cast<int>(l) + s.layer_offset);
        const std::vector<S> values = singular_values(t.W[l]);
        S squares_beyond(0);
        for (std::size_t k = K; k < values.size(); ++k) squares_beyond += values[k] * values[k];
        const auto mu = means(t.Z[l - 1], s.data.labels, s.data.classes).mu;
        Grid<S> H = t.Z[l - 1];
        for (std::size_t p = 0; p < H.size(); ++p)
            for (std::size_t i = 0; i < H[0].size(); ++i)
                H[p][i] -= mu[p][static_cast<std::size_t>(s.data.labels[i])];
        const S decay(s.decay_of('W', static_cast<int>(l)));
        const Grid<S> T =
            combined(combined(t.G[l], decay, t.W[l]), S(-1), times(delta[l], transposed(H)));
        q["W" + of] = size(t.W[l]);
        q["W_1" + of] = values[0];
        q["tail" + of] = sqrt(squares_beyond);
        q["next" + of] = values[K];
        q["T" + of] = size(T);
        q["T_1" + of] = norm(T);
    }
    return q;
}

/// `rank`: how many singular values are asked for.
template <class S>
Quantities<S> product_spectrum(const Snapshot& s, std::size_t rank) {
    const Passes<S> t = passes<S>(s);
    const auto first = static_cast<std::size_t>(s.network.nonlinear_layers) + 1;
    Quantities<S> q;
    Grid<S> M = t.W[first];
    for (std::size_t l = first; l < t.W.size(); ++l) {
        q[std::string("W") + of_layer(static_cast<int>(l) + s.layer_offset)] = size(t.W[l]);
        if (l > first) M = times(t.W[l], M);
    }
    for (std::size_t k = 1; k <= rank; ++k) q[at_rank("s", k)] = singular_value(M, k);
    return q;
}

template <class S>
Quantities<S> feature_optimum(const Snapshot& s) {
    using std::sqrt;
    const Passes<S> t = passes<S>(s);
    const S W = size(t.W.back()), H = size(t.Z[t.Z.size() - 2]);
    const S lambda(s.decay_of('W', s.network.depth()));
    const S mu = H > 0 ? S(lambda * W / H) : std::numeric_limits<S>::infinity();
    Grid<S> optimum = t.Y;
    const auto counts = s.data.class_counts();
    for (std::size_t c = 0; c < optimum.size(); ++c) {
        const S root = sqrt(S(static_cast<double>(counts[c])));
        for (S& x : optimum[c]) x *= mu < root ? S(1 - mu / root) : S(0);
    }
    return {{"W", W},
            {"H", H},
            {"mu", mu},
            {"residual", size(t.E)},
            {"outputs", size(t.Z.back())},
            {"optimum", size(optimum)},
            {"distance", size(combined(t.Z.back(), S(-1), optimum))}};
}

} // namespace ncv::plain
