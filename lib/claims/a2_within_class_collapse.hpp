/// A2: within-class collapse (NC1) from interpolation and balancedness
/// Hypotheses  A2: balanced classes; all: eps1 < s_K(Y), n_l >= K in the head, L2 >= 2
/// Results     A2   NC1(Z_{L-1}) <= (r^2/N) Psi^2 / (sqrt((K-1)/K) - eps1/sqrt(N))^2;
///                  paper: m for m-K in Psi, 2 eps1/sqrt(N), eps1 < sqrt((K-1) N/(4K))
///             A2u  any class sizes, Sigma_B weighted: sqrt(1 - sum p_c^2) for sqrt((K-1)/K)
///             A2s  weighted Sigma_B: (k^2 (eps1^2 - b^2) + c^2)/(g - b)^2,
///                  g^2 = N (1 - sum p_c^2), k = kappa(W_L), c^2 = s1^2 z2^2 q eD,
///                  b = min(eps1, (eps1^2 + c^2/k^2)/g)
///             A2v  unweighted Sigma_B: (s1^2/N) B/(sqrt((K-1)/K) - eps1/(sqrt(K) s_K(Y)))^2
/// Steps       A1 bounds N tr Sigma_W, as W_L^+ Y is constant on classes; ||W_L|| and centring
///             bound tr Sigma_B from below; A2s splits E into its within and between parts
/// Source      [JSWM, Thm 3.1], sharper constant; A2u, A2s, A2v are extensions.
///             Without balancedness or without interpolation false (properties/statuses.cpp)
#pragma once

#include "claims/a1_distance_to_collapse.hpp"

