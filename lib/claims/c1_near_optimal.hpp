/// C1: near a global minimum the last layer is well conditioned, the better the deeper the head
/// Hypotheses  there are first layers that fit exactly, of squared norm c (C1w's);
///             lambda > 0 and C_lambda <= (lambda/2)(c + K L2) (`near_optimal`);
///             e = sqrt(lambda (c + K L2)) < s_K(Y) (`fits`);
///             the head is balanced (`balanced_head`; C1d measures the defect instead);
///             C1p: L1 >= 1
/// Results     with t = ||first L1 layers||^2, rho = ||Z_{L1}||/(s_K(Y) - e), kap = kappa(W_L):
///             C1   ||Z_L - Y||_F <= e, and kap <= exp((c-t)/(2 L2)) max(1, rho)^{K/L2}, which
///                  is true without the max, too (`rhs_without_max`)
///             C1s  kap^2 <= (1 + (c-t)/L2 + (K-1)(1-q))/q, q = rho^{-2/L2}
///             C1d  the same with q = (rho^{-2} - delta)^{1/L2} > 0 (`small_defect`) and
///                  K (L2-1) eps2/2 more in the bracket, delta as in A3 or A4s
///             C1p  kap <= exp((c - K L1 + K L1 log K)/(2 L2)) (||X||_F/(s_K(Y) - e))^{K/L2};
///                  ||X|| does in place of ||X||_F (`rhs_operator_norm`)
/// Steps       with x_i = s_i(W_L)^2: L2 sum (x_i - 1) <= c - t, x_i >= q, log x_1 <= x_1 - 1;
///             C1d: Weyl for each ||W_l||_F^2, and A3;
///             C1p: ||Z_{L1}|| <= ||X||_F (t/L1)^{L1/2}, which is worst at t = K L1
/// Source      [JSWM, Thm 5.2], constants derived; C1s, C1d, C1p are extensions
#pragma once

#include "claims/a4_head_condition.hpp"
#include "claims/c1w_witness.hpp"

