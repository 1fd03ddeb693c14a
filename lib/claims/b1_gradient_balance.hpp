/// B1: neighbouring linear layers' gradients balance each other
/// Hypotheses  B1: L2 >= 2. B4: sigma positively homogeneous (leaky ReLU, ReLU), L >= 2
/// Results     B1  W_{l+1}^T G_{l+1} = G_l W_l^T for L1 < l < L
///             B4  diag(W_{l+1}^T G_{l+1}) = diag(G_l W_l^T) for every l < L
/// Steps       both sides are W_{l+1}^T Delta_{l+1} Z_l^T; on a nonlinear layer the diagonals agree
///             as sigma'(x) x = sigma(x)
/// Source      [JSWM, section 4]
#pragma once

#include "claims/ledger.hpp"

namespace ncv {

template <class Real>
Outcome worst_identity(Ledger<Real>& ledger, const std::vector<Identity<Real>>& identities) {
    if (ledger.applicable())
        for (const auto& i : identities) ledger.identity(i.defect, i.budget, i.layer);
    return ledger.outcome();
}

template <class Real>
Outcome b1_gradient_balance(const Measured<Real>& m) {
    Ledger<Real> ledger("B1", m);
    ledger.quantity("L2", m.L2).require_count("two_linear_layers", m.L2 - 2);
    return worst_identity(ledger, m.b1);
}

template <class Real>
Outcome b4_homogeneous_balance(const Measured<Real>& m) {
    Ledger<Real> ledger("B4", m);
    ledger.quantity("L", m.L).require_count("two_layers", m.L - 2);
    ledger.require_count("positive_homogeneity", m.positively_homogeneous ? 0 : -1);
    return worst_identity(ledger, m.b4);
}

} // namespace ncv
