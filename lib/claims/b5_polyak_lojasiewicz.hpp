/// B5: on pyramids the loss obeys a Polyak-Lojasiewicz inequality
/// Hypotheses  n_1 >= N; n_2 >= ... >= n_L; L >= 2 (B5p: L >= 3);
///             sigma' >= gamma > 0 where L1 >= 2. Without nonlinear layers the same steps give
///             the bound with no gamma at all
/// Results     B5   ||G_2||_F >= s_N(Z_1) gamma^{L1-1} prod_{l>=3} s_min(W_l) ||Z_L - Y||_F; so
///                  ||grad C_0||^2 >= a C_0, a = 2 gamma^{2(L1-1)} s_N(Z_1)^2 prod s_min(W_l)^2
///             B5p  as it is quoted: ||grad C_0||^2 >= alpha C_0,
///                  alpha = 2^{-(L-3)} gamma^{L-2} s_N(Z_1) prod_{l>=3} s_min(W_l).
///                  It is refuted: the sides scale differently (counterexamples/b5p.json)
/// Steps       ||Delta Z_1^T||_F >= s_N(Z_1) ||Delta||_F as Z_1 has N independent columns;
///             ||W_l^T Delta||_F >= s_min(W_l) ||Delta||_F as n_l <= n_{l-1};
///             sigma' is at least gamma on layers 2 .. L1
/// Source      [NM, Lemma 4.1] for this network; its exponent of gamma is L-2
#pragma once

#include "claims/record.hpp"
#include "measure/landscape.hpp"

#include <algorithm>

namespace ncv {

template <class Real>
void require_pyramid(Ledger<Real>& ledger, const Landscape<Real>& m, int layers) {
    ledger.quantity("residual", m.residual).quantity("lambda_F", m.lambda_F);
    ledger.require_count(layers == 2 ? Hypothesis::two_layers : Hypothesis::three_layers,
                         m.L - layers);
    ledger.require_count(Hypothesis::wide_first_layer, static_cast<long>(m.n[1]) - m.N);
    ledger.require_count(Hypothesis::pyramid, static_cast<long>(m.narrowing()));
    ledger.require(Hypothesis::slope_bound, number<Real>(m.L1 >= 2 ? m.gamma : 1));
}

inline Hypotheses pyramid_and(const Hypotheses& more) {
    using enum Hypothesis;
    return joined({wide_first_layer, pyramid, slope_bound}, more);
}

/// gamma, or 1 where the bound on the slopes is dropped.
template <class Real>
Real least_slope(const Ledger<Real>& ledger, const Landscape<Real>& m) {
    return number<Real>(ledger.drops(Hypothesis::slope_bound) ? 1 : m.gamma);
}

/// gamma^{L1-1} s_N(Z_1) prod_{l>=3} s_min(W_l), each singular value times `kept`.
template <class Real>
Real pyramid_constant(const Landscape<Real>& m, const Real& gamma, const Real& kept) {
    Real product = power(gamma, std::max(0, m.L1 - 1)) * (kept * m.lambda_F);
    for (int l = 3; l <= m.L; ++l)
        product = product * (kept * m.s_min[static_cast<std::size_t>(l)]);
    return product;
}

template <class Real>
void b5_polyak_lojasiewicz(Ledger<Real>& ledger, const Landscape<Real>& m) {
    require_pyramid(ledger, m, 2);
    if (!ledger.applicable()) return;
    const Real constant = pyramid_constant(m, least_slope(ledger, m), number<Real>(1));
    ledger.further("gradient_squared", m.gradient_0);
    ledger.further("rhs_squared", number<Real>(2) * square(constant) * m.C_0);
    ledger.at_least(m.G_2, constant * m.residual, number<Real>(0));
}

template <class Real>
void b5p_as_quoted(Ledger<Real>& ledger, const Landscape<Real>& m) {
    require_pyramid(ledger, m, 3);
    if (!ledger.applicable()) return;
    const Real gamma = least_slope(ledger, m);
    Real alpha = power(number<Real>(0.5), m.L - 3) * power(gamma, m.L - 2) * m.lambda_F;
    for (int l = 3; l <= m.L; ++l) alpha = alpha * m.s_min[static_cast<std::size_t>(l)];
    ledger.quantity("alpha", alpha);
    ledger.further("rhs_corrected",
                   number<Real>(2) * square(pyramid_constant(m, gamma, number<Real>(1))) * m.C_0);
    ledger.at_least(m.gradient_0, alpha * m.C_0, number<Real>(0));
}

inline auto b5_record() {
    using enum Hypothesis;
    return enclosed_record(
        {
            .id = "B5",
            .title = "The loss obeys a Polyak-Lojasiewicz inequality on pyramids",
            .statement = "||G_2||_F >= s_N(Z_1) gamma^(L1-1) prod_{l>=3} s_min(W_l) ||Z_L - Y||_F",
            .kind = Kind::paper,
            .source = sources::pyramids,
            .trivial = "0",
            .needs = pyramid_and({two_layers}),
            .networks = Networks::pyramids,
            .theorems = {"B5_pyramid", "B5_polyak_lojasiewicz"},
        },
        [](auto& ledger, auto& s) { b5_polyak_lojasiewicz(ledger, s.landscape()); });
}

inline auto b5p_record() {
    using enum Hypothesis;
    return enclosed_record(
        {
            .id = "B5p",
            .title = "The same as quoted, with an unsquared constant: refuted",
            .statement =
                "||grad C_0||^2 >= 2^-(L-3) gamma^(L-2) s_N(Z_1) prod_{l>=3} s_min(W_l) C_0",
            .kind = Kind::quoted,
            .source = "as quoted from Jacot et al. 2025, section 4",
            .trivial = "0",
            .needs = pyramid_and({three_layers}),
            .networks = Networks::pyramids,
        },
        [](auto& ledger, auto& s) { b5p_as_quoted(ledger, s.landscape()); });
}

} // namespace ncv
