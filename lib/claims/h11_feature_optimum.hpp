/// H11: how far the logits are from those of the optimum with free features
/// Hypotheses  the last layer is affine with lambda > 0, its features decayed by lH as well, lH such that both
///             terms are equal; mu = sqrt(lambda lH) = lambda ||W||_F/||H||_F, in units of the summed loss
///             H11: squared error, no bias on the last layer; any class sizes and widths
///             H11c: cross-entropy, its balanced mean, with lambda/N in the place of lambda; any bias
/// Result      H11   ||Z_L - Z*||_F^2 <= 2 (F - F*), F = 1/2 ||Z_L - Y||_F^2 + mu ||W||_F ||H||_F,
///                   F* = sum_c [min(N_c, mu^2)/2 + mu (sqrt(N_c) - mu)_+], Z* = Y with class c times
///                   (1 - mu/sqrt(N_c))_+
///             H11c  CE + mu ||W||_F ||H||_F >= min_{t >= 0} f(t) + a t, a = K sqrt(min N_c) mu,
///                   f(t) = log(1 + (K-1) e^{-Kt/(K-1)})
/// Steps       ||W||_F ||H||_F >= ||W H||_*, and g(Z) = 1/2 ||Z - Y||_F^2 + mu ||Z||_* is 1-strongly convex
///             with its minimum F* at Y's singular values sqrt(N_c) less mu. H11c: CE >= f(tbar) (H2),
///             ||W||_F ||H||_F >= sqrt(min N_c) ||W~||_F ||M~||_F >= sqrt(min N_c) K tbar, f falls.
///             The minimum is at e^{-Kt/(K-1)} = a/(K - a (K-1)) for a < 1, else at t = 0
/// Source      this project; F* after Zhou et al. 2022 (arXiv 2203.01238). Any mu would do. With a bias H11
///             fails, and even F >= F*: W H = 0, b = (1/2, 1/2). Attained at W = H^T = w I
#pragma once

#include "claims/any_classifier.hpp"
#include "measure/feature_optimum.hpp"

#include <algorithm>

namespace ncv {

/// 2 F*.
template <class Real>
Real twice_least_cost(const std::vector<Eigen::Index>& N_c, const Real& mu) {
    Real sum = number<Real>(0);
    for (const auto n : N_c) {
        const Real N = number<Real>(static_cast<double>(n));
        sum += min(N, square(mu)) + number<Real>(2) * mu * max(sqrt(N) - mu, number<Real>(0));
    }
    return sum;
}

/// min_{t >= 0} log(1 + (K-1) e^{-Kt/(K-1)}) + a t.
template <class Real>
Real least_entropy_cost(int K, const Real& a) {
    const Real one = number<Real>(1), wrong = number<Real>(K - 1), classes = number<Real>(K);
    const Real slope = min(a, one); // at a = 1 the minimum has moved to t = 0
    if (is_zero(slope)) return number<Real>(0);
    const Real share = slope / (classes - slope * wrong);
    return log1p(wrong * share) - slope * (wrong / classes) * log(share);
}

template <class Real>
void require_decayed_last_layer(Ledger<Real>& ledger, const FeatureOptimum<Real>& m) {
    using enum Hypothesis;
    ledger.require_count(linear_layer, m.L2 - 1);
    ledger.require_count(weight_decay_given, m.decay_given ? 0 : -1);
    ledger.require(weight_decay, number<Real>(m.decay));
}

template <class Real>
void h11_feature_optimum(Ledger<Real>& ledger, const FeatureOptimum<Real>& m) {
    require_decayed_last_layer(ledger, m);
    ledger.require_count(Hypothesis::no_last_bias, m.has_bias ? -1 : 0);
    if (!ledger.applicable()) return;
    const Real two = number<Real>(2), least = twice_least_cost(m.N_c, m.mu);
    const Real cost = square(m.residual) + two * m.mu * m.W * m.H;
    ledger.quantity("mu", m.mu).quantity("cost", cost / two).quantity("least_cost", least / two);
    ledger.at_most(square(m.distance), cost - least, square(m.outputs + m.optimum));
}

template <class Real>
void h11c_entropy_floor(Ledger<Real>& ledger, const FeatureOptimum<Real>& m,
                        const LastLayer<Real>& last) {
    require_decayed_last_layer(ledger, m);
    if (!ledger.applicable()) return;
    const Real mu = m.mu / number<Real>(m.N);
    const auto fewest = *std::min_element(m.N_c.begin(), m.N_c.end());
    const Real a = number<Real>(m.K) * sqrt(number<Real>(static_cast<double>(fewest))) * mu;
    ledger.quantity("mu", mu).quantity("cross_entropy_balanced", last.cross_entropy_balanced);
    ledger.at_least(last.cross_entropy_balanced + mu * m.W * m.H, least_entropy_cost(m.K, a),
                    number<Real>(0));
}

inline auto h11_record() {
    using enum Hypothesis;
    return enclosed_record(
        {
            .id = "H11",
            .title = "Distance to the optimum with free features",
            .statement = "||Z_L - Z*||_F^2 <= 2 (F - F*), F = 1/2 ||Z_L - Y||_F^2 + mu ||W||_F "
                         "||H||_F, mu = lambda ||W||_F/||H||_F",
            .kind = Kind::extension,
            .source = sources::own,
            .trivial = "(||Z_L||_F + ||Z*||_F)^2",
            .needs = {linear_layer, weight_decay_given, weight_decay, no_last_bias},
            .networks = Networks::classifiers,
            .any_loss = true,
            .biases = true,
            .certified = true,
            .theorems = {"H11_distance_to_optimum", "H11_floor"},
        },
        [](auto& ledger, auto& s) { h11_feature_optimum(ledger, s.feature_optimum()); });
}

inline auto h11c_record() {
    using enum Hypothesis;
    return enclosed_record(
        {
            .id = "H11c",
            .title = "Cross-entropy and norms against their least",
            .statement = "CE + mu ||W||_F ||H||_F >= min_{t >= 0} f(t) + K sqrt(min N_c) mu t",
            .kind = Kind::extension,
            .source = sources::own,
            .trivial = "0",
            .needs = {linear_layer, weight_decay_given, weight_decay},
            .networks = Networks::classifiers,
            .any_loss = true,
            .biases = true,
            .certified = true,
            .theorems = {"H11c_floor"},
        },
        [](auto& ledger, auto& s) {
            h11c_entropy_floor(ledger, s.feature_optimum(), s.last_layer());
        });
}

} // namespace ncv
