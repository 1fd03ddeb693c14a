/// B6: weight decay shifts the Polyak-Lojasiewicz inequality
/// Hypotheses  on a set, ||grad C_0||^2 >= a C_0 and ||theta|| <= R. Here the set is the one
///             point, with its own a = ||grad C_0||^2/C_0 > 0 and R = ||theta||, so that any
///             network and any sigma will do
/// Results     B6   ||grad C_lambda||^2 >= (a/4)(C_lambda - lambda m), m = R^2 (1/2 + 4 lambda/a);
///                  paper: m = R^2 (1 + sqrt(4 lambda/a))^2/2, larger only while lambda <= a
///             B6s  for every 0 < t < 1: ||grad C_lambda||^2 >= t a (C_lambda - lambda m_t),
///                  m_t = R^2 (1/2 + lambda/((1-t) a)). The best t gives
///                  (sqrt(a C_0) - lambda R)_+^2, attained where grad C_0 points along -theta;
///                  t = 1/4 has 4/3 where B6 has 4, and t = 1/2 (rhs_half) has 2 with twice
///                  B6's rate
/// Steps       B6: two cases, C_0 above and below 4 lambda^2 R^2/a.
///             B6s: ||grad C_lambda|| >= sqrt(a C_0) - lambda R; and
///             (sqrt(a) x - lambda R)_+^2 - t a x^2 is least at sqrt(a) x = lambda R/(1-t),
///             where it is -t lambda^2 R^2/(1-t)
/// Source      [JSWM, Prop. 4.5]; B6s is an extension
#pragma once

#include "claims/record.hpp"
#include "measure/landscape.hpp"

namespace ncv {

/// R^2 (1/2 + share lambda/a): m for share = 4 (B6) and 1/(1-t) (B6s).
template <class Real>
Real shifted_target(const Real& R, const Real& lambda, const Real& a, double share) {
    return square(R) * (number<Real>(0.5) + number<Real>(share) * lambda / a);
}

template <class Real>
void require_shifted_pl(Ledger<Real>& ledger, const Landscape<Real>& m) {
    if (m.lambda) ledger.quantity("lambda", number<Real>(*m.lambda));
    ledger.quantity("R", m.theta);
    ledger.require_count(Hypothesis::weight_decay_given, m.lambda ? 0 : -1);
    ledger.require(Hypothesis::positive_gradient, m.gradient_0);
    ledger.require(Hypothesis::positive_loss, m.C_0);
}

template <class Real>
void b6_shifted_pl(Ledger<Real>& ledger, const Landscape<Real>& m) {
    require_shifted_pl(ledger, m);
    if (!ledger.applicable()) return;
    const Real lambda = number<Real>(*m.lambda), a = m.gradient_0 / m.C_0;
    const Real target = shifted_target(m.theta, lambda, a, 4);
    const Real root = number<Real>(1) + sqrt(number<Real>(4) * lambda / a);
    const Real paper = square(m.theta) * square(root) / number<Real>(2);
    const Real quarter = a / number<Real>(4);
    ledger.quantity("a", a).quantity("m", target);
    ledger.further("rhs_paper", quarter * (m.C_lambda - lambda * paper));
    ledger.at_least(m.gradient, quarter * (m.C_lambda - lambda * target), number<Real>(0));
}

template <class Real>
void b6s_shifted_pl(Ledger<Real>& ledger, const Landscape<Real>& m) {
    require_shifted_pl(ledger, m);
    if (!ledger.applicable()) return;
    const Real lambda = number<Real>(*m.lambda), a = m.gradient_0 / m.C_0;
    const Real target = shifted_target(m.theta, lambda, a, 2);
    ledger.quantity("a", a).quantity("m_half", target);
    ledger.further("rhs_half", a / number<Real>(2) * (m.C_lambda - lambda * target));
    const Real left = max(sqrt(m.gradient_0) - lambda * m.theta, number<Real>(0));
    ledger.at_least(m.gradient, square(left), number<Real>(0));
}

inline auto b6_record() {
    using enum Hypothesis;
    return enclosed_record(
        {
            .id = "B6",
            .title = "Weight decay shifts the Polyak-Lojasiewicz inequality",
            .statement =
                "||grad C_lambda||^2 >= (a/4)(C_lambda - lambda m), m = R^2 (1/2 + 4 lambda/a)",
            .kind = Kind::paper,
            .source = "Jacot et al. 2025, Proposition 4.5",
            .trivial = "0",
            .needs = {weight_decay_given, positive_gradient, positive_loss},
            .networks = Networks::general,
            .theorems = {"B6_shifted_pl"},
        },
        [](auto& ledger, auto& s) { b6_shifted_pl(ledger, s.landscape()); });
}

inline auto b6s_record() {
    using enum Hypothesis;
    return enclosed_record(
        {
            .id = "B6s",
            .title = "The shifted inequality at its best share",
            .statement = "||grad C_lambda||^2 >= t a (C_lambda - lambda R^2 (1/2 + lambda/((1-t) "
                         "a))) for 0 < t < 1, so >= (sqrt(a C_0) - lambda R)_+^2",
            .kind = Kind::sharp,
            .source = sources::ours + "Jacot et al. 2025, Proposition 4.5",
            .trivial = "0",
            .needs = {weight_decay_given, positive_gradient, positive_loss},
            .networks = Networks::general,
            .theorems = {"B6s_shifted_pl", "B6s_joint", "B6s_joint_is_more"},
        },
        [](auto& ledger, auto& s) { b6s_shifted_pl(ledger, s.landscape()); });
}

} // namespace ncv
