/// B1: neighbouring linear layers' gradients balance each other
/// Hypotheses  B1: L2 >= 2. B4: sigma positively homogeneous (leaky ReLU, ReLU), L >= 2
/// Results     B1  W_{l+1}^T G_{l+1} = G_l W_l^T for L1 < l < L
///             B4  diag(W_{l+1}^T G_{l+1}) = diag(G_l W_l^T) for every l < L
/// Steps       both sides are W_{l+1}^T Delta_{l+1} Z_l^T; on a nonlinear layer the diagonals agree
///             as sigma'(x) x = sigma(x)
/// Source      [JSWM, section 4]
#pragma once

#include "claims/record.hpp"
#include "measure/head.hpp"
#include "measure/identities.hpp"

namespace ncv {

template <class Real>
void check_identities(Ledger<Real>& ledger, const std::vector<Identity<Real>>& identities) {
    if (ledger.applicable())
        for (const auto& i : identities) ledger.identity(i.defect, i.budget, i.layer);
}

template <class Real>
void b1_gradient_balance(Ledger<Real>& ledger, const Measured<Real>& m,
                         const Identities<Real>& identities) {
    ledger.quantity("L2", m.L2).require_count(Hypothesis::two_linear_layers, m.L2 - 2);
    check_identities(ledger, identities.b1);
}

template <class Real>
void b4_homogeneous_balance(Ledger<Real>& ledger, const Measured<Real>& m,
                            const Identities<Real>& identities) {
    ledger.quantity("L", m.L).require_count(Hypothesis::two_layers, m.L - 2);
    ledger.require_count(Hypothesis::positive_homogeneity, m.positively_homogeneous ? 0 : -1);
    check_identities(ledger, identities.b4);
}

inline auto b1_record() {
    using enum Hypothesis;
    return record(
        {
            .id = "B1",
            .title = "Gradients of linear layers balance",
            .statement = "W_{l+1}^T G_{l+1} = G_l W_l^T for L1 < l < L",
            .kind = Kind::identity,
            .source = sources::section4,
            .trivial = trivial::no_bound,
            .needs = {two_linear_layers},
            .theorems = {"B1_gradient_balance"},
        },
        [](auto& ledger, auto& s) { b1_gradient_balance(ledger, s.head(), s.identities()); });
}

inline auto b4_record() {
    using enum Hypothesis;
    return record(
        {
            .id = "B4",
            .title = "Gradients of homogeneous layers balance on the diagonal",
            .statement = "diag(W_{l+1}^T G_{l+1}) = diag(G_l W_l^T) for l < L",
            .kind = Kind::identity,
            .source = sources::section4,
            .trivial = trivial::no_bound,
            .needs = {two_layers, positive_homogeneity},
            .theorems = {"B4_homogeneous_balance"},
        },
        [](auto& ledger, auto& s) { b4_homogeneous_balance(ledger, s.head(), s.identities()); });
}

} // namespace ncv
