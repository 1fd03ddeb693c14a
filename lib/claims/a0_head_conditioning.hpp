/// A0: the last layer keeps full rank, and what W_{L-1} writes outside its row space is small
/// Hypotheses  A0a: eps1 < s_K(Y), L2 >= 2. A0b: rank W_L = K, L2 >= 2
/// Results     A0a  s_K(W_L) >= (s_K(Y) - eps1)/r
///             A0b  ||(I-P) W_{L-1}||_F^2 <= (m-K) eps2, and ||(I-P) W_{L-1}||^2 <= eps2,
///                  P = W_L^+ W_L, m = n_{L-1}
/// Steps       A0a: s_K(Z_L) <= s_K(W_L) ||Z_{L-1}||, and Weyl. A0b: (I-P) W_L^T = 0, so
///             (I-P) W_{L-1} W_{L-1}^T (I-P) = -(I-P) D_{L-1} (I-P), of rank at most m - K
/// Source      [JSWM, proof of Thm 3.1]
#pragma once

#include "claims/ledger.hpp"

namespace ncv {

template <class Real>
Outcome a0a_head_full_rank(const Measured<Real>& m) {
    auto ledger = generic_ledger("A0a", m);
    if (!ledger.applicable()) return ledger.outcome();
    return ledger.at_least(m.s_K, m.zero_loss_gap / m.r, number<Real>(0)).outcome();
}

template <class Real>
Outcome a0b_outside_row_space(const Measured<Real>& m) {
    Ledger<Real> ledger("A0b", m);
    ledger.quantity("eps2", m.eps2).quantity("m", static_cast<long>(m.m)).quantity("K", m.K);
    ledger.quantity("kappa_head", m.kappa);
    ledger.require_count("two_linear_layers", m.L2 - 2);
    if constexpr (is_enclosure<Real>)
        ledger.require("head_rank", m.s_K);
    else
        ledger.require_count("head_rank", m.head_rank - m.K);
    if (!ledger.applicable()) return ledger.outcome();
    const Real surplus = number<Real>(static_cast<double>(m.m - m.K));
    ledger.further("lhs_operator", m.outside_operator).further("rhs_operator", m.eps2);
    return ledger.at_most(m.outside_frobenius, surplus * m.eps2, m.W_before)
        .beside_at_most(m.outside_operator, m.eps2, m.W_before)
        .outcome();
}

} // namespace ncv
