/// C3: at the edge of stability (empirical)
/// Hypotheses  a learning rate eta > 0; gradient descent has settled with it (not checked)
/// Observation the Hessian of C_lambda has norm at most about 2/eta; at interpolation that bounds
///             the tangent kernel, C2's T, by 2/eta. Measured, never asserted: a sharper network is
///             `undecided`, not `violated`. From Lanczos it is the lower side that is shown, the
///             upper one that is compared
/// Source      [JSWM, section 5]; Cohen et al., Gradient descent on neural networks typically
///             occurs at the edge of stability (ICLR 2021)
#pragma once

#include "claims/curvature.hpp"
#include "claims/ledger.hpp"

namespace ncv {

template <class Real>
Outcome c3_sharpness(const Measured<Real>& m, const HessianNorm<Real>& hessian,
                     const KernelNorm<Real>& kernel) {
    Ledger<Real> ledger("C3", m);
    Real sharpness = hessian.norm;
    if (hessian.lanczos_steps > 0) {
        const auto low = hessian.norm.lower(), high = hessian.norm.upper();
        sharpness = Real(low, high - low);
    }
    ledger.quantity("sharpness", sharpness).quantity("lanczos_steps", hessian.lanczos_steps);
    ledger.quantity("ntk_norm", kernel.norm);
    ledger.require_count("learning_rate_given", m.eta ? 0 : -1);
    if (!ledger.applicable()) return ledger.outcome();
    const Real eta = number<Real>(*m.eta);
    ledger.quantity("eta", eta);
    ledger.require("learning_rate", eta);
    if (!ledger.applicable()) return ledger.outcome();
    return ledger.observed_at_most(sharpness, number<Real>(2) / eta).outcome();
}

} // namespace ncv
