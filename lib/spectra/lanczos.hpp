/// Norm of a symmetric operator that is only given as a product with vectors: Lanczos with full
/// reorthogonalisation from a random start, and how far the answer can be off.
///
///   A Q_j = Q_{j+1} T,  T (j+1) x j tridiagonal:  ||T|| = ||A Q_j|| <= ||A||
///
/// The lower side is certain (up to rounding), the upper side *probabilistic*: over the start, the
/// largest Ritz value of k steps is below (1 - eps) lambda_max with probability at most
/// 1.648 sqrt(n) exp(-sqrt(eps) (2k - 1)), whatever the positive semidefinite operator; here that
/// probability is 1e-9. For an indefinite A it is applied to A^2, whose k-step Krylov space is in
/// that of 2k - 1 steps of A. When the Krylov space stops growing, eps = 0: further steps would
/// not change the answer.
/// Rounding: 8 n u ||A||, heuristic as in spectra.hpp, beside that of the operator itself.
/// Source: Kuczynski & Wozniakowski, Estimating the largest eigenvalue by the power and Lanczos
/// algorithms with a random start (SIMAX 13, 1992), Theorem 4.2.
#pragma once

#include "spectra/approx_matrix.hpp"

#include <boost/random/mersenne_twister.hpp>
#include <boost/random/normal_distribution.hpp>

#include <algorithm>
#include <cmath>
#include <vector>

namespace ncv {

enum class Definiteness { positive_semidefinite, indefinite };

template <class S>
struct NormBounds {
    S lower;    ///< ||T||
    S upper;    ///< infinity when the steps were too few to tell
    S rounding; ///< on either side
    long steps; ///< products with A
};

/// (upper - lower)/lower after `steps` on dimension n; infinity for too few.
inline double lanczos_gap(Eigen::Index n, long steps, Definiteness kind) {
    const bool definite = kind == Definiteness::positive_semidefinite;
    const double k = static_cast<double>(definite ? steps : (steps + 1) / 2);
    const double root = std::log(1.648 * std::sqrt(static_cast<double>(n)) / 1e-9) / (2 * k - 1);
    const double eps = root * root;
    if (!(k >= 1) || !(eps < 1)) return std::numeric_limits<double>::infinity();
    return definite ? 1 / (1 - eps) - 1 : 1 / std::sqrt(1 - eps) - 1;
}

/// The fewest steps with lanczos_gap at most `gap`.
inline long lanczos_steps(Eigen::Index n, double gap, Definiteness kind) {
    long steps = 1;
    while (lanczos_gap(n, steps, kind) > gap) ++steps;
    return steps;
}

/// `apply(v)` is A v for symmetric A; n >= 1, steps >= 1.
template <class S, class Apply>
NormBounds<S> lanczos_norm(Eigen::Index n, Apply apply, Definiteness kind, long steps,
                           std::uint64_t seed = 1) {
    boost::random::mt19937_64 random(seed);
    boost::random::normal_distribution<double> normal;
    const Eigen::Index most = std::min<Eigen::Index>(steps, n);
    Matrix<S> Q(n, most + 1), T = Matrix<S>::Zero(most + 1, most);
    Vector<S> q(n);
    for (Eigen::Index i = 0; i < n; ++i) q(i) = S(normal(random));
    Q.col(0) = q / q.norm();
    Eigen::Index j = 0;
    bool exhausted = false;
    S size(0); // a lower bound on ||A||
    while (j < most && !exhausted) {
        Vector<S> v = apply(Vector<S>(Q.col(j)));
        size = std::max<S>(size, v.norm());
        T(j, j) = Q.col(j).dot(v);
        for (int twice = 0; twice < 2; ++twice)
            v -= Q.leftCols(j + 1) * (Q.leftCols(j + 1).transpose() * v).eval();
        const S rest = v.norm();
        ++j;
        exhausted =
            j == n || !(rest > S(8) * S(static_cast<double>(n)) * unit_roundoff<S>() * size);
        if (exhausted) break;
        T(j, j - 1) = rest;
        if (j < most) T(j - 1, j) = rest;
        Q.col(j) = v / rest;
    }
    const S lower = operator_norm(Matrix<S>(T.topLeftCorner(j + 1, j)));
    const double gap = exhausted ? 0 : lanczos_gap(n, j, kind);
    return {lower, lower * (S(1) + S(gap)),
            S(8) * S(static_cast<double>(n)) * unit_roundoff<S>() * lower, static_cast<long>(j)};
}

} // namespace ncv
