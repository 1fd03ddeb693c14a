/// C2: a bounded tangent kernel conditions the head (large learning rates bound it)
/// Hypotheses  eps1 < s_K(Y) (`interpolation`; C2t needs none); L2 >= 1; T = ||NTK||, r = max
///             ||W_l|| over the head, gap = s_K(Y) - eps1
/// Results     C2   ||Z_{l-1}||^2 ||W_{L:l+1}||^2 <= T for L1 < l <= L, and
///                  kappa(W_{L:l+1}) <= r sqrt(T)/gap for L1 < l < L
///             C2s  kappa(W_{L:l+1}) <= sqrt(T/(||W_l||^{-2} + ||W_{l+1}||^{-2}))/gap, and
///                  kappa(M) <= ||W_{L1+1}|| sqrt(T)/gap; so, for an exactly balanced head,
///                  kappa(W_L) <= (||W_{L1+1}|| sqrt(T)/gap)^{1/L2} (`kappa_head_bound`)
///             C2t  L2 s_1(Z_L)^2/r^2 <= T, and sum_{l > L1} ||W_l||^{-2} s_1(Z_L)^2 <= T
///                  (`lhs_sharp`): the deeper the head, the larger the kernel
/// Steps       layer l adds (Z_{l-1}^T Z_{l-1}) (x) (W_{L:l+1} W_{L:l+1}^T); Z_l = W_l Z_{l-1};
///             C2s: layers l and l+1 dominate one product; C2t: at the top singular vectors of Z_L
/// Source      [JSWM, Prop. 5.3]; C2s, C2t are extensions
#pragma once

#include "claims/a4_head_condition.hpp"
#include "measure/curvature.hpp"
#include "measure/head_products.hpp"

