/// A5: class means become orthogonal and of equal norm (NC2), as far as W_L is well conditioned
/// Hypotheses  eps1 < s_K(Y), n_l >= K in the head, L2 >= 2; A5: r Psi < s_K(Y)
/// Results     A5   NC2(Z_{L-1}) <= (kappa(W_L) + r Psi/s_K(Y)) / (1 - r Psi/s_K(Y))
///             A5s  NC2(Z_{L-1}) <= sqrt(kappa^2 (1+eta)^2 + s1^2 z2^2 eD/s_K(Y)^2)/(1 - eta),
///                  eta = eps1/s_K(Y); no eD term if m = K
/// Steps       Mu = W_L^+ + F with ||F|| <= Psi/s_K(Y); sharper: Mu = W_L^+ (I + Ebar) + (I-P) Mu
///             with orthogonal ranges and ||Ebar|| <= eta
/// Source      [JSWM, Thm 3.1]; A5s is an extension
#pragma once

#include "claims/a1_distance_to_collapse.hpp"

namespace ncv {

/// A5's right side for a given Psi.
template <class Real>
Real class_mean_condition_bound(const Measured<Real>& m, const Real& psi_) {
    const Real x = m.r * psi_ / m.s_K_Y;
    return over(m.kappa + x, number<Real>(1) - x);
}

/// A5s's right side for ||D_{L-1}|| <= eD.
template <class Real>
Real sharp_class_mean_condition_bound(const Measured<Real>& m, const Real& eD) {
    const Real one = number<Real>(1), eta = m.eps1 / m.s_K_Y;
    const Real outside =
        m.m == m.K ? number<Real>(0) : square(m.s1) * square(m.z2) * eD / square(m.s_K_Y);
    return over(sqrt(square(m.kappa) * square(one + eta) + outside), one - eta);
}

template <class Real>
void a5_class_mean_orthogonality(Ledger<Real>& ledger, const Measured<Real>& m) {
    require_generic_theorem(ledger, m);
    if (!ledger.applicable()) return;
    const Real bound = psi(m);
    ledger.quantity("psi", bound).require(Hypothesis::small_psi, m.s_K_Y - m.r * bound);
    if (!ledger.applicable()) return;
    ledger.at_most(m.nc2, class_mean_condition_bound(m, bound), infinity<Real>());
}

template <class Real>
void a5s_class_mean_orthogonality(Ledger<Real>& ledger, const Measured<Real>& m) {
    require_generic_theorem(ledger, m);
    if (!ledger.applicable()) return;
    ledger.quantity("eD", m.eD).quantity("s1", m.s1).quantity("z2", m.z2);
    ledger.at_most(m.nc2, sharp_class_mean_condition_bound(m, m.eD), infinity<Real>());
}

inline auto a5_record() {
    using enum Hypothesis;
    return enclosed_record(
        {
            .id = "A5",
            .title = "Class means become orthogonal (NC2)",
            .statement = "NC2(Z_{L-1}) <= (kappa(W_L) + r Psi/s_K(Y))/(1 - r Psi/s_K(Y))",
            .kind = Kind::paper,
            .source = sources::theorem,
            .trivial = trivial::no_bound,
            .needs = generic_and({small_psi}),
            .bounds = "nc2",
            .any_loss = true,
            .certified = true,
            .swept = true,
            .theorems = {"A5_class_mean_orthogonality", "A5_paper_form"},
        },
        [](auto& ledger, auto& s) { a5_class_mean_orthogonality(ledger, s.head()); });
}

inline auto a5s_record() {
    return enclosed_record(
        {
            .id = "A5s",
            .title = "Class means become orthogonal, sharp",
            .statement =
                "NC2(Z_{L-1}) <= sqrt(kappa^2 (1+eta)^2 + s1^2 z2^2 eD/s_K(Y)^2)/(1 - eta)",
            .kind = Kind::sharp,
            .source = sources::ours + sources::theorem,
            .trivial = trivial::no_bound,
            .needs = generic_and(),
            .bounds = "nc2",
            .any_loss = true,
            .certified = true,
            .swept = true,
            .headline = true,
            .theorems = {"A5s_class_mean_orthogonality"},
        },
        [](auto& ledger, auto& s) { a5s_class_mean_orthogonality(ledger, s.head()); });
}

} // namespace ncv
