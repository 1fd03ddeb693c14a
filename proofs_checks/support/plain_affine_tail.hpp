/// Every quantity of AffineTail (measure/affine_tail.hpp) from its definition in docs/claims.md, as
/// plain loops: A = C as the K x K matrix that it is, pseudo-inverses by regularising.
#pragma once

#include "support/plain_head.hpp"

namespace ncv::plain {

/// Each row less its class's mean; and the class's mean less the mean of all, for each sample.
template <class S>
struct Split {
    Grid<S> within, between, means; ///< p x N, p x N, p x K
};

template <class S>
Split<S> split(const Grid<S>& Z, const std::vector<int>& labels, int K) {
    const Means<S> m = means(Z, labels, K);
    Split<S> out{Z, Z, m.mu};
    for (std::size_t p = 0; p < Z.size(); ++p) {
        for (std::size_t i = 0; i < labels.size(); ++i) {
            const auto c = static_cast<std::size_t>(labels[i]);
            out.within[p][i] = Z[p][i] - m.mu[p][c];
            out.between[p][i] = m.mu[p][c] - m.global[p];
        }
        for (S& x : out.means[p]) x -= m.global[p];
    }
    return out;
}

/// C = I - 11^T/K.
template <class S>
Grid<S> centring(std::size_t K) {
    Grid<S> C(K, std::vector<S>(K, S(-1) / S(static_cast<double>(K))));
    for (std::size_t i = 0; i < K; ++i) C[i][i] += S(1);
    return C;
}

/// V^+ = V^T (V V^T + t I)^{-1} for t so small that it is lost: 300 digits, t = 1e-140.
template <class S>
Grid<S> pseudo_inverse(const Grid<S>& V) {
    Grid<S> gram = times(V, transposed(V));
    for (std::size_t i = 0; i < gram.size(); ++i) gram[i][i] += S("1e-140");
    return times(transposed(V), inverse(gram));
}

template <class S>
std::size_t kept_directions(const Grid<S>& V) {
    std::size_t r = 0;
    for (const S& s : singular_values(V)) r += s > S("1e-60") ? 1 : 0;
    return r;
}

template <class S>
S length_of_column(const Grid<S>& A, std::size_t i) {
    S sum(0);
    for (const auto& row : A) sum += row[i] * row[i];
    return sqrt(sum);
}

/// min(||M||_F^2, q ||M||^2).
template <class S>
S tail_of(const Grid<S>& M, long q) {
    if (q <= 0) return S(0);
    const S top = norm(M);
    return std::min(squares(M), S(static_cast<double>(q)) * top * top);
}

/// 1 - cos(arcsin v), 2 from v = 1 on.
template <class S>
S turn(const S& v) {
    return v < 1 ? S(1 - sqrt(S(1 - v * v))) : S(2);
}
template <class S>
S counted_square(const S& v) {
    return v < 1 ? S(v * v) : S(2 * v * v);
}

/// G6's, of layer l: O Z^{(l-1)}, V^+ A Z_L^w and the rest as their parts.
template <class S>
void add_alignment(Quantities<S>& q, const std::string& of, const Grid<S>& V, const Grid<S>& pinv,
                   const Grid<S>& O, const Split<S>& here, const Split<S>& below,
                   const Grid<S>& logits_within, const Grid<S>& logits_means,
                   const std::vector<int>& labels) {
    const Grid<S> seen_means = times(pinv, logits_means);
    const Grid<S> aims = times(transposed(V), logits_means), seen = times(pinv, logits_within);
    const Grid<S> lifted = times(O, combined(below.within, S(1), below.between));
    const Grid<S> z = combined(here.within, S(1), here.between);
    q["misalignment" + of] = 1 - nc3(z, transposed(aims), labels);
    const S s1 = norm(V), k = condition(V, kept_directions(V)),
            N(static_cast<double>(labels.size()));
    S angle(0), turned(0), lift(0), by_k(0), by_s1(0);
    for (std::size_t i = 0; i < labels.size(); ++i) {
        const auto c = static_cast<std::size_t>(labels[i]);
        const S u = length_of_column(logits_means, c), v = length_of_column(seen_means, c);
        angle += 1 - u * u / (v * length_of_column(aims, c));
        turned += turn(S(length_of_column(seen, i) / v));
        by_k += counted_square(S(k * length_of_column(logits_within, i) / u));
        const S r = length_of_column(lifted, i) / v;
        lift += 1 - 1 / sqrt(S(1 + r * r));
        const S by = s1 * length_of_column(lifted, i) / u;
        by_s1 += by * by / 2;
    }
    q["logit_angle" + of] = angle / N;
    q["turned" + of] = turned / N;
    q["lifted" + of] = lift / N;
    q["turned_by_k" + of] = by_k / N;
    q["lifted_by_s1" + of] = by_s1 / N;
}

template <class S>
Quantities<S> affine_tail(const Snapshot& s) {
    const Passes<S> t = passes<S>(s);
    const auto L = t.W.size() - 1, K = static_cast<std::size_t>(s.data.classes);
    const auto L1 = static_cast<std::size_t>(s.network.nonlinear_layers);
    const auto& labels = s.data.labels;
    const bool centred = s.loss.kind == LossKind::cross_entropy;
    const auto parts = [&](const Grid<S>& Z) { return split(Z, labels, s.data.classes); };
    const auto seen_by_loss = [&](const Grid<S>& M) {
        return centred ? times(centring<S>(K), M) : M;
    };
    const auto sum = [](const Grid<S>& a, const Grid<S>& b) { return combined(a, S(1), b); };
    Quantities<S> q;
    const Split<S> outputs = parts(t.Z[L]), targets = parts(t.Y);
    const Grid<S> within = seen_by_loss(outputs.within), between = seen_by_loss(outputs.between);
    const Grid<S> logit_means = seen_by_loss(outputs.means);
    q["logits_within"] = size(within);
    q["logits_between"] = size(between);
    q["logits_means"] = size(logit_means);
    q["eps1"] = size(t.E);
    q["label_spread"] = size(targets.between);
    q["label_gap"] = singular_value(targets.between, K - 1);
    q["misfit"] = size(sum(within, combined(between, S(-1), seen_by_loss(targets.between))));
    q["least_logit"] = length_of_column(logit_means, 0);
    for (std::size_t c = 1; c < K; ++c)
        q["least_logit"] = std::min(q["least_logit"], length_of_column(logit_means, c));
    q["unseen_last"] = centred ? norm(combined(t.W[L], S(-1), seen_by_loss(t.W[L]))) : S(0);

    Grid<S> V = seen_by_loss(t.W[L]);
    for (std::size_t l = L - 1; l > L1; --l) {
        const std::string of = of_layer(static_cast<int>(l) + s.layer_offset);
        const Grid<S>&W = t.W[l], &G = t.G[l];
        const Split<S> here = parts(t.Z[l]), below = parts(t.Z[l - 1]);
        const std::size_t rho = kept_directions(V);
        const Grid<S> pinv = pseudo_inverse(V);
        const auto outside = [&](const Grid<S>& M) {
            return combined(M, S(-1), times(pinv, times(V, M)));
        };
        const S lambda(s.decay_of('W', static_cast<int>(l)));
        const Grid<S> R = combined(G, lambda, W), O = outside(W);
        q["s1" + of] = norm(V);
        const S s_rho = rho > 0 ? singular_value(V, rho) : S(0);
        q["s_rho" + of] = s_rho;
        q["kappa" + of] = rho > 0 ? S(norm(V) / s_rho) : std::numeric_limits<S>::infinity();
        q["W" + of] = size(W);
        q["R" + of] = norm(R);
        q["outside" + of] = size(O);
        q["outside_operator" + of] = norm(O);
        S inner(0);
        for (std::size_t i = 0; i < W.size(); ++i)
            for (std::size_t j = 0; j < W[0].size(); ++j) inner += W[i][j] * G[i][j];
        const S along = squares(W) - (squares(G) > 0 ? S(inner * inner / squares(G)) : S(0));
        q["along_gradient" + of] = sqrt(along > 0 ? along : S(0));
        S negative(0);
        for (const S& eigenvalue : eigenvalues(defect(t.W[l + 1], W)))
            negative = std::max(negative, S(-eigenvalue));
        q["unbalanced" + of] = negative;
        q["outside_within" + of] = size(times(O, below.within));
        q["outside_between" + of] = size(times(O, below.between));
        const Grid<S> spread = centring<S>(K);
        q["outside_means" + of] = norm(times(O, times(below.means, spread)));
        const long outer =
            std::min(static_cast<long>(W.size() - rho), static_cast<long>(W[0].size()));
        const long N = static_cast<long>(labels.size());
        q["tail" + of] = tail_of(below.within, std::min(outer, N - static_cast<long>(K)));
        q["tail_all" + of] = tail_of(t.Z[l - 1], std::min(outer, N));
        q["seen_within" + of] = size(times(pinv, within));
        q["seen_between" + of] = size(times(pinv, between));
        q["seen_means" + of] = size(times(pinv, logit_means));
        const Grid<S> U = times(logit_means, spread), seen = times(pinv, U);
        q["logit_spread_1" + of] = norm(U);
        q["logit_spread_K" + of] = singular_value(U, K - 1);
        q["seen_spread_1" + of] = norm(seen);
        q["seen_spread_K" + of] = singular_value(seen, K - 1);
        q["nc1_weighted" + of] = nc1(t.Z[l], labels, s.data.classes, true);
        q["nc1" + of] = nc1(t.Z[l], labels, s.data.classes, false);
        const Grid<S> means = times(here.means, spread);
        q["means_1" + of] = norm(means);
        q["means_least" + of] = singular_value(means, K - 1);
        q["nc2_centred" + of] = condition(means, K - 1);
        if (q["least_logit"] > S("1e-100"))
            add_alignment(q, of, V, pinv, O, here, below, within, logit_means, labels);
        if (l == L - 1) {
            q["within"] = size(here.within);
            q["between"] = size(here.between);
            q["features_spread"] = norm(sum(here.within, here.between));
            q["within_below"] = norm(below.within);
        }
        if (l == L - 1 && !centred && rho == K) {
            S angle(0), turned(0);
            for (std::size_t i = 0; i < labels.size(); ++i) {
                const auto c = static_cast<std::size_t>(labels[i]);
                angle += 1 - 1 / (length_of_column(pinv, c) * length_of_column(transposed(V), c));
                turned += counted_square(S(q["kappa" + of] * length_of_column(t.E, i)));
            }
            q["label_angle"] = angle / S(static_cast<double>(N));
            q["label_turn"] = turned / S(static_cast<double>(N));
        }
        V = times(V, W);
    }
    return q;
}

} // namespace ncv::plain
