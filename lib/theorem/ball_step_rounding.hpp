/// What one step of gradient descent in double precision can be off by: for
/// theta_{k+1} = theta_k - eta grad C_lambda(theta_k) + e_k over all ||theta||^2 <= S,
/// ||Z_L - Y||_F <= e, with u = 2^-53:
///
///   weights = u (1 + 2^-10) [(2 + n) sqrt(S) + eta p e f + eta e kinks_{L-1} sqrt(L)]
///   f       = 4 + n + L1 + N + c_{L-1} + c'
///             + beta_s sum_{j<=L1} (b c_j (S/j)^{j/2} + kinks_{<j})
///   ||e_k|| <= weights + u (1 + 2^-10) [sqrt(S) + eta p (b (S/L)^{L/2} c_L + kinks_L)]
///
/// b = || |X| ||, p = b sqrt(L (S/L)^{L-1}), c_l = sum_{i<=l} n_{i-1} + 16 min(l, L1), c' the same
/// for the way back, kinks_i = 16 sum_{l<=L1} sqrt(n_l N) bend (S/(i-l))^{(i-l)/2}, kinks_{<j} the
/// part of kinks_j from the layers l < j, bend the length over which sigma bends, n = floor(N/64)
/// further parts of a sum over samples. A product of inner size k is off by k u in absolute
/// values, in any order, with or without fused multiply-add. `weights` leaves out what an error in
/// Delta_L explains (PerturbedRun).
///
/// sigma is computed within 16 u (|x| + bend), sigma' within 16 u, as docs/theorem.md derives from
/// what Highway and glibc document. The factor 1 + 2^-10 is for products of errors, one of the 4
/// for underflow: where they may be more, eps is infinite (`errors_are_small`). Each window of a
/// run measures ||e_k|| against 100 digits. Source: Higham, Accuracy and Stability of Numerical
/// Algorithms, section 3.5; docs/theorem.md.
#pragma once

#include "claims/b10t_guaranteed_collapse.hpp"

#include <algorithm>
#include <cmath>

namespace ncv {

/// Sizes that steps are judged at: a network's, all ||theta||^2 <= S, X_abs = || |X| ||.
template <class Real>
struct BallOfSteps {
    static constexpr double sigma = 16; ///< ulps of sigma and sigma'

    const Landscape<Real>& m;
    Real X_abs;
    double bend;
    Real S;

    double width(int l) const { return static_cast<double>(m.n[static_cast<std::size_t>(l)]); }
    /// The largest product of the norms of so many layers.
    Real level(int layers) const {
        return layers <= 0 ? number<Real>(1) : rational_power(S / number<Real>(layers), layers, 2);
    }
    double ulps(int l) const { // c_l
        double sum = sigma * std::min(l, m.L1);
        for (int i = 1; i <= l; ++i) sum += width(i - 1);
        return sum;
    }
    /// Of kinks_layers, what layers 1 .. up_to add.
    Real kinks(int layers, int up_to) const {
        Real sum = number<Real>(0);
        for (int l = 1; l <= up_to; ++l)
            sum +=
                number<Real>(sigma * bend) * sqrt(number<Real>(width(l) * m.N)) * level(layers - l);
        return sum;
    }
    Real slope() const { // p
        const Real L = number<Real>(m.L);
        return X_abs * sqrt(L * power(S / L, m.L - 1));
    }
    /// Z_L as computed, in units of u.
    Real outputs() const { return number<Real>(ulps(m.L)) * X_abs * level(m.L) + kinks(m.L, m.L1); }
};

/// What the formula's first order leaves out, against what it sets aside. `relative`: of what is
/// computed before the update; `underflow`: each operation is off by 2^-1074 more at most, in
/// `entries` sums of `longest` + 8 operations, sigma's (4 bend more) among them, and reaches the
/// weights through at most three products of norms.
template <class Real>
bool errors_are_small(const BallOfSteps<Real>& at, const Real& e, const Real& eta,
                      const Real& relative) {
    const Landscape<Real>& m = at.m;
    const Real one = number<Real>(1);
    double entries = 0, longest = m.N;
    for (std::size_t l = 1; l < m.n.size(); ++l) {
        const auto rows = static_cast<double>(m.n[l]), cols = static_cast<double>(m.n[l - 1]);
        entries += rows * (2 * m.N + cols);
        longest = std::max({longest, rows, cols});
    }
    const Real norms = power(max(one, at.S), (3 * m.L + 1) / 2) * max(one, at.X_abs);
    const Real reach =
        number<Real>(3 * m.L) * norms * (one + e) * (one + number<Real>(m.beta_s.value_or(0)));
    const Real underflow = number<Real>(entries * (longest + 8 + 4 * at.bend)) *
                           (reach * eta + number<Real>(2)); // of 2^-1074
    return certainly_at_most(relative, number<Real>(0x1p-12)) &&
           certainly_at_most(underflow, number<Real>(0x1p1000 * 0x1p-53) * eta * at.slope() * e);
}

/// Requires a Lipschitz sigma' and L > 1. Leaves mu at 0.
template <class Real>
PerturbedRun<Real> ball_step_rounding(const BallOfSteps<Real>& at, const Real& e, const Real& eta) {
    const Landscape<Real>& m = at.m;
    const double parts = std::floor(m.N / 64.0);
    double back = at.sigma * m.L1;
    for (int j = 2; j <= m.L; ++j) back += at.width(j);
    Real bends = number<Real>(0), between = number<Real>(0);
    for (int j = 1; j <= m.L1; ++j) {
        bends += number<Real>(at.ulps(j)) * at.X_abs * at.level(j);
        between += at.kinks(j, j - 1);
    }
    const Real slope = at.slope(), L = number<Real>(m.L);
    const Real of_residual = number<Real>(4 + parts + m.L1 + m.N + at.ulps(m.L - 1) + back) +
                             number<Real>(m.beta_s.value_or(0)) * (bends + between);
    const Real u = number<Real>(0x1p-53), ulp = number<Real>((1 + 0x1p-10) * 0x1p-53);
    PerturbedRun<Real> off;
    off.weights = ulp * (number<Real>(2 + parts) * sqrt(at.S) + eta * slope * e * of_residual +
                         eta * e * at.kinks(m.L - 1, m.L1) * sqrt(L));
    off.eps = off.weights + ulp * (sqrt(at.S) + eta * slope * at.outputs());
    off.keep = u;
    const Real relative = u * max(of_residual, max(number<Real>(at.ulps(m.L)), at.outputs() / e));
    if (!errors_are_small(at, e, eta, relative)) off.eps = off.weights = infinity<Real>();
    return off;
}

/// The larger of each.
template <class Real>
PerturbedRun<Real> larger(const PerturbedRun<Real>& a, const PerturbedRun<Real>& b) {
    return {max(a.eps, b.eps), max(a.weights, b.weights), max(a.keep, b.keep), max(a.mu, b.mu)};
}

} // namespace ncv
