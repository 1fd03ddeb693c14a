/// Singular values, operator norm and condition number, in double and multiprecision.
///
/// Method. A is scaled by a power of two, its rows sorted by norm, A P = Q R by Householder QR with
/// column pivoting, then one-sided Jacobi on R^T. For A = D1 C D2 with diagonal D1, D2 and well
/// conditioned C (graded matrices) every singular value keeps high *relative* accuracy.
/// More than `many_values` singular values in double, where the smallest is above sqrt(u) s_1 or some are none,
/// need no relative accuracy: they come from a bidiagonal form by divide and conquer.
/// Source: Drmac & Veselic, New fast and accurate Jacobi SVD algorithm I, II (SIMAX 29, 2008); Gu &
/// Eisenstat, A divide-and-conquer algorithm for the bidiagonal SVD (SIMAX 16, 1995).
#pragma once

#include "network/scalar.hpp"

namespace ncv {

/// Above so many singular values Jacobi takes far longer than a bidiagonal form.
inline constexpr Eigen::Index many_values = 256;

template <class S>
struct Spectrum {
    Vector<S> values; ///< s_1 >= s_2 >= ..., min(rows, cols) of them
    Vector<S> errors; ///< bounds on |computed - exact|; heuristic (see singular_values)
    int rank = 0;     ///< numerical rank: see `spectrum`

    S largest() const { return values.size() ? values(0) : S(0); }
    /// s_1/s_k; infinity if the numerical rank is below k. Requires 1 <= k <= values.size().
    S condition(Eigen::Index k) const {
        if (rank < k) return std::numeric_limits<S>::infinity();
        return values(0) / values(k - 1);
    }
};

/// All singular values, largest first. A: any shape, finite entries. Costs O(max min^2).
/// Error: at most 8 max(rows, cols) u s_1, and 8 max(rows, cols) u kappa(C) s_i for the
/// equilibrated C of `spectrum`; heuristic, asserted against 100 digits by SpectraErrors.*
template <class S>
Vector<S> singular_values(const Matrix<S>& A);

/// Singular values with error bounds and the numerical rank: the number of singular values of the
/// *equilibrated* matrix C (rows and columns scaled by powers of two to size about one) above
/// 8 max(rows, cols) u s_1(C). So diag(1, 1e-200) has rank 2, and a product of thin factors has
/// the rank of its inner dimension.
template <class S>
Spectrum<S> spectrum(const Matrix<S>& A);

/// ||A||, the largest singular value; relative error at most 8 max(rows, cols) u. 0 if A is empty.
template <class S>
S operator_norm(const Matrix<S>& A);

/// The number of singular values above share * s_1(A), from the smaller Gram matrix: cheaper than
/// all singular values. Their squares are exact to about u s_1^2, so share must be far above
/// sqrt(u). 0 if A is zero or not finite.
template <class S>
int rank_above(const Matrix<S>& A, const S& share);

/// kappa(A) = s_1(A)/s_k(A) for the named rank k; infinity, never a big number, if the numerical
/// rank of A is below k (or k > min(rows, cols)).
template <class S>
S condition_number(const Matrix<S>& A, Eigen::Index k);

#define NCV_SPECTRA(linkage, S)                                                                    \
    linkage template Vector<S> singular_values(const Matrix<S>&);                                  \
    linkage template Spectrum<S> spectrum(const Matrix<S>&);                                       \
    linkage template S operator_norm(const Matrix<S>&);                                            \
    linkage template int rank_above(const Matrix<S>&, const S&);                                   \
    linkage template S condition_number(const Matrix<S>&, Eigen::Index);
NCV_SPECTRA(extern, double)

} // namespace ncv
