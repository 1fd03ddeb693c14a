/// H5: samples align with the last layer's centred rows (NC3)
/// Hypotheses  the last layer is affine
/// Result      balanced mean of 1 - cos(z, w~_c) <= 1 - mean cp + mean l(mu) + mu q^2 for any mu > 0,
///             p = ||P z||, cp = cos(P z, w~_c), q^2 = S_T - P_B - P_W,
///             l(mu) = max_{x >= 0} cp^+ (1 - (1+x)^{-1/2}) - mu p^2 x
/// Steps       cos(z, w~_c) = cp/sqrt(1 + q_i^2/p^2) with q_i = ||(I-P) z||, whose squares have the
///             balanced mean q^2: Lagrange. The maximum is at 1 + x = max(1, (cp^+/(2 mu p^2))^{2/3})
/// Source      this project. Attained where q_i^2 = p^2 x
#pragma once

#include "claims/any_classifier.hpp"

#include <cmath>
#include <vector>

namespace ncv {

/// The least mu q^2 + mean l(mu) is where the mean of p^2 x reaches q^2; to double's digits, for any
/// mu proves the bound.
template <class Real>
double best_multiplier(const LastLayer<Real>& m) {
    struct Sample {
        double square, own, weight; ///< p^2, cp/(2 p^2), 1/(K N_c)
    };
    const double rest = nearest_double(m.rest);
    std::vector<Sample> samples;
    double most = 0;
    for (const auto& sample : m.samples) {
        const double p = nearest_double(Real(sample.projected)), square = p * p;
        const double own = nearest_double(Real(sample.projected_cosine)) / (2 * square);
        if (!std::isfinite(own)) continue; // a sample at the centre uses next to nothing
        samples.push_back({square, own, 1.0 / (m.K * static_cast<double>(m.N_c[sample.label]))});
        most = std::max(most, own);
    }
    const auto used = [&](double mu) {
        double sum = 0;
        for (const auto& [square, own, weight] : samples)
            if (own > mu && std::isfinite(own / mu))
                sum += weight * square * (std::pow(own / mu, 2.0 / 3) - 1);
        return sum;
    };
    // Where no cosine is positive l is 0, and mu q^2 may be as small as one likes.
    if (!(most > 0)) return rest > 0x1p-900 && rest < 0x1p900 ? 0x1p-60 / rest : 1;
    double least = most;
    while (least > 0 && !(used(least) > rest)) least *= 0x1p-32;
    if (least == 0) return most;
    for (int halvings = 0; halvings < 60 && least < most * (1 - 1e-9); ++halvings) {
        const double middle = std::sqrt(least) * std::sqrt(most);
        (used(middle) > rest ? least : most) = middle;
    }
    return most;
}

/// l(mu) of one sample, of p and cp.
template <class Real>
Real alignment_lost(const Real& projected, const Real& projected_cosine, const Real& mu) {
    const Real none = number<Real>(0), one = number<Real>(1);
    const Real cosine = max(projected_cosine, none), price = mu * square(projected);
    const Real ratio = over(cosine, number<Real>(2) * price);
    if (certainly_at_most(ratio, one) || is_zero(cosine)) return none;
    const Real root = max(cube_root(ratio), one); // sqrt(1 + x)
    return cosine * (one - one / root) - price * (square(root) - one);
}

template <class Real>
void h5_centred_alignment(Ledger<Real>& ledger, const LastLayer<Real>& m) {
    require_affine_last_layer(ledger, m);
    if (!ledger.applicable()) return;
    ledger.quantity("rest", m.rest).quantity("S_T", m.S_T);
    const double multiplier = best_multiplier(m);
    const DigitsOf<Real> digits(Real(m.samples.front().projected));
    std::vector<Real> sums(m.N_c.size(), number<Real>(0));
    for (const auto& sample : m.samples)
        sums[sample.label] += in_own_digits(
            [&](const auto& p, const auto& cosine) {
                using Own = std::decay_t<decltype(p)>;
                return Real(number<Own>(1) - cosine +
                            alignment_lost(p, cosine, number<Own>(multiplier)));
            },
            sample.projected, sample.projected_cosine);
    Real mean = m.row_space_lost + number<Real>(multiplier) * m.rest;
    for (std::size_t c = 0; c < sums.size(); ++c)
        mean += sums[c] / (number<Real>(m.K) * number<Real>(static_cast<double>(m.N_c[c])));
    ledger.further("mu", number<Real>(multiplier));
    ledger.at_most(number<Real>(1) - m.nc3, mean, number<Real>(1));
}

inline auto h5_record() {
    using enum Hypothesis;
    return enclosed_record(
        {
            .id = "H5",
            .title = "Samples align with the last layer's centred rows",
            .statement = "balanced mean of 1 - cos(z, w~_c) <= 1 - mean cp + mean l(mu) + mu q^2",
            .kind = Kind::extension,
            .source = sources::own,
            .trivial = "1: no alignment",
            .needs = {linear_layer},
            .networks = Networks::classifiers,
            .bounds = "1 - nc3_centred",
            .any_loss = true,
            .biases = true,
            .certified = true,
            .headline = true,
            .theorems = {"H5_centred_alignment", "H5_centred_alignment_solved"},
        },
        [](auto& ledger, auto& s) { h5_centred_alignment(ledger, s.last_layer()); });
}

} // namespace ncv
