/// A4: the last layer is as well conditioned as the L2-th root of the head's product
/// Hypotheses  eps1 < s_K(Y), n_l >= K in the head, L2 >= 2; A4e: balanced head; A4s: x < 1
/// Results     A4   kappa(W_L)^{2 L2} <= c3^2 + (c3^2 + 1) delta (r/(s_K(Y) - eps1))^{2 L2},
///                  c3 = kappa(M)
///             A4e  eps2 = 0: kappa(W_L) = kappa(M)^{1/L2}
///             A4s  kappa(W_L)^{2 L2} <= (c3^2 + x)/(1 - x), x = d' ||Z_{L1}||^2/gap^2,
///                  d' = sum_p ||W_{L:l+1}||^2 (sum_{j<p} ||W_l||^{2j} ||W_{l+1}||^{2(p-1-j)})
///                       ||D_l||, l = L1 + p
/// Steps       A3 and Weyl; A0a bounds s_K(W_L)^{2 L2} from below, s_K(M) >= gap/||Z_{L1}||
/// Source      [JSWM, Thm 3.1]; A4e, A4s are extensions
#pragma once

#include "claims/a3_head_product.hpp"

namespace ncv {

/// A balanced head to half of double's digits; what is left of eps2 widens the sides instead.
inline constexpr double nearly_zero = 0x1p-26;

/// kappa(W_{L:l+1}) for p = L - l layers of a head that is balanced up to eps2: kappa(M)^{p/L2},
/// with A3's defect as part of its error. kappa(M) counts as 1 where `kappa_product` is dropped,
/// L2 as infinite where `depth` is: both give 1.
template <class Real>
Real balanced_condition(const Ledger<Real>& ledger, const Measured<Real>& m, int p) {
    if (ledger.drops(Hypothesis::kappa_product) || ledger.drops(Hypothesis::depth))
        return number<Real>(1);
    const Real whole = product_defect(m, m.L2), part = product_defect(m, p);
    const Real top = widened(rational_power(widened(square(m.M1), whole), p, m.L2), part);
    const Real bottom = widened(rational_power(widened(square(m.M_K), whole), p, m.L2), part);
    return sqrt(top) / sqrt(bottom);
}

template <class Real>
void require_balanced_head(Ledger<Real>& ledger, const Measured<Real>& m) {
    ledger.require(Hypothesis::balanced_head, number<Real>(nearly_zero) * square(m.s1) - m.eps2);
}

/// kappa(M), or 1 where `kappa_product` is dropped.
template <class Real>
Real product_condition(const Ledger<Real>& ledger, const Measured<Real>& m) {
    return ledger.drops(Hypothesis::kappa_product) ? number<Real>(1) : m.kappa_M;
}

template <class Real>
void a4_head_condition(Ledger<Real>& ledger, const Measured<Real>& m) {
    require_generic_theorem(ledger, m);
    if (!ledger.applicable()) return;
    const Real c3 = square(product_condition(ledger, m));
    const Real delta = product_defect(m, m.L2);
    ledger.quantity("kappa_product", m.kappa_M).quantity("delta", delta);
    const Real bound = c3 + (c3 + number<Real>(1)) * delta * power(m.r / m.zero_loss_gap, 2 * m.L2);
    ledger.at_most(power(m.kappa, 2 * m.L2), bound, infinity<Real>());
}

template <class Real>
void a4e_head_condition(Ledger<Real>& ledger, const Measured<Real>& m) {
    require_generic_theorem(ledger, m);
    require_balanced_head(ledger, m);
    if (!ledger.applicable()) return;
    ledger.quantity("kappa_product", m.kappa_M);
    ledger.equal(m.kappa, balanced_condition(ledger, m, 1));
}

/// d', a bound on ||M M^T - (W_L W_L^T)^{L2}|| with every layer's own norms.
template <class Real>
Real sharp_product_defect(const Measured<Real>& m) {
    Real defect = number<Real>(0);
    for (std::size_t i = 0; i < m.head.size(); ++i) {
        const auto& layer = m.head[i];
        const int p = static_cast<int>(i) + 1;
        Real powers = number<Real>(0);
        for (int j = 0; j < p; ++j)
            powers += power(layer.W, 2 * j) * power(layer.W_next, 2 * (p - 1 - j));
        defect += square(layer.tail) * powers * layer.D;
    }
    return defect;
}

template <class Real>
void a4s_head_condition(Ledger<Real>& ledger, const Measured<Real>& m) {
    require_generic_theorem(ledger, m);
    if (!ledger.applicable()) return;
    const Real defect = sharp_product_defect(m);
    const Real x = defect * square(m.z_L1) / square(m.zero_loss_gap);
    ledger.quantity("kappa_product", m.kappa_M).quantity("x", x);
    ledger.require(Hypothesis::small_defect, number<Real>(1) - x);
    if (!ledger.applicable()) return;
    const Real bound = over(square(m.kappa_M) + x, number<Real>(1) - x);
    ledger.at_most(power(m.kappa, 2 * m.L2), bound, infinity<Real>());
}

inline auto a4_record() {
    using enum Hypothesis;
    return enclosed_record(
        {
            .id = "A4",
            .title = "The last layer is well conditioned",
            .statement = "kappa(W_L)^(2 L2) <= c3^2 + (c3^2+1) delta (r/(s_K(Y)-eps1))^(2 L2), c3 "
                         "= kappa(M)",
            .kind = Kind::paper,
            .source = sources::theorem,
            .trivial = trivial::no_bound,
            .needs = generic_and({kappa_product}),
            .any_loss = true,
            .certified = true,
            .swept = true,
            .theorems = {"A4_head_condition"},
        },
        [](auto& ledger, auto& s) { a4_head_condition(ledger, s.head()); });
}

inline auto a4e_record() {
    using enum Hypothesis;
    return enclosed_record(
        {
            .id = "A4e",
            .title = "The last layer's condition is a root of the product's",
            .statement = "balanced head: kappa(W_L) = kappa(M)^(1/L2)",
            .kind = Kind::extension,
            .source = sources::ours + sources::theorem,
            .trivial = trivial::no_bound,
            .needs = generic_and({balanced_head}),
            .any_loss = true,
            .swept = true,
            .theorems = {"A4e_balanced_head"},
        },
        [](auto& ledger, auto& s) { a4e_head_condition(ledger, s.head()); });
}

inline auto a4s_record() {
    using enum Hypothesis;
    return enclosed_record(
        {
            .id = "A4s",
            .title = "The last layer is well conditioned, sharp",
            .statement = "kappa(W_L)^(2 L2) <= (c3^2 + x)/(1 - x), x = d' ||Z_L1||^2/gap^2",
            .kind = Kind::sharp,
            .source = sources::ours + sources::theorem,
            .trivial = trivial::no_bound,
            .needs = generic_and({small_defect}),
            .any_loss = true,
            .certified = true,
            .swept = true,
            .theorems = {"A4s_head_condition"},
        },
        [](auto& ledger, auto& s) { a4s_head_condition(ledger, s.head()); });
}

} // namespace ncv
