/// A1: the last features are close to the collapsed ones, W_L^+ Y
/// Hypotheses  eps1 < s_K(Y), n_l >= K in the head, L2 >= 2
/// Results     A1   ||Z_{L-1} - W_L^+ Y||_F <= Psi,
///                  Psi = r eps1/(s_K(Y) - eps1) + r sqrt((m-K) eps2); paper: m for m-K
///             A1s  ||Z_{L-1} - W_L^+ Y||_F^2 <= (z1 eps1/gap)^2 + z2^2 q eD
/// Steps       Z_{L-1} - W_L^+ Y = W_L^+ E + (I-P) W_{L-1} Z_{L-2}; A0a and A0b bound the pieces,
///             whose ranges are orthogonal (A1s)
/// Source      [JSWM, Thm 3.1]; A1s is an extension
#pragma once

#include "claims/generic_theorem.hpp"

#include <algorithm>

namespace ncv {

/// Psi for balancedness eps2; `directions` is m - K, or m in the paper's form.
template <class Real>
Real psi(const Measured<Real>& m, const Real& eps2, Eigen::Index directions) {
    return m.r * m.eps1 / m.zero_loss_gap +
           m.r * sqrt(number<Real>(static_cast<double>(directions)) * eps2);
}
template <class Real>
Real psi(const Measured<Real>& m) {
    return psi(m, m.eps2, m.m - m.K);
}

/// q = min(m-K, n_{L-2}, N), a bound on the rank of Q = (I-P) Z_{L-1}.
template <class Real>
Eigen::Index rank_outside(const Measured<Real>& m) {
    return std::min({m.m - m.K, m.n_before, static_cast<Eigen::Index>(m.N)});
}

/// Right side of A1s, the square of a distance, for ||D_{L-1}|| <= eD.
template <class Real>
Real squared_distance_bound(const Measured<Real>& m, const Real& eD) {
    return square(m.z1 * m.eps1 / m.zero_loss_gap) +
           square(m.z2) * number<Real>(static_cast<double>(rank_outside(m))) * eD;
}

template <class Real>
void a1_distance_to_collapse(Ledger<Real>& ledger, const Measured<Real>& m) {
    require_generic_theorem(ledger, m);
    if (!ledger.applicable()) return;
    const Real bound = psi(m);
    ledger.quantity("psi", bound).further("rhs_paper", psi(m, m.eps2, m.m));
    ledger.at_most(m.to_collapsed, bound, m.features + m.collapsed);
}

template <class Real>
void a1s_distance_to_collapse(Ledger<Real>& ledger, const Measured<Real>& m) {
    require_generic_theorem(ledger, m);
    if (!ledger.applicable()) return;
    ledger.quantity("eD", m.eD).quantity("z1", m.z1).quantity("z2", m.z2);
    ledger.at_most(square(m.to_collapsed), squared_distance_bound(m, m.eD),
                   square(m.features + m.collapsed));
}

inline auto a1_record() {
    return enclosed_record(
        {
            .id = "A1",
            .title = "Features are close to collapsed ones",
            .statement =
                "||Z_{L-1} - W_L^+ Y||_F <= Psi = r eps1/(s_K(Y)-eps1) + r sqrt((m-K) eps2)",
            .kind = Kind::paper,
            .source = sources::proof,
            .trivial = "||Z_{L-1}||_F + ||W_L^+ Y||_F",
            .needs = generic_and(),
            .any_loss = true,
            .certified = true,
            .swept = true,
            .theorems = {"A1_distance_to_collapse", "A1_paper_form"},
        },
        [](auto& ledger, auto& s) { a1_distance_to_collapse(ledger, s.head()); });
}

inline auto a1s_record() {
    return enclosed_record(
        {
            .id = "A1s",
            .title = "Features are close to collapsed ones, sharp",
            .statement = "||Z_{L-1} - W_L^+ Y||_F^2 <= (z1 eps1/gap)^2 + z2^2 q eD",
            .kind = Kind::sharp,
            .source = sources::ours + sources::proof,
            .trivial = "(||Z_{L-1}||_F + ||W_L^+ Y||_F)^2",
            .needs = generic_and(),
            .any_loss = true,
            .certified = true,
            .swept = true,
            .theorems = {"A1s_distance_to_collapse"},
        },
        [](auto& ledger, auto& s) { a1s_distance_to_collapse(ledger, s.head()); });
}

} // namespace ncv
