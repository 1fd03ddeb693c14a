/// C3: at the edge of stability (empirical)
/// Hypotheses  a learning rate eta > 0; gradient descent has settled with it (not checked)
/// Observation the Hessian of C_lambda has norm at most about 2/eta; at interpolation that bounds
///             the tangent kernel, C2's T, by 2/eta. Measured, never asserted: a sharper network is
///             `undecided`, not `violated`
/// Source      [JSWM, section 5]; Cohen et al., Gradient descent on neural networks typically
///             occurs at the edge of stability (ICLR 2021)
#pragma once

#include "claims/record.hpp"
#include "measure/curvature.hpp"
#include "measure/head.hpp"

namespace ncv {

template <class Real>
void c3_sharpness(Ledger<Real>& ledger, const Measured<Real>& m, const HessianNorm<Real>& hessian,
                  const KernelNorm<Real>& kernel) {
    ledger.quantity("sharpness", hessian.norm).quantity("lanczos_steps", hessian.lanczos_steps);
    ledger.quantity("ntk_norm", kernel.norm);
    ledger.require_count(Hypothesis::learning_rate_given, m.eta ? 0 : -1);
    if (!ledger.applicable()) return;
    const Real eta = number<Real>(*m.eta);
    ledger.quantity("eta", eta);
    ledger.require(Hypothesis::learning_rate, eta);
    if (!ledger.applicable()) return;
    ledger.observed_at_most(hessian.norm, number<Real>(2) / eta);
}

inline auto c3_record() {
    using enum Hypothesis;
    return record(
        {
            .id = "C3",
            .title = "At the edge of stability",
            .statement =
                "||Hessian of C_lambda|| <= about 2/eta where gradient descent has settled",
            .kind = Kind::empirical,
            .source = "Jacot et al. 2025, section 5",
            .trivial = trivial::no_bound,
            .needs = {learning_rate_given, learning_rate},
            .networks = Networks::general,
            .cost = Cost::curvature,
        },
        [](auto& ledger, auto& s) {
            c3_sharpness(ledger, s.head(), s.hessian_norm(), s.ntk_norm());
        });
}

} // namespace ncv
