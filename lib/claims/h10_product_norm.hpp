/// H10: the head's norm against its product
/// Hypotheses  L2 >= 1; lambda_l > 0 in the head, or none given: then 1 in their places. Any loss, biases
/// Result      sum_head lambda_l ||W_l||_F^2 >= L2 (prod lambda_l)^{1/L2} sum_i s_i(M)^{2/L2}, M = W_{L:L1+1};
///             besides #{i: s_i(M) >= t} <= sum_head lambda_l ||W_l||_F^2/(L2 (prod lambda_l)^{1/L2} t^{2/L2})
/// Steps       sum_i s_i(M)^p <= sum_i prod_l s_i(W_l)^p for every p > 0 (Horn); p = 2/L2 and
///             prod_l (lambda_l s_i(W_l)^2)^{1/L2} <= (1/L2) sum_l lambda_l s_i(W_l)^2. Equal if and only if
///             lambda_{l+1} W_{l+1}^T W_{l+1} = lambda_l W_l W_l^T. Of the sum every part is a bound, too: it
///             goes over the numerical rank of M
/// Source      this project, by Horn 1950 (Proc. Natl. Acad. Sci. 36)
#pragma once

#include "claims/record.hpp"
#include "measure/product_spectrum.hpp"

namespace ncv {

/// L2 (prod lambda_l)^{1/L2} sum_i s_i^{2/L2}.
template <class Real>
Real least_norm(const std::vector<double>& decays, const std::vector<Real>& s) {
    const int layers = static_cast<int>(decays.size());
    Real product = number<Real>(1), sum = number<Real>(0);
    for (const double decay : decays) product = product * number<Real>(decay);
    for (const Real& value : s) sum += rational_power(value, 2, layers);
    return number<Real>(layers) * rational_power(product, 1, layers) * sum;
}

template <class Real>
void h10_product_norm(Ledger<Real>& ledger, const ProductSpectrum<Real>& m) {
    ledger.require_count(Hypothesis::linear_layer, std::ssize(m.W) - 1);
    if (!ledger.applicable()) return;
    std::vector<double> decays = m.decays;
    if (!m.decay_given) decays.assign(decays.size(), 1);
    Real norm = number<Real>(0);
    for (std::size_t l = 0; l < decays.size(); ++l)
        norm += number<Real>(decays[l]) * square(m.W[l]);
    ledger.at_least(norm, least_norm(decays, m.s), number<Real>(0));
    for (std::size_t i = 0; i < m.s.size(); ++i)
        ledger.beside_at_most(number<Real>(static_cast<double>(i + 1)) *
                                  least_norm(decays, std::vector<Real>{m.s[i]}),
                              norm, infinity<Real>());
}

inline auto h10_record() {
    using enum Hypothesis;
    return record(
        {
            .id = "H10",
            .title = "The head's norm against its product",
            .statement = "sum_head lambda_l ||W_l||_F^2 >= L2 (prod lambda_l)^{1/L2} sum_i "
                         "s_i(M)^{2/L2}",
            .kind = Kind::extension,
            .source = sources::own,
            .trivial = "0",
            .needs = {linear_layer},
            .networks = Networks::classifiers,
            .any_loss = true,
            .biases = true,
            .theorems = {"H10_two_layers", "H10_balanced", "H10_any_depth", "H10_count",
                         "H10_equality", "H10_numbers"},
        },
        [](auto& ledger, auto& s) { h10_product_norm(ledger, s.product_spectrum()); });
}

} // namespace ncv
