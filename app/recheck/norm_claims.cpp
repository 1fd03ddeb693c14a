// H7b to H11c of docs/certificates.md, from the norms of the last layers themselves.
#include "claims.hpp"

namespace recheck {
namespace {

Interval magnitude(I x) { return size(max(x, 0 - x)); }

// One side a layer, and between neighbours of the same weight decay, without biases, one more.
Follows H9(A a) {
    Follows out;
    const auto& layers = a.norms.layers;
    for (std::size_t i = 0; i < layers.size(); ++i) {
        const LayerNorms::Layer& layer = layers[i];
        out.sides.push_back({layer.number, true, magnitude(layer.own - layer.due),
                             layer.R * layer.W, layer.own + magnitude(layer.due)});
        if (i == 0 || a.norms.has_biases || !(layer.decay > 0)) continue;
        const LayerNorms::Layer& below = layers[i - 1];
        if (below.decay == layer.decay)
            out.sides.push_back({0, true, magnitude(layer.W - below.W),
                                 max(layer.R, below.R) / layer.decay, max(layer.W, below.W)});
    }
    return out;
}
Follows H11(A a) {
    const Interval &mu = a.norms.mu, &W = a.norms.layers.back().W;
    Interval least; // 2 F*
    for (const long n : a.last.N_c)
        least = least + min(n, square(mu)) + 2 * mu * positive_part(sqrt(Interval(n)) - mu);
    const Interval cost = square(Interval(a.last.eps1)) + 2 * mu * W * a.norms.features;
    return at_most(square(a.norms.distance), cost - least,
                   square(a.norms.outputs + a.norms.optimum));
}
// min over t >= 0 of log(1 + (K-1) e^{-Kt/(K-1)}) + slope t.
Interval least_cost(long K, I slope) {
    const Interval rise = min(slope, 1);
    if (rise.is_not_positive()) return 0;
    const Interval share = rise / (K - rise * (K - 1));
    return log1p((K - 1) * share) - rise * (Interval(K - 1) / K) * log(share);
}
Follows H11c(A a) {
    const Interval mu = a.norms.mu / a.N;
    const Interval slope = a.K * sqrt(Interval(std::ranges::min(a.last.N_c))) * mu;
    return at_least(a.last.balanced_entropy + mu * a.norms.layers.back().W * a.norms.features,
                    least_cost(a.K, slope), 0);
}

} // namespace

const std::vector<Claim> norm_claims{
    {"H7b", "linear_layer", "least margin <= (K/(K-1)) sqrt(E_W S_B)",
     [](A a) {
         Ball margin = a.last.samples[0].margin;
         for (const LastLayer::Sample& sample : a.last.samples)
             margin = least(margin, sample.margin);
         const Interval share = Interval(a.K) / (a.K - 1);
         return at_most(margin, share * sqrt(Interval(a.last.E_W * a.last.S_B)), infinite);
     },
     About::any, 3},
    {"H9", "weight_decay_given positive_homogeneity",
     "|lambda_l ||W_l||_F^2 + <Delta_L, Z_L> - sum_{j >= l} <g_j, b_j>| <= ||R_l||_F ||W_l||_F", H9,
     About::any, 3},
    {"H11", "linear_layer weight_decay_given weight_decay no_last_bias",
     "||Z_L - Z*||_F^2 <= 2 (F - F*), F = 1/2 ||Z_L - Y||_F^2 + mu ||W||_F ||H||_F, mu = lambda "
     "||W||_F/||H||_F",
     H11, About::any, 3},
    {"H11c", "linear_layer weight_decay_given weight_decay",
     "CE + mu ||W||_F ||H||_F >= min_{t >= 0} f(t) + K sqrt(min N_c) mu t", H11c, About::any, 3}};

} // namespace recheck
