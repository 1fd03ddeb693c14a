/// Definition of measure(); included only where it is instantiated.
#pragma once

#include "claims/measured.hpp"
#include "claims/tracked_collapse.hpp"
#include "claims/tracked_passes.hpp"

#include <algorithm>

namespace ncv {
namespace detail {

/// B1, B2, B2r, B2f and B4 on the reference's own gradients. Each identity is linear in Delta_{l+1}
/// and holds for whatever Z_{l-1} is, so only the products between the two sides round.
template <class S>
void measure_identities(const Network<S>& net, const TrackedPasses<S>& t, int offset,
                        Measured<Approx<S>>& out) {
    using std::abs;
    using R = Approx<S>;
    using A = ApproxMatrix<S>;
    for (int l = 1; l < net.depth(); ++l) {
        const auto i = static_cast<std::size_t>(l);
        const bool linear = l > net.nonlinear_layers;
        const A W(net.W(l)), next(net.W(l + 1)), before(t.f.Z[i - 1]), ahead(t.b.Delta[i]);
        A here = W * before;
        if (!linear) here.error += S(16) * unit_roundoff<S>() * here.value.norm();
        here.value = t.f.Z[i];
        A delta = next.transpose() * ahead;
        if (!linear) delta.error += S(16) * unit_roundoff<S>() * delta.value.norm();
        delta.value = t.b.Delta[i - 1];
        A G = delta * before.transpose(), G_next = ahead * here.transpose();
        G.value = t.b.G[i - 1];
        G_next.value = t.b.G[i];
        const A left = next.transpose() * G_next, right = G * W.transpose();
        const A difference = left - right;
        if (linear) out.b1.push_back({l + offset, R(difference.value.norm()), R(difference.error)});
        if (!linear || out.positively_homogeneous) {
            const S diagonal = difference.value.diagonal().norm();
            out.b4.push_back({l + offset, R(diagonal), R(difference.error)});
        }
        if (!linear || !out.lambda) continue;

        // From here on G, G_next are the given numbers; what B1 lacks is counted once.
        const S lambda = S(*out.lambda);
        const A g(t.b.G[i - 1]), g_next(t.b.G[i]);
        const A D = next.transpose() * next - W * W.transpose();
        const A flow_here = S(-1) * (g + lambda * W), flow_next = S(-1) * (g_next + lambda * next);
        const A half_next = next.transpose() * flow_next, half_here = flow_here * W.transpose();
        const A rate = (half_next + half_next.transpose()) - (half_here + half_here.transpose());
        const A flow_defect = rate + S(2) * (lambda * D);
        out.b2f.push_back({l + offset, R(flow_defect.value.norm()),
                           R(flow_defect.error + S(2) * difference.error)});
        if (!out.eta) continue;
        const S eta = S(*out.eta), keep = S(1) - eta * lambda;
        const A stepped = keep * W - eta * g, stepped_next = keep * next - eta * g_next;
        const A D_after = stepped_next.transpose() * stepped_next - stepped * stepped.transpose();
        const A noise = g_next.transpose() * g_next - g * g.transpose();
        const A predicted = S(keep * keep) * D + S(eta * eta) * noise;
        const A defect = D_after - predicted;
        // keep itself is rounded: relative 2u, on terms of the size of D's factors.
        const S sizes =
            next.value.squaredNorm() + W.value.squaredNorm() +
            abs(eta) * (next.value.norm() * g_next.value.norm() + W.value.norm() * g.value.norm());
        out.b2.push_back({l + offset, R(defect.value.norm()),
                          R(defect.error + S(2) * abs(eta * keep) * difference.error +
                            S(8) * unit_roundoff<S>() * (S(1) + keep * keep) * sizes)});
        const A full_noise = flow_next.transpose() * flow_next - flow_here * flow_here.transpose();
        const S keep_twice = S(1) - S(2) * eta * lambda;
        const A full_defect = D_after - (keep_twice * D + S(eta * eta) * full_noise);
        out.b2r.push_back({l + offset, R(full_defect.value.norm()),
                           R(full_defect.error + S(2) * abs(eta) * difference.error +
                             S(8) * unit_roundoff<S>() * (S(1) + abs(keep_twice)) * sizes)});
    }
}

} // namespace detail

template <class Real>
Measured<Real> measure(const Snapshot& snapshot, const std::string& lacks) {
    using S = scalar_of_t<Real>;
    using A = ApproxMatrix<S>;
    const Network<S> net = snapshot.network.template cast<S>();
    const Dataset<S> data = snapshot.data.template cast<S>();
    const auto at = [](int l) { return static_cast<std::size_t>(l); };

    Measured<Real> out;
    out.lacks = lacks;
    out.K = data.classes;
    out.N = static_cast<int>(data.samples());
    out.L = net.depth();
    out.L1 = net.nonlinear_layers;
    out.L2 = net.linear_layers();
    out.N_c = data.class_counts();
    out.positively_homogeneous = out.L1 == 0 || net.activation.is_positively_homogeneous();
    out.eta = snapshot.learning_rate;
    out.lambda = snapshot.weight_decay;

    const TrackedPasses<S> t = track(net, data);
    detail::measure_identities(net, t, snapshot.layer_offset, out);

    const auto fewest = *std::min_element(out.N_c.begin(), out.N_c.end());
    out.s_K_Y = sqrt(Real(S(static_cast<double>(fewest))));
    // Counted as met, "exact" leaves nothing that could widen the two sides.
    const bool no_eps1 = lacks == "eps1" || lacks == "exact_interpolation";
    const bool no_eps2 = lacks == "eps2" || lacks == "balanced_head";
    out.eps1 = no_eps1 ? Real(S(0)) : frobenius_norm(t.E);
    out.zero_loss_gap = out.s_K_Y - out.eps1;
    // What divides by the gap is infinite where there is none.
    if (lacks == "interpolation" && !certainly_greater(out.zero_loss_gap, Real(S(0))))
        out.zero_loss_gap = Real(S(0));
    if (out.L2 < 1 || out.L < 2) return out;

    const int L = out.L, L1 = out.L1, K = out.K;
    const A& W_L = t.W[at(L)];
    const A& Z_1 = t.Z[at(L - 1)];
    const A& Z_2 = t.Z[at(L - 2)];
    out.m = net.width(L - 1);
    out.n_before = net.width(L - 2);
    out.head_width = out.m;
    for (int l = L1; l < L; ++l) out.head_width = std::min(out.head_width, net.width(l));

    out.z1 = operator_norm(Z_1);
    out.z2 = operator_norm(Z_2);
    out.z_L1 = operator_norm(t.Z[at(L1)]);
    std::vector<Real> w(at(L + 1));
    out.r = max(out.z1, out.z2);
    for (int l = L1 + 1; l <= L; ++l) {
        w[at(l)] = operator_norm(t.W[at(l)]);
        out.r = max(out.r, w[at(l)]);
    }

    const auto head_spectrum = spectrum(W_L);
    out.head_rank = head_spectrum.rank;
    out.s1 = head_spectrum.largest();
    out.s_K = head_spectrum.s(K);
    out.kappa = head_spectrum.condition(K);

    out.eps2 = out.eD = Real(S(0));
    A tail = W_L;
    for (int l = L - 1; l > L1; --l) {
        HeadLayer<Real> layer;
        layer.l = l + snapshot.layer_offset;
        layer.width = net.width(l);
        const A D =
            t.W[at(l + 1)].transpose() * t.W[at(l + 1)] - t.W[at(l)] * t.W[at(l)].transpose();
        layer.D = no_eps2 ? Real(S(0)) : operator_norm(D);
        if (out.lambda) {
            const S lambda = S(*out.lambda);
            layer.R = operator_norm(t.G[at(l)] + lambda * t.W[at(l)]);
            layer.R_next = operator_norm(t.G[at(l + 1)] + lambda * t.W[at(l + 1)]);
        }
        layer.W = w[at(l)];
        layer.W_next = w[at(l + 1)];
        layer.tail = operator_norm(tail);
        layer.Z_before = operator_norm(t.Z[at(l - 1)]);
        const auto collapse = collapse_of(t.Z[at(l)], data.labels, K);
        layer.nc1 = collapse.nc1;
        layer.nc2 = collapse.nc2;
        out.eps2 = max(out.eps2, layer.D);
        if (l == L - 1) out.eD = layer.D;
        out.head.insert(out.head.begin(), layer);
        tail = tail * t.W[at(l)];
    }
    const auto product_spectrum = spectrum(tail);
    out.M1 = product_spectrum.largest();
    out.M_K = product_spectrum.s(K);
    out.kappa_M = product_spectrum.condition(K);
    A power = W_L * W_L.transpose();
    const A gram = power;
    for (int p = 1; p < out.L2; ++p) power = power * gram;
    out.powers_apart = operator_norm(tail * tail.transpose() - power);

    const auto collapse = collapse_of(Z_1, data.labels, K);
    out.nc1 = collapse.nc1;
    out.nc1_weighted = collapse.nc1_weighted;
    out.nc2 = collapse.nc2;
    out.nc3 = tracked_nc3(Z_1, W_L.value, data.labels);
    out.features = frobenius_norm(Z_1);
    out.W_before = square(frobenius_norm(t.W[at(L - 1)]));
    if (out.head_rank < K) return out;

    const RowSpace<S> rows(W_L, out.kappa, out.s_K);
    const A outside = rows.outside(t.W[at(L - 1)]);
    out.outside_frobenius = square(frobenius_norm(outside));
    out.outside_operator = square(operator_norm(outside));
    const A collapsed = rows.pseudo_inverse_times(A(data.one_hot()));
    out.collapsed = frobenius_norm(collapsed);
    out.to_collapsed = frobenius_norm(Z_1 - collapsed);
    return out;
}

} // namespace ncv