namespace ncv {

/// r on the head's weights.
template <class Real>
Real largest_head_layer(const HeadProducts<Real>& head) {
    Real r = number<Real>(0);
    for (std::size_t p = 1; p < head.cuts.size(); ++p) r = max(r, head.cuts[p].W);
    return r;
}

template <class Real>
void require_kernel(Ledger<Real>& ledger, const Measured<Real>& m, const HeadProducts<Real>& head,
                    const KernelNorm<Real>& kernel) {
    ledger.quantity("ntk_norm", kernel.norm).quantity("lanczos_steps", kernel.lanczos_steps);
    ledger.quantity("r", largest_head_layer(head));
    ledger.require_count(Hypothesis::linear_layer, m.L2 - 1);
}

template <class Real>
void require_interpolation(Ledger<Real>& ledger, const Measured<Real>& m) {
    ledger.quantity("eps1", m.eps1).quantity("s_K_Y", m.s_K_Y);
    ledger.require(Hypothesis::interpolation, m.zero_loss_gap);
}

template <class Real>
void c2_tangent_kernel(Ledger<Real>& ledger, const Measured<Real>& m,
                       const HeadProducts<Real>& head, const KernelNorm<Real>& kernel) {
    require_kernel(ledger, m, head, kernel);
    require_interpolation(ledger, m);
    if (!ledger.applicable()) return;
    const Real& T = kernel.norm;
    const Real bound = largest_head_layer(head) * sqrt(T) / m.zero_loss_gap;
    for (std::size_t p = 1; p < head.cuts.size(); ++p) {
        const auto &below = head.cuts[p - 1], &cut = head.cuts[p];
        ledger.at_most(square(below.Z) * square(cut.tail), T, infinity<Real>(), cut.l);
        if (p + 1 < head.cuts.size()) ledger.at_most(cut.kappa, bound, infinity<Real>(), cut.l);
    }
}

template <class Real>
void c2s_tangent_kernel(Ledger<Real>& ledger, const Measured<Real>& m,
                        const HeadProducts<Real>& head, const KernelNorm<Real>& kernel) {
    require_kernel(ledger, m, head, kernel);
    require_interpolation(ledger, m);
    if (!ledger.applicable()) return;
    ledger.quantity("kappa_head", m.kappa);
    const Real root = sqrt(kernel.norm) / m.zero_loss_gap, one = number<Real>(1);
    const Real whole = head.cuts[1].W * root;
    ledger.at_most(head.cuts[0].kappa, whole, infinity<Real>(), head.cuts[0].l);
    for (std::size_t p = 1; p + 1 < head.cuts.size(); ++p) {
        const Real here = square(head.cuts[p].W), next = square(head.cuts[p + 1].W);
        ledger.at_most(head.cuts[p].kappa, root / sqrt(one / here + one / next), infinity<Real>(),
                       head.cuts[p].l);
    }
    const bool balanced = !certainly_greater(m.eps2, number<Real>(nearly_zero) * square(m.s1));
    ledger.further("kappa_head_bound",
                   balanced ? rational_power(whole, 1, m.L2) : infinity<Real>());
}

template <class Real>
void c2t_tangent_kernel(Ledger<Real>& ledger, const Measured<Real>& m,
                        const HeadProducts<Real>& head, const KernelNorm<Real>& kernel) {
    require_kernel(ledger, m, head, kernel);
    if (!ledger.applicable()) return;
    const Real output = square(head.cuts.back().Z);
    Real inverse_squares = number<Real>(0);
    for (std::size_t p = 1; p < head.cuts.size(); ++p)
        inverse_squares += number<Real>(1) / square(head.cuts[p].W);
    ledger.further("lhs_sharp", inverse_squares * output);
    const Real lhs = number<Real>(m.L2) * output / square(largest_head_layer(head));
    ledger.at_most(lhs, kernel.norm, infinity<Real>());
}

inline auto c2_record() {
    using enum Hypothesis;
    return record(
        {
            .id = "C2",
            .title = "A bounded tangent kernel conditions the head",
            .statement = "||Z_{l-1}||^2 ||W_{L:l+1}||^2 <= T = ||NTK||, and kappa(W_{L:l+1}) <= r "
                         "sqrt(T)/(s_K(Y)-eps1)",
            .kind = Kind::paper,
            .source = sources::large_rate,
            .trivial = trivial::no_bound,
            .needs = {eps1, linear_layer, interpolation},
            .networks = Networks::general,
            .cost = Cost::curvature,
            .theorems = {"C2_jacobian", "C2_layers", "C2_condition"},
        },
        [](auto& ledger, auto& s) {
            c2_tangent_kernel(ledger, s.head(), s.head_products(), s.ntk_norm());
        });
}

inline auto c2s_record() {
    using enum Hypothesis;
    return record(
        {
            .id = "C2s",
            .title = "A bounded tangent kernel conditions the head, sharp",
            .statement = "kappa(W_{L:l+1}) <= sqrt(T/(||W_l||^-2 + ||W_{l+1}||^-2))/(s_K(Y)-eps1), "
                         "and kappa(M) <= ||W_{L1+1}|| sqrt(T)/(s_K(Y)-eps1)",
            .kind = Kind::sharp,
            .source = sources::ours + sources::large_rate,
            .trivial = trivial::no_bound,
            .needs = {eps1, linear_layer, interpolation},
            .networks = Networks::general,
            .cost = Cost::curvature,
            .theorems = {"C2s_condition", "C2s_product", "C2s_balanced_head"},
        },
        [](auto& ledger, auto& s) {
            c2s_tangent_kernel(ledger, s.head(), s.head_products(), s.ntk_norm());
        });
}

inline auto c2t_record() {
    using enum Hypothesis;
    return record(
        {
            .id = "C2t",
            .title = "A deep head has a large tangent kernel",
            .statement = "L2 s_1(Z_L)^2/r^2 <= T = ||NTK||",
            .kind = Kind::extension,
            .source = sources::ours + sources::large_rate,
            .trivial = trivial::no_bound,
            .needs = {linear_layer},
            .networks = Networks::general,
            .cost = Cost::curvature,
            .theorems = {"C2t_outputs", "C2t_depth"},
        },
        [](auto& ledger, auto& s) {
            c2t_tangent_kernel(ledger, s.head(), s.head_products(), s.ntk_norm());
        });
}

} // namespace ncv
