/// What one step of gradient descent in double precision can be off by: for
/// theta_{k+1} = theta_k - eta grad C_lambda(theta_k) + e_k over all ||theta||^2 <= S,
/// ||Z_L - Y||_F <= e, with u = 2^-53:
///
///   weights = u (1 + 2^-10) [2 sqrt(S) + eta p e (5 + N + c_{L-1} + c'
///                            + beta_s b sum_{j<=L1} c_j (S/j)^{j/2}) + eta e kinks_{L-1} sqrt(L)]
///   ||e_k|| <= weights + u (1 + 2^-10) [sqrt(S) + eta p (b (S/L)^{L/2} c_L + kinks_L)]
///
/// b = || |X| ||, p = b sqrt(L (S/L)^{L-1}), c_l = sum_{i<=l} n_{i-1} + 16 min(l, L1), c' the same
/// for the way back, kinks_i = 16 sum_{l<=L1} sqrt(n_l N) ((1-gamma)/sharpness)
/// (S/(i-l))^{(i-l)/2}. A product of inner size n is off by n u in absolute values, in any order,
/// with or without fused multiply-add; the update rounds twice, and 1 - eta lambda once for all.
/// `weights` leaves out what an error in Delta_L explains (PerturbedRun).
///
/// Assumes of the engine: sigma within 16 u (|x| + (1-gamma)/sharpness) and sigma' within 16 u of
/// theirs; each window of a run measures ||e_k|| against 100 digits.
/// Source: Higham, Accuracy and Stability of Numerical Algorithms, section 3.5; docs/theorem.md.
#pragma once

#include "claims/b10t_guaranteed_collapse.hpp"

namespace ncv {

/// Requires L >= 2 and an activation with a sharpness. `X_abs` = || |X| ||. Leaves mu at 0.
template <class Real>
PerturbedRun<Real> ball_step_rounding(const Landscape<Real>& m, const Real& X_abs, double sharpness,
                                      const Real& S, const Real& e, const Real& eta) {
    using T = scalar_of_t<Real>;
    constexpr double sigma = 16;
    const auto width = [&](int l) { return static_cast<double>(m.n[static_cast<std::size_t>(l)]); };
    const auto level = [&](int layers) { // the largest product of so many norms
        return layers <= 0 ? number<Real>(1) : power(S / number<Real>(layers), T(layers) / T(2));
    };
    const auto ulps = [&](int l) { // c_l
        double sum = sigma * std::min(l, m.L1);
        for (int i = 1; i <= l; ++i) sum += width(i - 1);
        return sum;
    };
    const auto kinks = [&](int layers) {
        Real sum = number<Real>(0);
        for (int l = 1; l <= m.L1; ++l)
            sum += number<Real>(sigma * (1 - m.gamma) / sharpness) *
                   sqrt(number<Real>(width(l) * m.N)) * level(layers - l);
        return sum;
    };
    double back = sigma * m.L1;
    for (int j = 2; j <= m.L; ++j) back += width(j);
    Real bends = number<Real>(0);
    for (int j = 1; j <= m.L1; ++j) bends += number<Real>(ulps(j)) * X_abs * level(j);
    const Real L = number<Real>(m.L), slope = X_abs * sqrt(L * power(S / L, m.L - 1));
    const Real of_residual =
        number<Real>(5 + m.N + ulps(m.L - 1) + back) + number<Real>(m.beta_s.value_or(0)) * bends;
    const Real u = number<Real>(0x1p-53), ulp = number<Real>((1 + 0x1p-10) * 0x1p-53);
    PerturbedRun<Real> off;
    off.weights = ulp * (number<Real>(2) * sqrt(S) + eta * slope * e * of_residual +
                         eta * e * kinks(m.L - 1) * sqrt(L));
    off.eps =
        off.weights +
        ulp * (sqrt(S) + eta * slope * (number<Real>(ulps(m.L)) * X_abs * level(m.L) + kinks(m.L)));
    off.keep = u;
    return off;
}

/// The larger of each.
template <class Real>
PerturbedRun<Real> larger(const PerturbedRun<Real>& a, const PerturbedRun<Real>& b) {
    return {max(a.eps, b.eps), max(a.weights, b.weights), max(a.keep, b.keep), max(a.mu, b.mu)};
}

} // namespace ncv
