/// A0: the last layer keeps full rank, and what W_{L-1} writes outside its row space is small
/// Hypotheses  A0a: eps1 < s_K(Y), L2 >= 2. A0b: rank W_L = K, L2 >= 2
/// Results     A0a  s_K(W_L) >= (s_K(Y) - eps1)/r
///             A0b  ||(I-P) W_{L-1}||_F^2 <= (m-K) eps2, and ||(I-P) W_{L-1}||^2 <= eps2,
///                  P = W_L^+ W_L, m = n_{L-1}
/// Steps       A0a: s_K(Z_L) <= s_K(W_L) ||Z_{L-1}||, and Weyl. A0b: (I-P) W_L^T = 0, so
///             (I-P) W_{L-1} W_{L-1}^T (I-P) = -(I-P) D_{L-1} (I-P), of rank at most m - K
/// Source      [JSWM, proof of Thm 3.1]
#pragma once

#include "claims/generic_theorem.hpp"

namespace ncv {

template <class Real>
void a0a_head_full_rank(Ledger<Real>& ledger, const Measured<Real>& m) {
    require_generic_theorem(ledger, m);
    if (!ledger.applicable()) return;
    ledger.at_least(m.s_K, m.zero_loss_gap / m.r, number<Real>(0));
}

template <class Real>
void a0b_outside_row_space(Ledger<Real>& ledger, const Measured<Real>& m) {
    ledger.quantity("eps2", m.eps2).quantity("m", static_cast<long>(m.m)).quantity("K", m.K);
    ledger.quantity("kappa_head", m.kappa);
    ledger.require_count(Hypothesis::two_linear_layers, m.L2 - 2);
    if constexpr (is_enclosure<Real>)
        ledger.require(Hypothesis::head_rank, m.s_K);
    else
        ledger.require_count(Hypothesis::head_rank, m.head_rank - m.K);
    if (!ledger.applicable()) return;
    const Real surplus = number<Real>(static_cast<double>(m.m - m.K));
    ledger.further("lhs_operator", m.outside_operator).further("rhs_operator", m.eps2);
    ledger.at_most(m.outside_frobenius, surplus * m.eps2, m.W_before)
        .beside_at_most(m.outside_operator, m.eps2, m.W_before);
}

inline auto a0a_record() {
    return enclosed_record(
        {
            .id = "A0a",
            .title = "The last layer keeps full rank",
            .statement = "s_K(W_L) >= (s_K(Y) - eps1)/r",
            .kind = Kind::paper,
            .source = sources::proof,
            .trivial = "0",
            .needs = generic_and(),
            .any_loss = true,
            .certified = true,
            .swept = true,
            .theorems = {"A0a_head_conditioning"},
        },
        [](auto& ledger, auto& s) { a0a_head_full_rank(ledger, s.head()); });
}

inline auto a0b_record() {
    using enum Hypothesis;
    return enclosed_record(
        {
            .id = "A0b",
            .title = "W_{L-1} hardly leaves the last layer's row space",
            .statement = "||(I-P) W_{L-1}||_F^2 <= (m-K) eps2, and ||(I-P) W_{L-1}||^2 <= eps2",
            .kind = Kind::paper,
            .source = sources::proof,
            .trivial = "||W_{L-1}||_F^2",
            .needs = {eps2, two_linear_layers, head_rank},
            .any_loss = true,
            .certified = true,
            .swept = true,
            .theorems = {"A0b_frobenius", "A0b_operator"},
        },
        [](auto& ledger, auto& s) { a0b_outside_row_space(ledger, s.head()); });
}

} // namespace ncv
