/// H1: training errors from the loss
/// Hypotheses  none: any logits, any labels. Ties count as wrong
/// Result      errors <= min(2 eps1^2, N CE/log 2), CE the mean cross-entropy of the logits;
///             besides, for any margin g: #{z_c - max_j z_j <= g} <= 2 eps1^2/(1-g)^2 for g < 1,
///             <= N CE/log(1 + e^-g)
/// Steps       A sample of margin at most g has a wrong logit z_j >= z_c - g. Squared error: the least
///             (z_c - 1)^2 + z_j^2 with z_j = z_c - g is (1-g)^2/2. Cross-entropy: at least
///             log(1 + e^{z_j - z_c}) >= log(1 + e^-g). Markov
/// Source      this project. Attained: one sample at z_c = z_j = 1/2; K = 2 and equal logits
#pragma once

#include "claims/record.hpp"
#include "measure/last_layer.hpp"

namespace ncv {

/// The share of samples whose margin is at most g.
template <class Real>
Real share_of_margins(const LastLayer<Real>& m, double g) {
    double certain = 0, possible = 0;
    for (const auto& sample : m.samples) {
        in_own_digits(
            [&](const auto& margin) {
                const auto limit = number<std::decay_t<decltype(margin)>>(g);
                certain += certainly_at_most(margin, limit);
                possible += !certainly_greater(margin, limit);
            },
            sample.margin);
    }
    return Real::between(certain, possible) / number<Real>(m.N);
}

template <class Real>
void h1_errors_from_loss(Ledger<Real>& ledger, const LastLayer<Real>& m) {
    const Real one = number<Real>(1), N = number<Real>(m.N);
    const auto squared = [&](double g) {
        return number<Real>(2) * square(m.residual) / (square(one - number<Real>(g)) * N);
    };
    const auto entropy = [&](double g) {
        return m.cross_entropy / log(one + exp(number<Real>(-g)));
    };
    ledger.quantity("eps1", m.residual).quantity("cross_entropy", m.cross_entropy);
    ledger.further("rhs_squared_error", squared(0)).further("rhs_cross_entropy", entropy(0));
    ledger.at_most(share_of_margins(m, 0), min(squared(0), entropy(0)), one);
    const double g = 0.5;
    ledger.beside_at_most(share_of_margins(m, g), min(squared(g), entropy(g)), infinity<Real>());
}

inline auto h1_record() {
    return enclosed_record(
        {
            .id = "H1",
            .title = "Training errors from the loss",
            .statement = "share of errors <= min(2 eps1^2/N, CE/log 2)",
            .kind = Kind::extension,
            .source = sources::own,
            .trivial = trivial::all_wrong,
            .needs = {},
            .networks = Networks::classifiers,
            .bounds = "1 - accuracy",
            .any_loss = true,
            .biases = true,
            .certified = true,
            .headline = true,
            .theorems = {"H1_margins_from_squared_error", "H1_errors_from_squared_error",
                         "H1_margins_from_cross_entropy", "H1_errors_from_cross_entropy"},
        },
        [](auto& ledger, auto& s) { h1_errors_from_loss(ledger, s.last_layer()); });
}

} // namespace ncv
