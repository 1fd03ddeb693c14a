/// B2: weight decay shrinks the balancedness defect at every step
/// Hypotheses  a learning rate eta and a weight decay lambda; L2 >= 2
/// Results     B2   one step of gradient descent:
///                  D_l' = (1 - eta lambda)^2 D_l + eta^2 (G_{l+1}^T G_{l+1} - G_l G_l^T)
///             B2f  gradient flow: d/dt D_l = -2 lambda D_l, so D_l(t) = exp(-2 lambda t) D_l(0)
/// Steps       expand; the cross terms cancel by B1
/// Source      [JSWM, section 4]
#pragma once

#include "claims/b1_gradient_balance.hpp"

namespace ncv {

template <class Real>
Ledger<Real> decay_ledger(std::string claim, const Measured<Real>& m) {
    Ledger<Real> ledger(std::move(claim), m);
    ledger.quantity("eps2", m.eps2);
    ledger.require_count("two_linear_layers", m.L2 - 2);
    if (m.lambda) ledger.quantity("lambda", number<Real>(*m.lambda));
    ledger.require_count("weight_decay_given", m.lambda ? 0 : -1);
    return ledger;
}

template <class Real>
Outcome b2_balancedness_recursion(const Measured<Real>& m) {
    auto ledger = decay_ledger("B2", m);
    if (m.eta) ledger.quantity("eta", number<Real>(*m.eta));
    ledger.require_count("learning_rate_given", m.eta ? 0 : -1);
    return worst_identity(ledger, m.b2);
}

template <class Real>
Outcome b2f_balancedness_flow(const Measured<Real>& m) {
    auto ledger = decay_ledger("B2f", m);
    return worst_identity(ledger, m.b2f);
}

} // namespace ncv
