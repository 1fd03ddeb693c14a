/// A6: features align with the rows of the last layer (NC3), as far as W_L is well conditioned
/// Hypotheses  eps1 < s_K(Y), n_l >= K in the head, L2 >= 2
/// Results     A6   NC3 >= (1/kappa) (1 - eps1/sqrt(N) - s1 Psi/(kappa sqrt(N)))
///                         - [eps1 > 1] 2 eps1^2/N
///             A6s  1 - NC3 <= [(kappa-1)/sqrt(kappa^2+1) + sqrt(2) kappa eps1/sqrt(N)
///                              + s1 z2 sqrt(q eD/(2N))]^2
/// Steps       column by column, <z, w_c> = 1 + E_c and ||z|| ||w_c|| <= kappa + s1 ||column of
///             Z_{L-1} - W_L^+ Y||; samples with |E| > 1 number at most eps1^2.
///             A6s: 2(1 - NC3) is a mean squared chord; Kantorovich and Minkowski
/// Source      [JSWM, Thm 3.1]; A6s is an extension
#pragma once

#include "claims/a1_distance_to_collapse.hpp"

namespace ncv {

/// A6's right side for a given Psi.
template <class Real>
Real alignment_bound(const Measured<Real>& m, const Real& psi_) {
    const Real one = number<Real>(1), N = number<Real>(m.N), root = sqrt(N);
    const Real aligned = (one - m.eps1 / root - m.s1 * psi_ / (m.kappa * root)) / m.kappa;
    if (certainly_at_most(m.eps1, one)) return aligned;
    // Counting the large residuals only weakens the bound, so doubt counts them; an enclosure has
    // both.
    const Real counted = aligned - number<Real>(2) * square(m.eps1) / N;
    if constexpr (is_enclosure<Real>)
        if (!certainly_greater(m.eps1, one)) return Real::hull(counted, aligned);
    return counted;
}

/// The part of A6s's root that comes from what is not exact: eps1 and ||D_{L-1}|| <= eD.
template <class Real>
Real alignment_slack(const Measured<Real>& m, const Real& eD) {
    const Real N = number<Real>(m.N);
    const Real q = number<Real>(static_cast<double>(rank_outside(m)));
    return sqrt(number<Real>(2)) * m.kappa * m.eps1 / sqrt(N) +
           m.s1 * m.z2 * sqrt(q * eD / (number<Real>(2) * N));
}

/// (k - 1)/sqrt(k^2 + 1), whose square is 1 - sech(log k).
template <class Real>
Real kantorovich_chord(const Real& k) {
    const Real one = number<Real>(1);
    return (k - one) / sqrt(square(k) + one);
}

/// A6s's right side for ||D_{L-1}|| <= eD.
template <class Real>
Real sharp_misalignment_bound(const Measured<Real>& m, const Real& eD) {
    return square(kantorovich_chord(m.kappa) + alignment_slack(m, eD));
}

template <class Real>
void a6_alignment(Ledger<Real>& ledger, const Measured<Real>& m) {
    require_generic_theorem(ledger, m);
    if (!ledger.applicable()) return;
    const Real bound = psi(m);
    ledger.quantity("psi", bound).quantity("s1", m.s1);
    ledger.at_least(m.nc3, alignment_bound(m, bound), number<Real>(-1));
}

template <class Real>
void a6s_alignment(Ledger<Real>& ledger, const Measured<Real>& m) {
    require_generic_theorem(ledger, m);
    if (!ledger.applicable()) return;
    ledger.quantity("eD", m.eD).quantity("s1", m.s1).quantity("z2", m.z2);
    ledger.at_most(number<Real>(1) - m.nc3, sharp_misalignment_bound(m, m.eD), number<Real>(2));
}

inline auto a6_record() {
    return enclosed_record(
        {
            .id = "A6",
            .title = "Features align with the last layer (NC3)",
            .statement = "NC3 >= (1/kappa)(1 - eps1/sqrt(N) - s1 Psi/(kappa sqrt(N))) - [eps1 > 1] "
                         "2 eps1^2/N",
            .kind = Kind::paper,
            .source = sources::theorem,
            .trivial = "-1",
            .needs = generic_and(),
            .bounds = "nc3",
            .any_loss = true,
            .certified = true,
            .swept = true,
            .theorems = {"A6_alignment"},
        },
        [](auto& ledger, auto& s) { a6_alignment(ledger, s.head()); });
}

inline auto a6s_record() {
    return enclosed_record(
        {
            .id = "A6s",
            .title = "Features align with the last layer, sharp",
            .statement = "1 - NC3 <= [(kappa-1)/sqrt(kappa^2+1) + sqrt(2) kappa eps1/sqrt(N) + s1 "
                         "z2 sqrt(q eD/(2N))]^2",
            .kind = Kind::sharp,
            .source = sources::ours + sources::theorem,
            .trivial = "2",
            .needs = generic_and(),
            .bounds = "1 - nc3",
            .any_loss = true,
            .certified = true,
            .swept = true,
            .headline = true,
            .theorems = {"A6s_alignment"},
        },
        [](auto& ledger, auto& s) { a6s_alignment(ledger, s.head()); });
}

} // namespace ncv
