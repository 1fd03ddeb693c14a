/// B7: how fast the gradient of C_lambda can turn
/// Hypotheses  |sigma'| <= 1, sigma(0) = 0, sigma' is beta_s-Lipschitz; no lower bound on sigma'
///             is needed, so tanh will do;
///             a ball where ||W_l|| <= rho_l and ||Z_L - Y||_F <= e. Here it is the smallest one
///             that holds the network, so that searching over networks searches the ball
/// Results     B7   ||Hessian of C_lambda|| <= b^2 pi^2 q + e (b pi q
///                  + beta_s b^2 pi sum_{j<=L1} pi_j q_j) + lambda,
///                  b = ||X||_F, pi = prod rho_l, q = sum rho_l^{-2}, pi_j, q_j over l <= j
///             B7s  with rho_1 = ||W_1||_F the operator norm b = ||X|| serves
/// Steps       with v_l = ||V_l||_F: ||dpre_j||_F and ||dZ_j||_F are at most
///             b pi_j sum_{l<=j} v_l/rho_l; the second derivative of Z_L has
///             beta_s ||dpre_j||_F^2 pi/pi_j from each nonlinear layer and each pair of layers
///             twice; (sum v_l/rho_l)^2 <= q ||V||^2.
///             B7s: ||V_1 X||_F <= ||V_1||_F ||X||
/// Source      extension of [NM] and [JSWM, section 4]
#pragma once

#include "claims/record.hpp"
#include "measure/curvature.hpp"
#include "measure/landscape.hpp"

namespace ncv {

/// A ball in the space of weights, and what the claims need of it.
template <class Real>
struct Ball {
    std::vector<Real> rho; ///< bounds on ||W_l|| at [l], l = 1..L
    Real b;                ///< ||X||_F, or ||X|| where rho_1 bounds ||W_1||_F
    int L1 = 0;
    Real beta_s;

    int L() const { return static_cast<int>(rho.size()) - 1; }
    const Real& at(int l) const { return rho[static_cast<std::size_t>(l)]; }
    /// prod_{l in [from, to], l != skip} rho_l.
    Real product(int from, int to, int skip = 0) const {
        Real p = number<Real>(1);
        for (int l = from; l <= to; ++l)
            if (l != skip) p = p * at(l);
        return p;
    }
    /// pi^2 q = sum_i prod_{l != i} rho_l^2.
    Real squares() const {
        Real sum = number<Real>(0);
        for (int i = 1; i <= L(); ++i) sum += square(product(1, L(), i));
        return sum;
    }
    /// pi q = sum_i rho_i^{-1} prod_{l != i} rho_l; infinite where a rho_i is 0.
    Real pairs() const {
        Real sum = number<Real>(0);
        for (int i = 1; i <= L(); ++i) {
            if (!certainly_greater(at(i), number<Real>(0))) return infinity<Real>();
            sum += product(1, L(), i) / at(i);
        }
        return sum;
    }
    /// pi sum_{j<=L1} pi_j q_j.
    Real bends() const {
        Real sum = number<Real>(0);
        for (int j = 1; j <= L1; ++j)
            for (int i = 1; i <= j; ++i) sum += product(j + 1, L()) * square(product(1, j, i));
        return sum;
    }
    /// Z_L moves by at most this times the distance in weights: b pi sqrt(q).
    Real output_slope() const { return b * sqrt(squares()); }
    /// B7's right side where ||Z_L - Y||_F <= e.
    Real smoothness(const Real& e, const Real& lambda) const {
        Real second = b * pairs();
        if (L1 > 0) second += beta_s * square(b) * bends();
        return square(b) * squares() + e * second + lambda;
    }
};

/// Balls around the network's own norms, `radius` larger in each layer: with ||X||_F, and with
/// ||X|| for B7s.
template <class Real>
Ball<Real> frobenius_ball(const Landscape<Real>& m, const Real& radius) {
    Ball<Real> ball{m.W, m.X_F, m.L1, number<Real>(m.beta_s.value_or(0))};
    for (int l = 1; l <= m.L; ++l) ball.rho[static_cast<std::size_t>(l)] += radius;
    return ball;
}
template <class Real>
Ball<Real> operator_ball(const Landscape<Real>& m, const Real& radius) {
    Ball<Real> ball = frobenius_ball(m, radius);
    ball.rho[1] = m.W1_F + radius;
    ball.b = m.X;
    return ball;
}

template <class Real>
void check_smoothness(Ledger<Real>& ledger, const Landscape<Real>& m, const Ball<Real>& ball,
                      const HessianNorm<Real>& hessian) {
    ledger.quantity("residual", m.residual).quantity("b", ball.b);
    ledger.require_count(Hypothesis::smooth_activation, m.beta_s ? 0 : -1);
    if (!ledger.applicable()) return;
    ledger.quantity("beta_s", ball.beta_s).quantity("lanczos_steps", hessian.lanczos_steps);
    const Real bound = ball.smoothness(m.residual, number<Real>(m.lambda.value_or(0)));
    ledger.at_most(hessian.norm, bound, infinity<Real>());
}

template <class Real>
void b7_smoothness(Ledger<Real>& ledger, const Landscape<Real>& m,
                   const HessianNorm<Real>& hessian) {
    check_smoothness(ledger, m, frobenius_ball(m, number<Real>(0)), hessian);
}

template <class Real>
void b7s_smoothness(Ledger<Real>& ledger, const Landscape<Real>& m,
                    const HessianNorm<Real>& hessian) {
    check_smoothness(ledger, m, operator_ball(m, number<Real>(0)), hessian);
}

inline auto b7_record() {
    using enum Hypothesis;
    return record(
        {
            .id = "B7",
            .title = "The Hessian is bounded on balls",
            .statement = "||Hessian|| <= b^2 pi^2 q + e (b pi q + beta_s b^2 pi sum_{j<=L1} pi_j "
                         "q_j) + lambda, b = ||X||_F",
            .kind = Kind::extension,
            .source = sources::ours + sources::section4,
            .trivial = trivial::no_bound,
            .needs = {smooth_activation},
            .networks = Networks::pyramids,
            .cost = Cost::curvature,
            .theorems = {"B7_line_derivatives", "B7_descent_linear", "B7_descent_of_runs"},
        },
        [](auto& ledger, auto& s) { b7_smoothness(ledger, s.landscape(), s.hessian_norm()); });
}

inline auto b7s_record() {
    using enum Hypothesis;
    return record(
        {
            .id = "B7s",
            .title = "The Hessian is bounded on balls, sharp",
            .statement = "the same with b = ||X|| and rho_1 >= ||W_1||_F",
            .kind = Kind::sharp,
            .source = sources::ours + sources::section4,
            .trivial = trivial::no_bound,
            .needs = {smooth_activation},
            .networks = Networks::pyramids,
            .cost = Cost::curvature,
            .theorems = {"B7s_linear"},
        },
        [](auto& ledger, auto& s) { b7s_smoothness(ledger, s.landscape(), s.hessian_norm()); });
}

} // namespace ncv