namespace ncv {

inline Hypotheses near_optimum_and(const Hypotheses& more) {
    using enum Hypothesis;
    return joined(witness_and({eps2, two_layers, linear_layer, weight_decay_given, weight_decay,
                               near_optimal, fits}),
                  more);
}

/// What the forms share.
template <class Real>
struct NearOptimalHead {
    Real e, gap, rho; ///< gap = s_K(Y) - e
    Real spare;       ///< (c - t)/L2
    Real q, q_defect; ///< rho^{-2/L2}, (rho^{-2} - delta)_+^{1/L2}
    Real margin;      ///< rho^{-2} - delta
    Real defect;      ///< K (L2-1) eps2/2
};

template <class Real>
void require_near_optimum(Ledger<Real>& ledger, const Measured<Real>& m,
                          const NearOptimum<Real>& w) {
    ledger.quantity("eps1", m.eps1).quantity("eps2", m.eps2);
    ledger.quantity("s_K_Y", m.s_K_Y).quantity("kappa_head", m.kappa).quantity("t", w.t);
    ledger.require_count(Hypothesis::two_layers, m.L - 2)
        .require_count(Hypothesis::linear_layer, m.L2 - 1);
    require_witness(ledger, w);
    ledger.require_count(Hypothesis::weight_decay_given, m.lambda ? 0 : -1);
    if (!ledger.applicable()) return;
    const Real lambda = number<Real>(*m.lambda);
    ledger.require(Hypothesis::weight_decay, lambda);
    const Real price = w.c + number<Real>(m.K * m.L2);
    const Real e = sqrt(lambda * price);
    ledger.quantity("c", w.c).quantity("e", e);
    ledger.require(Hypothesis::near_optimal, number<Real>(0.5) * lambda * price - w.cost);
    ledger.require(Hypothesis::fits, m.s_K_Y - e);
}

template <class Real>
NearOptimalHead<Real> near_optimal_head(const Measured<Real>& m, const NearOptimum<Real>& w) {
    NearOptimalHead<Real> h;
    h.e = sqrt(number<Real>(*m.lambda) * (w.c + number<Real>(m.K * m.L2)));
    h.gap = m.s_K_Y - h.e;
    // Where `fits` is dropped, rho may be infinite.
    if (!certainly_greater(h.gap, number<Real>(0))) h.gap = number<Real>(0);
    h.rho = m.z_L1 / h.gap;
    h.spare = (w.c - w.t) / number<Real>(m.L2);
    Real r = m.s1;
    for (const auto& layer : m.head) r = max(r, layer.W);
    const Real a3 = number<Real>(0.5 * m.L2 * (m.L2 - 1)) * power(r, 2 * (m.L2 - 1)) * m.eps2;
    const Real smallest = square(h.gap / m.z_L1), delta = min(a3, sharp_product_defect(m));
    h.margin = smallest - delta;
    h.q = rational_power(smallest, 1, m.L2);
    h.q_defect = rational_power(max(h.margin, number<Real>(0)), 1, m.L2);
    h.defect = number<Real>(0.5 * m.K * (m.L2 - 1)) * m.eps2;
    return h;
}

/// kap^2 for least eigenvalue q and `defect` more in the bracket.
template <class Real>
Real squared_condition_bound(const Measured<Real>& m, const NearOptimalHead<Real>& h, const Real& q,
                             const Real& defect) {
    const Real one = number<Real>(1);
    return (one + h.spare + number<Real>(m.K - 1) * (one - q) + defect) / q;
}

/// Widens the bound on kap of a balanced head by what the remaining defect may change: the factor
/// exp(defect/2) (q/q_defect)^{K/2}.
template <class Real>
Real widened_by_defect(const Measured<Real>& m, const NearOptimalHead<Real>& h, const Real& bound) {
    const Real factor = exp(number<Real>(0.5) * h.defect) * power(sqrt(h.q / h.q_defect), m.K);
    return widened(bound, bound * (factor - number<Real>(1)));
}

template <class Real>
void c1_near_optimal(Ledger<Real>& ledger, const Measured<Real>& m, const NearOptimum<Real>& w) {
    require_near_optimum(ledger, m, w);
    require_balanced_head(ledger, m);
    if (!ledger.applicable()) return;
    const auto h = near_optimal_head(m, w);
    ledger.quantity("rho", h.rho);
    const Real size = exp(number<Real>(0.5) * h.spare), one = number<Real>(1);
    ledger.further("rhs_without_max", size * rational_power(h.rho, m.K, m.L2));
    ledger.at_most(m.eps1, h.e, infinity<Real>());
    const Real bound = size * rational_power(max(one, h.rho), m.K, m.L2);
    ledger.at_most(m.kappa, widened_by_defect(m, h, bound), infinity<Real>());
}

template <class Real>
void c1s_near_optimal(Ledger<Real>& ledger, const Measured<Real>& m, const NearOptimum<Real>& w) {
    require_near_optimum(ledger, m, w);
    require_balanced_head(ledger, m);
    if (!ledger.applicable()) return;
    const auto h = near_optimal_head(m, w);
    ledger.quantity("rho", h.rho);
    const Real bound = squared_condition_bound(m, h, h.q, number<Real>(0));
    const Real with_defect = squared_condition_bound(m, h, h.q_defect, h.defect);
    ledger.at_most(square(m.kappa), widened(bound, with_defect - bound), infinity<Real>());
}

template <class Real>
void c1d_near_optimal(Ledger<Real>& ledger, const Measured<Real>& m, const NearOptimum<Real>& w) {
    require_near_optimum(ledger, m, w);
    if (!ledger.applicable()) return;
    const auto h = near_optimal_head(m, w);
    ledger.quantity("rho", h.rho);
    ledger.require(Hypothesis::small_defect, h.margin);
    if (!ledger.applicable()) return;
    const Real bound = squared_condition_bound(m, h, h.q_defect, h.defect);
    ledger.at_most(square(m.kappa), bound, infinity<Real>());
}

template <class Real>
void c1p_near_optimal(Ledger<Real>& ledger, const Measured<Real>& m, const NearOptimum<Real>& w) {
    require_near_optimum(ledger, m, w);
    require_balanced_head(ledger, m);
    ledger.require_count(Hypothesis::nonlinear_layer, m.L1 - 1);
    if (!ledger.applicable()) return;
    const auto h = near_optimal_head(m, w);
    const Real KL1 = number<Real>(m.K * m.L1), K = number<Real>(m.K);
    const Real size = exp((w.c - KL1 + KL1 * log(K)) / number<Real>(2 * m.L2));
    ledger.further("rhs_operator_norm", size * rational_power(w.X_op / h.gap, m.K, m.L2));
    const Real bound = size * rational_power(w.X_F / h.gap, m.K, m.L2);
    ledger.at_most(m.kappa, widened_by_defect(m, h, bound), infinity<Real>());
}

inline auto c1_record() {
    using enum Hypothesis;
    return record(
        {
            .id = "C1",
            .title = "Near an optimum the last layer is well conditioned",
            .statement = "C_lambda <= (lambda/2)(c + K L2), balanced head: ||Z_L - Y||_F <= e and "
                         "kappa(W_L) <= exp((c-t)/(2 L2)) max(1, rho)^(K/L2)",
            .kind = Kind::paper,
            .source = sources::near_optimum,
            .trivial = trivial::no_bound,
            .needs = near_optimum_and({balanced_head}),
            .networks = Networks::optima,
            .theorems = {"C1_residual", "C1_head_condition"},
        },
        [](auto& ledger, auto& s) { c1_near_optimal(ledger, s.head(), s.near_optimum()); });
}

inline auto c1s_record() {
    using enum Hypothesis;
    return record(
        {
            .id = "C1s",
            .title = "Near an optimum the last layer is well conditioned, sharp",
            .statement = "kappa(W_L)^2 <= (1 + (c-t)/L2 + (K-1)(1-q))/q, q = rho^(-2/L2)",
            .kind = Kind::sharp,
            .source = sources::ours + sources::near_optimum,
            .trivial = trivial::no_bound,
            .needs = near_optimum_and({balanced_head}),
            .networks = Networks::optima,
            .theorems = {"C1s_head_condition"},
        },
        [](auto& ledger, auto& s) { c1s_near_optimal(ledger, s.head(), s.near_optimum()); });
}

inline auto c1d_record() {
    using enum Hypothesis;
    return record(
        {
            .id = "C1d",
            .title = "The same for a head that is only nearly balanced",
            .statement = "kappa(W_L)^2 <= (1 + (c-t)/L2 + (K-1)(1-q) + K(L2-1) eps2/2)/q, q = "
                         "(rho^-2 - delta)^(1/L2)",
            .kind = Kind::extension,
            .source = sources::ours + sources::near_optimum,
            .trivial = trivial::no_bound,
            .needs = near_optimum_and({small_defect}),
            .networks = Networks::optima,
            .swept = true,
            .theorems = {"C1d_head_condition"},
        },
        [](auto& ledger, auto& s) { c1d_near_optimal(ledger, s.head(), s.near_optimum()); });
}

inline auto c1p_record() {
    using enum Hypothesis;
    return record(
        {
            .id = "C1p",
            .title = "The same with nothing measured",
            .statement =
                "kappa(W_L) <= exp((c - K L1 + K L1 log K)/(2 L2)) (||X||_F/(s_K(Y)-e))^(K/L2)",
            .kind = Kind::extension,
            .source = sources::ours + sources::near_optimum,
            .trivial = trivial::no_bound,
            .needs = near_optimum_and({balanced_head, nonlinear_layer}),
            .networks = Networks::optima,
            .theorems = {"C1p_head_condition"},
        },
        [](auto& ledger, auto& s) { c1p_near_optimal(ledger, s.head(), s.near_optimum()); });
}

} // namespace ncv
