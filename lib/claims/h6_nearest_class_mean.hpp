/// H6: the nearest class mean classifies the training samples (NC4)
/// Hypotheses  H6: class means are distinct. Ties count as wrong, g is 1 where means coincide
/// Result      with v_cj the variance of class c along mu_j - mu_c and d_cj the distance, the share of
///             class c that is not nearest to mu_c is at most
///             H6   sum_{j != c} v_cj/(v_cj + d_cj^2/4), which is at most 4 sum_j V_c/d_cj^2
///             H6j  v/(v + (1-m)^2) for m < 1, m and v the mean and variance in class c of
///                  g = max_j 2 <mu_j - mu_c, z - mu_c>/d_cj^2
///             H6e  mean_c (g - h)_+/(1 - h) for any h < 1
///             each weighted with N_c/N over classes
/// Steps       z is nearer to mu_j than to mu_c iff <mu_j - mu_c, z - mu_c> >= d_cj^2/2: Cantelli in
///             one half-space a class; wrong iff g >= 1: Cantelli for g; 1_{g >= 1} <= (g-h)_+/(1-h)
/// Source      this project; Cantelli's inequality
#pragma once

#include "claims/record.hpp"
#include "measure/last_layer.hpp"

#include <algorithm>
#include <string>

namespace ncv {

/// The share of samples that some other class mean is as near to as their own.
template <class Real>
Real share_not_nearest(const LastLayer<Real>& m) {
    double certain = 0, possible = 0;
    for (const auto& sample : m.samples) {
        in_own_digits(
            [&](const auto& nearness) {
                const auto tie = number<std::decay_t<decltype(nearness)>>(1);
                certain += certainly_at_most(tie, nearness);
                possible += !certainly_greater(tie, nearness);
            },
            sample.nearness);
    }
    return Real::between(certain, possible) / number<Real>(m.N);
}

/// sum_c (N_c/N) min(1, share_c).
template <class Real, class Share>
Real weighted_share(const LastLayer<Real>& m, Share share) {
    Real sum = number<Real>(0);
    for (std::size_t c = 0; c < m.N_c.size(); ++c)
        sum += number<Real>(static_cast<double>(m.N_c[c])) * min(share(c), number<Real>(1));
    return sum / number<Real>(m.N);
}

template <class Real>
std::vector<std::vector<Real>> nearness_by_class(const LastLayer<Real>& m) {
    std::vector<std::vector<Real>> out(m.N_c.size());
    for (const auto& sample : m.samples) out[sample.label].push_back(sample.nearness);
    return out;
}

template <class Real>
void require_distinct_means(Ledger<Real>& ledger, const LastLayer<Real>& m) {
    Real least = infinity<Real>();
    for (std::size_t c = 0; c < m.pairs.size(); ++c)
        for (std::size_t j = 0; j < c; ++j) least = min(least, Real(m.pairs[c][j].distance));
    ledger.require(Hypothesis::distinct_means, settled(least));
}

template <class Real>
void h6_nearest_class_mean(Ledger<Real>& ledger, const LastLayer<Real>& m) {
    require_distinct_means(ledger, m);
    if (!ledger.applicable()) return;
    const DigitsOf<Real> digits(Real(m.pairs.front().front().distance));
    const auto sum_over_others = [&](std::size_t c, auto term) {
        Real sum = number<Real>(0);
        for (std::size_t j = 0; j < m.pairs.size(); ++j)
            if (j != c) sum += in_own_digits(term, m.pairs[c][j].distance, m.pairs[c][j].variance);
        return sum;
    };
    const auto cantelli = [&](std::size_t c) {
        return sum_over_others(c, [](const auto& distance, const auto& variance) {
            using Own = std::decay_t<decltype(distance)>;
            // Nothing varies along no direction: only where the hypothesis is dropped.
            if (!certainly_greater(distance, number<Own>(0))) return Real(number<Own>(0));
            return Real(variance / (variance + number<Own>(0.25) * distance));
        });
    };
    const auto chebyshev = [&](std::size_t c) {
        return sum_over_others(c, [](const auto& distance, const auto& variance) {
            using Own = std::decay_t<decltype(distance)>;
            return Real(over(variance, number<Own>(0.25) * distance));
        });
    };
    ledger.further("rhs_chebyshev", weighted_share(m, chebyshev));
    ledger.at_most(share_not_nearest(m), weighted_share(m, cantelli), number<Real>(1));
}

template <class Real>
void h6j_nearest_class_mean(Ledger<Real>& ledger, const LastLayer<Real>& m) {
    const auto nearness = nearness_by_class(m);
    const DigitsOf<Real> digits(nearness.front().front());
    const Real one = number<Real>(1);
    const Real bound = weighted_share(m, [&](std::size_t c) {
        const Real n = number<Real>(static_cast<double>(m.N_c[c]));
        Real mean = number<Real>(0), variance = number<Real>(0);
        for (const Real& g : nearness[c]) mean += g;
        mean = mean / n;
        for (const Real& g : nearness[c]) variance += square(g - mean);
        variance = variance / n;
        if (certainly_greater(one, mean)) return variance / (variance + square(one - mean));
        // A checker with more digits may find it below 1.
        return is_enclosure<Real> && !certainly_at_most(one, mean) ? Real::between(0, 1) : one;
    });
    ledger.at_most(share_not_nearest(m), bound, one);
}

/// The h for which the hinge's mean is least. Between two values of g it is monotone in h, so it is
/// one of those below 1; above them all the mean is 0.
inline double best_hinge(std::vector<double> g) {
    std::sort(g.begin(), g.end(), std::greater<>());
    if (g.front() < 1) return g.front() / 2 + 0.5;
    double above = 0, least = static_cast<double>(g.size()), at = -1;
    for (std::size_t k = 0; k < g.size(); above += g[k++]) {
        if (!(g[k] < 1)) continue;
        const double hinge = (above - static_cast<double>(k) * g[k]) / (1 - g[k]);
        if (hinge < least) {
            least = hinge;
            at = g[k];
        }
    }
    return at;
}

template <class Real>
void h6e_nearest_class_mean(Ledger<Real>& ledger, const LastLayer<Real>& m) {
    const auto nearness = nearness_by_class(m);
    const DigitsOf<Real> digits(nearness.front().front());
    const Real none = number<Real>(0), one = number<Real>(1);
    const Real bound = weighted_share(m, [&](std::size_t c) {
        std::vector<double> near;
        for (const Real& g : nearness[c]) near.push_back(nearest_double(g));
        const Real h = number<Real>(best_hinge(std::move(near)));
        ledger.further("h_" + std::to_string(c), h);
        Real sum = none;
        for (const Real& g : nearness[c])
            if (!certainly_at_most(g, h)) sum += max(g - h, none);
        return sum / ((one - h) * number<Real>(static_cast<double>(m.N_c[c])));
    });
    ledger.at_most(share_not_nearest(m), bound, one);
}

inline auto h6_record() {
    using enum Hypothesis;
    return enclosed_record(
        {
            .id = "H6",
            .title = "Nearest class mean, by variances towards other classes",
            .statement = "share not nearest to its class mean <= sum_j v_cj/(v_cj + d_cj^2/4)",
            .kind = Kind::extension,
            .source = sources::own,
            .trivial = trivial::all_wrong,
            .needs = {distinct_means},
            .networks = Networks::classifiers,
            .bounds = "1 - nearest_mean_accuracy",
            .any_loss = true,
            .biases = true,
            .certified = true,
            .headline = true,
            .theorems = {"H6_nearest_class_mean", "H6_term_le", "H6_from_distances",
                         "H6_from_spectrum"},
        },
        [](auto& ledger, auto& s) { h6_nearest_class_mean(ledger, s.last_layer()); });
}

inline auto h6j_record() {
    return enclosed_record(
        {
            .id = "H6j",
            .title = "Nearest class mean, by the variance of the nearest rival",
            .statement = "share not nearest to its class mean <= v/(v + (1-m)^2)",
            .kind = Kind::extension,
            .source = sources::own,
            .trivial = trivial::all_wrong,
            .needs = {},
            .networks = Networks::classifiers,
            .bounds = "1 - nearest_mean_accuracy",
            .any_loss = true,
            .biases = true,
            .certified = true,
            .headline = true,
            .theorems = {"H6j_nearest_class_mean"},
        },
        [](auto& ledger, auto& s) { h6j_nearest_class_mean(ledger, s.last_layer()); });
}

inline auto h6e_record() {
    return enclosed_record(
        {
            .id = "H6e",
            .title = "Nearest class mean, by a hinge",
            .statement = "share not nearest to its class mean <= mean (g - h)_+/(1 - h)",
            .kind = Kind::extension,
            .source = sources::own,
            .trivial = trivial::all_wrong,
            .needs = {},
            .networks = Networks::classifiers,
            .bounds = "1 - nearest_mean_accuracy",
            .any_loss = true,
            .biases = true,
            .certified = true,
            .headline = true,
            .theorems = {"H6e_nearest_class_mean"},
        },
        [](auto& ledger, auto& s) { h6e_nearest_class_mean(ledger, s.last_layer()); });
}

} // namespace ncv