namespace ncv {

/// A bound on NC1 of 1 or more does not tell collapse from none.
template <class Real>
Real no_collapse() {
    return number<Real>(1);
}

/// 1 - sum_c (N_c/N)^2; (K-1)/K when classes are balanced.
template <class Real>
Real class_spread(const Measured<Real>& m) {
    Real squares = number<Real>(0);
    for (auto n : m.N_c)
        squares += square(number<Real>(static_cast<double>(n)) / number<Real>(m.N));
    return number<Real>(1) - squares;
}

/// (r^2/N) Psi^2 / (sqrt(spread) - times eps1/sqrt(N))^2; infinite where the denominator's root is
/// not positive.
template <class Real>
Real within_class_bound(const Measured<Real>& m, const Real& psi_, const Real& spread,
                        double times = 1) {
    const Real N = number<Real>(m.N);
    const Real root = sqrt(spread) - number<Real>(times) * m.eps1 / sqrt(N);
    return over(square(m.r) / N * square(psi_), square(positive_part(root)));
}

template <class Real>
Real balanced_spread(const Measured<Real>& m) {
    return number<Real>(m.K - 1) / number<Real>(m.K);
}

/// A2s's right side for ||D_{L-1}|| <= eD.
template <class Real>
Real sharp_within_class_bound(const Measured<Real>& m, const Real& eD) {
    const auto q = std::min(rank_outside(m), static_cast<Eigen::Index>(m.N - m.K));
    const Real g = sqrt(number<Real>(m.N) * class_spread(m));
    const Real c2 = square(m.s1) * square(m.z2) * number<Real>(static_cast<double>(q)) * eD;
    const Real k2 = square(m.kappa), e2 = square(m.eps1);
    const Real b = min(m.eps1, (e2 + c2 / k2) / g);
    return over(k2 * (e2 - square(b)) + c2, square(positive_part(g - b)));
}

template <class Real>
void a2_within_class_collapse(Ledger<Real>& ledger, const Measured<Real>& m) {
    require_generic_theorem(ledger, m);
    ledger.require_count(Hypothesis::balanced_classes, m.has_balanced_classes() ? 0 : -1);
    if (!ledger.applicable()) return;
    const Real spread = balanced_spread(m);
    ledger.quantity("psi", psi(m)).quantity("m", static_cast<long>(m.m));
    ledger.further("rhs_paper", within_class_bound(m, psi(m, m.eps2, m.m), spread, 2));
    ledger.at_most(m.nc1, within_class_bound(m, psi(m), spread), no_collapse<Real>());
}

template <class Real>
void a2u_within_class_collapse(Ledger<Real>& ledger, const Measured<Real>& m) {
    require_generic_theorem(ledger, m);
    if (!ledger.applicable()) return;
    ledger.quantity("psi", psi(m)).quantity("class_spread", class_spread(m));
    ledger.at_most(m.nc1_weighted, within_class_bound(m, psi(m), class_spread(m)),
                   no_collapse<Real>());
}

template <class Real>
void a2s_within_class_collapse(Ledger<Real>& ledger, const Measured<Real>& m) {
    require_generic_theorem(ledger, m);
    if (!ledger.applicable()) return;
    ledger.quantity("eD", m.eD).quantity("s1", m.s1).quantity("z2", m.z2);
    ledger.at_most(m.nc1_weighted, sharp_within_class_bound(m, m.eD), no_collapse<Real>());
}

template <class Real>
void a2v_within_class_collapse(Ledger<Real>& ledger, const Measured<Real>& m) {
    require_generic_theorem(ledger, m);
    if (!ledger.applicable()) return;
    ledger.quantity("eD", m.eD).quantity("s1", m.s1);
    const Real K = number<Real>(m.K);
    const Real root = sqrt(balanced_spread(m)) - m.eps1 / (sqrt(K) * m.s_K_Y);
    const Real bound = over(square(m.s1) / number<Real>(m.N) * squared_distance_bound(m, m.eD),
                            square(positive_part(root)));
    ledger.at_most(m.nc1, bound, no_collapse<Real>());
}

inline auto a2_record() {
    using enum Hypothesis;
    return enclosed_record(
        {
            .id = "A2",
            .title = "Within-class collapse (NC1)",
            .statement = "NC1(Z_{L-1}) <= (r^2/N) Psi^2/(sqrt((K-1)/K) - eps1/sqrt(N))^2",
            .kind = Kind::paper,
            .source = sources::theorem,
            .trivial = trivial::no_collapse,
            .needs = generic_and({balanced_classes}),
            .bounds = "nc1",
            .any_loss = true,
            .certified = true,
            .swept = true,
            .headline = true,
            .theorems = {"A2_within_class_collapse", "A2_paper_form"},
        },
        [](auto& ledger, auto& s) { a2_within_class_collapse(ledger, s.head()); });
}

inline auto a2u_record() {
    return enclosed_record(
        {
            .id = "A2u",
            .title = "Within-class collapse, any class sizes",
            .statement = "NC1_weighted <= (r^2/N) Psi^2/(sqrt(1 - sum p_c^2) - eps1/sqrt(N))^2",
            .kind = Kind::extension,
            .source = sources::ours + sources::theorem,
            .trivial = trivial::no_collapse,
            .needs = generic_and(),
            .bounds = "nc1_weighted",
            .any_loss = true,
            .certified = true,
            .swept = true,
            .theorems = {"A2u_any_class_sizes", "A2u_any_class_sizes_r"},
        },
        [](auto& ledger, auto& s) { a2u_within_class_collapse(ledger, s.head()); });
}

inline auto a2s_record() {
    return enclosed_record(
        {
            .id = "A2s",
            .title = "Within-class collapse, sharp",
            .statement = "NC1_weighted <= (k^2 (eps1^2 - b^2) + c^2)/(g - b)^2",
            .kind = Kind::sharp,
            .source = sources::ours + sources::theorem,
            .trivial = trivial::no_collapse,
            .needs = generic_and(),
            .bounds = "nc1_weighted",
            .any_loss = true,
            .certified = true,
            .swept = true,
            .headline = true,
            .theorems = {"A2s_sharp_collapse"},
        },
        [](auto& ledger, auto& s) { a2s_within_class_collapse(ledger, s.head()); });
}

inline auto a2v_record() {
    return enclosed_record(
        {
            .id = "A2v",
            .title = "Within-class collapse, sharp, unweighted classes",
            .statement = "NC1 <= (s1^2/N) B/(sqrt((K-1)/K) - eps1/(sqrt(K) s_K(Y)))^2, B as in A1s",
            .kind = Kind::sharp,
            .source = sources::ours + sources::theorem,
            .trivial = trivial::no_collapse,
            .needs = generic_and(),
            .bounds = "nc1",
            .any_loss = true,
            .certified = true,
            .swept = true,
            .theorems = {"A2v_unweighted_any_sizes", "A2v_samples_mean"},
        },
        [](auto& ledger, auto& s) { a2v_within_class_collapse(ledger, s.head()); });
}

} // namespace ncv
