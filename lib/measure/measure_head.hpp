/// Which quantity is which: the head's measurements from the passes, the same for every arithmetic.
/// Included only where they are instantiated.
/// Of the passes only what the head needs is read: W and G above L1, Z from min(L1, L-2) on.
#pragma once

#include "measure/by_class.hpp"
#include "measure/head.hpp"
#include "network/passes.hpp"

#include <algorithm>
#include <utility>

namespace ncv {

/// Shapes, counts and settings.
template <class Real>
Measured<Real> counted(const Snapshot& snapshot) {
    const auto& net = snapshot.network;
    Measured<Real> out;
    out.K = snapshot.data.classes;
    out.N = static_cast<int>(snapshot.data.samples());
    out.L = net.depth();
    out.L1 = net.nonlinear_layers;
    out.L2 = net.linear_layers();
    out.N_c = snapshot.data.class_counts();
    out.positively_homogeneous = out.L1 == 0 || net.activation.is_positively_homogeneous();
    out.eta = snapshot.learning_rate;
    out.lambda = snapshot.weight_decay;
    if (out.L >= 2) {
        out.m = out.head_width = net.width(out.L - 1);
        out.n_before = net.width(out.L - 2);
        for (int l = out.L1; l < out.L; ++l)
            out.head_width = std::min(out.head_width, net.width(l));
    }
    return out;
}

/// `out` is counted.
template <class A, class Real>
void measure_head(const Snapshot& snapshot, const Passes<A>& t, Measured<Real>& out) {
    using Point = typename A::Point;
    const auto number = [](double v) { return Real(scalar_of_t<Real>(v)); };
    const auto at = [](int l) { return static_cast<std::size_t>(l); };
    const auto take_collapse = [&](const auto& collapse, auto& to) {
        to.nc1 = settled(collapse.nc1);
        to.means_1 = settled(collapse.means.largest());
        to.means_K = settled(collapse.means.s(out.K));
        to.nc2 = printed(condition(collapse.means, to.means_1, to.means_K, out.K));
    };

    const auto fewest = *std::min_element(out.N_c.begin(), out.N_c.end());
    out.s_K_Y = settled(sqrt(number(static_cast<double>(fewest))));
    out.eps1 = settled(frobenius_norm(t.E));
    out.zero_loss_gap = out.s_K_Y - out.eps1;
    if (out.L2 < 1 || out.L < 2) return;

    const int L = out.L, L1 = out.L1, K = out.K;
    const A& W_L = t.W[at(L)];
    const A& Z_1 = t.Z[at(L - 1)];
    const A& Z_2 = t.Z[at(L - 2)];
    out.z1 = settled(operator_norm(Z_1));
    out.z2 = settled(operator_norm(Z_2));
    out.z_L1 = settled(operator_norm(t.Z[at(L1)]));
    std::vector<Real> w(at(L + 1));
    const auto head_spectrum = spectrum(W_L);
    out.head_rank = head_spectrum.rank;
    out.s1 = settled(head_spectrum.largest());
    out.s_K = settled(head_spectrum.s(K));
    out.kappa = condition(head_spectrum, out.s1, out.s_K, K);
    out.r = max(out.z1, out.z2);
    for (int l = L1 + 1; l <= L; ++l) {
        // Of two enclosures of the same number one is enough.
        w[at(l)] = is_enclosure<Real> && l == L ? out.s1 : settled(operator_norm(t.W[at(l)]));
        out.r = max(out.r, w[at(l)]);
    }

    out.eps2 = out.eD = number(0);
    A tail = W_L;
    for (int l = L - 1; l > L1; --l) {
        HeadLayer<Real> layer;
        layer.l = l + snapshot.layer_offset;
        layer.width = snapshot.network.width(l);
        A D = t.W[at(l + 1)].transpose() * t.W[at(l + 1)] - t.W[at(l)] * t.W[at(l)].transpose();
        layer.D = settled(operator_norm(std::move(D)));
        if (out.lambda) {
            const Point lambda(*out.lambda);
            layer.R_next = l + 1 < L ? out.head.front().R
                                     : settled(operator_norm(t.G[at(L)] + lambda * t.W[at(L)]));
            layer.R = settled(operator_norm(t.G[at(l)] + lambda * t.W[at(l)]));
        }
        layer.W = w[at(l)];
        layer.W_next = w[at(l + 1)];
        layer.tail = settled(operator_norm(tail));
        layer.Z_before = settled(operator_norm(t.Z[at(l - 1)]));
        take_collapse(collapse_at(at(l), t, snapshot.data), layer);
        out.eps2 = max(out.eps2, layer.D);
        if (l == L - 1) out.eD = layer.D;
        out.head.insert(out.head.begin(), layer);
        tail = tail * t.W[at(l)];
    }
    const auto product_spectrum = spectrum(tail);
    out.M1 = settled(product_spectrum.largest());
    out.M_K = settled(product_spectrum.s(K));
    out.kappa_M = condition(product_spectrum, out.M1, out.M_K, K);
    A power = W_L * W_L.transpose();
    const A gram = power;
    for (int p = 1; p < out.L2; ++p) power = power * gram;
    out.powers_apart = settled(operator_norm(tail * tail.transpose() - power));

    const auto collapse = collapse_at(at(L - 1), t, snapshot.data);
    take_collapse(collapse, out);
    out.nc1_weighted = settled(collapse.nc1_weighted);
    out.nc3 = settled(nc3_at(at(L - 1), W_L, t, snapshot.data), -1, 1);
    out.features = settled(frobenius_norm(Z_1));
    out.W_before = settled(square(frobenius_norm(t.W[at(L - 1)])));
    out.outside_frobenius = out.outside_operator = out.collapsed = out.to_collapsed =
        settled(Real());
    if (out.head_rank < K) return;

    const auto rows = row_space(W_L, out.kappa, out.s_K);
    const A outside = rows.outside(t.W[at(L - 1)]);
    out.outside_frobenius = settled(square(frobenius_norm(outside)));
    out.outside_operator = settled(square(operator_norm(outside)));
    const A collapsed = rows.pseudo_inverse_times(one_hot_of(t, snapshot.data));
    out.collapsed = settled(frobenius_norm(collapsed));
    out.to_collapsed = settled(frobenius_norm(Z_1 - collapsed));
}

template <class S>
Measured<Approx<S>> measure(const Snapshot& snapshot, const TrackedPasses<S>& t) {
    auto out = counted<Approx<S>>(snapshot);
    measure_head(snapshot, t, out);
    return out;
}

} // namespace ncv
