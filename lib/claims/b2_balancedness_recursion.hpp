/// B2: weight decay shrinks the balancedness defect at every step
/// Hypotheses  a learning rate eta and a weight decay lambda; L2 >= 2; B2s: eta lambda < 1/2
/// Results     B2   one step of gradient descent:
///                  D_l' = (1 - eta lambda)^2 D_l + eta^2 (G_{l+1}^T G_{l+1} - G_l G_l^T)
///             B2r  in the full gradient, R_l = G_l + lambda W_l:
///                  D_l' = (1 - 2 eta lambda) D_l + eta^2 (R_{l+1}^T R_{l+1} - R_l R_l^T)
///             B2s  any run: ||D_l^k|| <= (1 - 2 eta lambda)^k ||D_l^0||
///                    + eta^2 sum_{j<k} (1 - 2 eta lambda)^{k-1-j} max(||R_{l+1}^j||, ||R_l^j||)^2
///                  and, where each step lowers C_lambda by (eta/2) ||R||^2 or more, the sum's
///                  term is at most 2 eta C_lambda(theta_0) (rhs_descent)
///             B2f  gradient flow: d/dt D_l = -2 lambda D_l, so D_l(t) = exp(-2 lambda t) D_l(0)
/// Steps       expand; the cross terms cancel by B1, and are 2 eta lambda D_l in R; two positive
///             semidefinite matrices differ by no more than the larger one
/// Source      [JSWM, section 4]; B2r, B2s are extensions
#pragma once

#include "claims/b1_gradient_balance.hpp"
#include "measure/descent.hpp"

namespace ncv {

template <class Real>
void require_decay(Ledger<Real>& ledger, const Measured<Real>& m) {
    ledger.quantity("eps2", m.eps2);
    ledger.require_count(Hypothesis::two_linear_layers, m.L2 - 2);
    if (m.lambda) ledger.quantity("lambda", number<Real>(*m.lambda));
    ledger.require_count(Hypothesis::weight_decay_given, m.lambda ? 0 : -1);
}

template <class Real>
void require_step(Ledger<Real>& ledger, const Measured<Real>& m) {
    require_decay(ledger, m);
    if (m.eta) ledger.quantity("eta", number<Real>(*m.eta));
    ledger.require_count(Hypothesis::learning_rate_given, m.eta ? 0 : -1);
}

template <class Real>
void b2_balancedness_recursion(Ledger<Real>& ledger, const Measured<Real>& m,
                               const Identities<Real>& identities) {
    require_step(ledger, m);
    check_identities(ledger, identities.b2);
}

template <class Real>
void b2r_balancedness_recursion(Ledger<Real>& ledger, const Measured<Real>& m,
                                const Identities<Real>& identities) {
    require_step(ledger, m);
    check_identities(ledger, identities.b2r);
}

template <class Real>
void b2s_balancedness_along_runs(Ledger<Real>& ledger, const Measured<Real>& m, Descent<Real> run) {
    require_step(ledger, m);
    if (!ledger.applicable()) return;
    const Real one = number<Real>(1), two = number<Real>(2);
    const Real eta = number<Real>(*m.eta), keep = one - two * eta * number<Real>(*m.lambda);
    ledger.require(Hypothesis::contraction, keep);
    if (!ledger.applicable()) return;

    const Real start = run.state().regularised_loss;
    std::vector<Real> bound, initial;
    for (std::size_t i = 0; i + 1 < run.state().head.size(); ++i)
        bound.push_back(run.state().head[i].D);
    initial = bound;
    Real worst = number<Real>(0), decay = one;
    bool descends = true;
    const long steps = run.horizon();
    while (run.k < steps) {
        const DescentState<Real> before = run.state();
        run.advance();
        decay = decay * keep;
        const Real drop = before.regularised_loss - run.state().regularised_loss;
        const Real least = eta / two * before.gradient;
        descends = descends && certainly_at_most(least, drop);
        for (std::size_t i = 0; i < bound.size(); ++i) {
            const auto& here = run.state().head[i];
            const auto& next = run.state().head[i + 1];
            const Real noise = eta * max(before.head[i].R, before.head[i + 1].R);
            bound[i] = keep * bound[i] + square(noise);
            ledger.at_most(here.D, bound[i], max(square(here.W), square(next.W)), here.l);
            worst = max(worst, decay * initial[i] + two * eta * start);
        }
    }
    ledger.quantity("steps", run.k);
    ledger.further("rhs_descent", descends ? worst : infinity<Real>());
}

template <class Real>
void b2f_balancedness_flow(Ledger<Real>& ledger, const Measured<Real>& m,
                           const Identities<Real>& identities) {
    require_decay(ledger, m);
    check_identities(ledger, identities.b2f);
}

inline auto b2_record() {
    using enum Hypothesis;
    return record(
        {
            .id = "B2",
            .title = "Weight decay balances the head, step by step",
            .statement = "D_l' = (1 - eta lambda)^2 D_l + eta^2 (G_{l+1}^T G_{l+1} - G_l G_l^T)",
            .kind = Kind::identity,
            .source = sources::section4,
            .trivial = trivial::no_bound,
            .needs = {two_linear_layers, weight_decay_given, learning_rate_given},
            .cost = Cost::run,
            .theorems = {"B2_balancedness_recursion"},
        },
        [](auto& ledger, auto& s) { b2_balancedness_recursion(ledger, s.head(), s.identities()); });
}

inline auto b2r_record() {
    using enum Hypothesis;
    return record(
        {
            .id = "B2r",
            .title = "The same step in the full gradient",
            .statement = "D_l' = (1 - 2 eta lambda) D_l + eta^2 (R_{l+1}^T R_{l+1} - R_l R_l^T)",
            .kind = Kind::extension,
            .source = sources::ours + sources::section4,
            .trivial = trivial::no_bound,
            .needs = {two_linear_layers, weight_decay_given, learning_rate_given},
            .cost = Cost::run,
            .theorems = {"B2r_full_gradient"},
        },
        [](auto& ledger, auto& s) {
            b2r_balancedness_recursion(ledger, s.head(), s.identities());
        });
}

inline auto b2s_record() {
    using enum Hypothesis;
    return enclosed_record(
        {
            .id = "B2s",
            .title = "Balancedness along any run",
            .statement = "||D_l^k|| <= (1 - 2 eta lambda)^k ||D_l^0|| + eta^2 sum_{j<k} (1 - 2 eta "
                         "lambda)^(k-1-j) max(||R_{l+1}^j||, ||R_l^j||)^2",
            .kind = Kind::extension,
            .source = sources::ours + sources::section4,
            .trivial = "max(||W_l^k||^2, ||W_{l+1}^k||^2)",
            .needs = {two_linear_layers, weight_decay_given, learning_rate_given, contraction},
            .networks = Networks::general,
            .cost = Cost::run,
            .theorems = {"B2s_balancedness_of_runs"},
        },
        [](auto& ledger, auto& s) { b2s_balancedness_along_runs(ledger, s.head(), s.descent()); });
}

inline auto b2f_record() {
    using enum Hypothesis;
    return record(
        {
            .id = "B2f",
            .title = "Weight decay balances the head, gradient flow",
            .statement = "d/dt D_l = -2 lambda D_l",
            .kind = Kind::identity,
            .source = sources::section4,
            .trivial = trivial::no_bound,
            .needs = {two_linear_layers, weight_decay_given},
            .theorems = {"B2f_balancedness_flow", "B2f_conserved", "B2f_exponential"},
        },
        [](auto& ledger, auto& s) { b2f_balancedness_flow(ledger, s.head(), s.identities()); });
}

} // namespace ncv
