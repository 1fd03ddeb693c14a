/// Every quantity of Measured and HeadProducts (claims/measured.hpp, claims/head_products.hpp) from
/// its definition in docs/claims.md, as plain loops.
#pragma once

#include "support/plain_network.hpp"

#include <map>
#include <string>

namespace ncv::plain {

/// By name; of a layer "D of layer 3". Infinite where the quantity is, absent where it is not
/// defined.
template <class S>
using Quantities = std::map<std::string, S>;

inline std::string at_layer(std::string name, int l) {
    name += " of layer ";
    name += std::to_string(l);
    return name;
}
inline std::string of_layer(int l) { return at_layer("", l); }

/// 0/0, NC1 of dead features, is not.
template <class S>
void add_where_defined(Quantities<S>& q, const std::string& name, const S& value) {
    if (value == value) q[name] = value;
}

/// W_{l+1}^T W_{l+1} - W_l W_l^T.
template <class S>
Grid<S> defect(const Grid<S>& next, const Grid<S>& here) {
    return combined(times(transposed(next), next), S(-1), times(here, transposed(here)));
}

/// NC1, NC2 and the class means of some features.
template <class S>
void add_collapse(Quantities<S>& q, const Grid<S>& Z, const Snapshot& s, const std::string& of) {
    const auto K = static_cast<std::size_t>(s.data.classes);
    const Grid<S> mu = means(Z, s.data.labels, s.data.classes).mu;
    add_where_defined(q, "nc1" + of, nc1(Z, s.data.labels, s.data.classes, false));
    q["nc2" + of] = condition(mu, K);
    q["means_1" + of] = norm(mu);
    q["means_K" + of] = singular_value(mu, K);
}

/// What lies outside W_L's row space, and the collapsed features: for W_L of rank K.
template <class S>
void add_row_space(Quantities<S>& q, const Passes<S>& t, std::size_t L) {
    const Grid<S>& W = t.W[L];
    const Grid<S> pinv = times(transposed(W), inverse(times(W, transposed(W))));
    const Grid<S> outside = combined(t.W[L - 1], S(-1), times(pinv, times(W, t.W[L - 1])));
    const Grid<S> collapsed = times(pinv, t.Y);
    q["outside_frobenius"] = squares(outside);
    q["outside_operator"] = norm(outside) * norm(outside);
    q["collapsed"] = size(collapsed);
    q["to_collapsed"] = size(combined(t.Z[L - 1], S(-1), collapsed));
}

template <class S>
void add_head_layers(Quantities<S>& q, const Passes<S>& t, const Snapshot& s) {
    const auto L = t.W.size() - 1;
    const auto L1 = static_cast<std::size_t>(s.network.nonlinear_layers);
    const S lambda(s.weight_decay.value_or(0));
    q["eps2"] = q["eD"] = S(0);
    Grid<S> tail = t.W[L];
    for (std::size_t l = L - 1; l > L1; --l) {
        const std::string of = of_layer(static_cast<int>(l) + s.layer_offset);
        const S D = norm(defect(t.W[l + 1], t.W[l]));
        q["D" + of] = D;
        q["eps2"] = std::max(q["eps2"], D);
        if (l == L - 1) q["eD"] = D;
        if (s.weight_decay) {
            q["R" + of] = norm(combined(t.G[l], lambda, t.W[l]));
            q["R_next" + of] = norm(combined(t.G[l + 1], lambda, t.W[l + 1]));
        }
        q["W" + of] = norm(t.W[l]);
        q["W_next" + of] = norm(t.W[l + 1]);
        q["tail" + of] = norm(tail);
        q["Z_before" + of] = norm(t.Z[l - 1]);
        add_collapse(q, t.Z[l], s, of);
        tail = times(tail, t.W[l]);
    }
    const auto K = static_cast<std::size_t>(s.data.classes);
    q["M1"] = norm(tail);
    q["M_K"] = singular_value(tail, K);
    q["kappa_M"] = condition(tail, K);
    const Grid<S> gram = times(t.W[L], transposed(t.W[L]));
    Grid<S> power = gram;
    for (std::size_t p = 1; p < L - L1; ++p) power = times(power, gram);
    q["powers_apart"] = norm(combined(times(tail, transposed(tail)), S(-1), power));
}

/// Of a snapshot with at least two layers and a linear last one.
template <class S>
Quantities<S> head(const Snapshot& s) {
    using std::sqrt;
    const Passes<S> t = passes<S>(s);
    const auto L = t.W.size() - 1, K = static_cast<std::size_t>(s.data.classes);
    const auto L1 = static_cast<std::size_t>(s.network.nonlinear_layers);
    Quantities<S> q;
    std::vector<int> counts(K, 0);
    for (const int label : s.data.labels) ++counts[static_cast<std::size_t>(label)];
    q["s_K_Y"] = sqrt(S(*std::min_element(counts.begin(), counts.end())));
    q["eps1"] = size(t.E);
    q["gap"] = q["s_K_Y"] - q["eps1"];
    q["z1"] = norm(t.Z[L - 1]);
    q["z2"] = norm(t.Z[L - 2]);
    q["z_L1"] = norm(t.Z[L1]);
    q["r"] = std::max(q["z1"], q["z2"]);
    for (std::size_t l = L1 + 1; l <= L; ++l) q["r"] = std::max(q["r"], norm(t.W[l]));
    q["s1"] = norm(t.W[L]);
    q["s_K"] = singular_value(t.W[L], K);
    q["kappa"] = condition(t.W[L], K);
    q["features"] = size(t.Z[L - 1]);
    q["W_before"] = squares(t.W[L - 1]);
    add_head_layers(q, t, s);
    add_collapse(q, t.Z[L - 1], s, "");
    add_where_defined(q, "nc1_weighted", nc1(t.Z[L - 1], s.data.labels, s.data.classes, true));
    q["nc3"] = nc3(t.Z[L - 1], t.W[L], s.data.labels);
    if (q["kappa"] < std::numeric_limits<S>::infinity()) add_row_space(q, t, L);
    return q;
}

/// The head cut below each of its layers.
template <class S>
Quantities<S> cuts(const Snapshot& s) {
    const Passes<S> t = passes<S>(s);
    const auto L = t.W.size() - 1, K = static_cast<std::size_t>(s.data.classes);
    Quantities<S> q;
    Grid<S> tail;
    for (auto l = L + 1; l-- > static_cast<std::size_t>(s.network.nonlinear_layers);) {
        const std::string of = of_layer(static_cast<int>(l) + s.layer_offset);
        q["Z" + of] = norm(t.Z[l]);
        if (l > static_cast<std::size_t>(s.network.nonlinear_layers)) q["W" + of] = norm(t.W[l]);
        if (l < L) tail = l + 1 == L ? t.W[L] : times(tail, t.W[l + 1]);
        q["tail" + of] = l < L ? norm(tail) : S(1);
        q["kappa" + of] = l < L ? condition(tail, K) : S(1);
    }
    return q;
}

} // namespace ncv::plain
