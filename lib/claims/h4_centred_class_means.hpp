/// H4: the centred class means' condition number (NC2) from the last layer and its logits
/// Hypotheses  the last layer is affine
/// Result      kappa_{K-1}(M~)^2 <= (s_1(P M~)^2 + K q^2)/s_{K-1}(P M~)^2, q^2 = S_T - P_B - P_W;
///             P M~ = W~^+ B of the centred class-mean logits B = W~ M~
/// Steps       s_{K-1}(M~) >= s_{K-1}(P M~); s_1(M~)^2 <= s_1(P M~)^2 + ||(I-P) M~||_F^2, and of the
///             variance S_T outside the row space the means have K q^2 at most
/// Source      this project. Uncentred means can not be bounded: the bias absorbs their mean
#pragma once

#include "claims/any_classifier.hpp"

namespace ncv {

template <class Real>
void h4_centred_class_means(Ledger<Real>& ledger, const LastLayer<Real>& m) {
    require_affine_last_layer(ledger, m);
    if (!ledger.applicable()) return;
    ledger.quantity("s1_projected", m.projected_1).quantity("least_projected", m.projected_least);
    ledger.quantity("rest", m.rest).quantity("S_T", m.S_T);
    const auto bound = [&](const Real& outside) {
        return sqrt(over(square(m.projected_1) + outside, square(m.projected_least)));
    };
    const Real K = number<Real>(m.K);
    ledger.further("rhs_given_S_B", bound(K * max(m.S_B - m.P_B, number<Real>(0))));
    ledger.at_most(m.nc2, bound(K * m.rest), infinity<Real>());
}

inline auto h4_record() {
    using enum Hypothesis;
    return enclosed_record(
        {
            .id = "H4",
            .title = "Condition of centred class means from the last layer",
            .statement = "kappa(M~)^2 <= (s_1(P M~)^2 + K q^2)/s_{K-1}(P M~)^2",
            .kind = Kind::extension,
            .source = sources::own,
            .trivial = trivial::no_bound,
            .needs = {linear_layer},
            .networks = Networks::classifiers,
            .bounds = "nc2_centred",
            .any_loss = true,
            .biases = true,
            .certified = true,
            .headline = true,
            .theorems = {"H4_centred_class_means", "H4_centred_class_means_given_S_B"},
        },
        [](auto& ledger, auto& s) { h4_centred_class_means(ledger, s.last_layer()); });
}

} // namespace ncv
