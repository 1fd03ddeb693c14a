/// Many samples in few columns. What norms, singular values and products tell of the features of
/// affine layers is the same of Z_l and of Z_l Q for orthogonal Q; with H = Y^T, N x K, and D = diag(N_c)
///
///   Q = [H D^{-1/2}, V, ..]      X Q = [Mu D^{1/2}, R, 0]
///   Y Q = [D^{1/2}, 0, 0]        1^T Q = [sqrt(N_1) .. sqrt(N_K), 0, 0]
///
/// where R^T is the triangle of (X less its class means)^T, p x p. So K + p columns stand for N
/// samples, and what is left of order N are one QR factorisation by blocks of samples and the
/// quantities that are no norms, which take the samples block by block.
///
/// Rounding. One reflection I - tau v v^T of columns of m entries, tau ||v||^2 = 2: tau and each entry
/// of v as computed from m squares, a root and a difference of one sign are off by gamma(2m + 6) and
/// gamma(m + 4) of themselves, so the reflection by gamma(8m + 28); applying it, x - v (tau (v^T x)), is
/// off by 2 gamma(m + 3) + u of ||x||. In all (10m + 35) u, so after n reflections the triangle T of B,
/// m x n, is that of B + F, ||F||_F <= gamma(n (10m + 35)) ||B||_F (as Higham, Theorem 19.4, with its
/// constant); stacking triangles of halves, 2n x n, adds gamma(n (20n + 35)) ||B||_F for each level.
/// With the rounding of centring, rows X^w of H's
/// complement then have [R 0] = X^w Q' + F' for an orthogonal Q' that need not leave out H. It can be
/// turned into one that does: with X^w = L U, U of orthonormal rows in H's complement, and
/// L (U Q') = [R + F_1, F_2], let (U Q')_1 = (I - C C^T)^{1/2} O, O orthogonal, C = (U Q')_2. Then
/// L - L (I - C C^T)^{1/2} = (L C) C^T (I + (I - C C^T)^{1/2})^{-1} is no longer than L C = F_2, and
/// ||L O - R||_F <= ||F_1||_F + ||F_2||_F <= sqrt(2) ||F'||_F.
#pragma once

#include "measure/tracked_passes.hpp"

#include <algorithm>

namespace ncv {

/// N_c samples, K classes, C = K + p columns. What is C x K makes class means of features in few
/// columns.
template <class A>
struct FewColumns {
    const Dataset<double>* samples; ///< must outlive it
    A inputs;                       ///< X Q, p x C
    A one_hot;                      ///< Y Q, K x C
    A ones;                         ///< Q^T 1, C x 1
    A means;                        ///< Z means = Mu
    A between;                      ///< Z between = Mu - mu_G 1^T
    A weighted;                     ///< the same, column c times sqrt(N_c)
    A input_means;                  ///< Mu of X, p x K
};

/// Whether that saves: affine layers alone, and samples enough.
bool is_worth_few_columns(const Snapshot& snapshot);

/// Requires N >= K + p.
template <class S>
std::shared_ptr<const FewColumns<ApproxMatrix<S>>> few_columns(const Dataset<double>& samples);

/// The passes of a network of affine layers with squared error.
template <class S>
TrackedPasses<S> track(Network<S> network, std::shared_ptr<const FewColumns<ApproxMatrix<S>>> few);

/// Z less its class means, in few columns: 0 in the first K.
template <class S>
ApproxMatrix<S> within_of(const ApproxMatrix<S>& Z, Eigen::Index K) {
    ApproxMatrix<S> out = Z;
    out.value.leftCols(K).setZero();
    return out;
}

/// W_l .. W_1 at [l], l = 0 .. L.
template <class S>
std::vector<ApproxMatrix<S>> maps_of(const Passes<ApproxMatrix<S>>& t) {
    const Eigen::Index p = t.W[1].cols();
    std::vector<ApproxMatrix<S>> out{Matrix<S>(Matrix<S>::Identity(p, p))};
    for (std::size_t l = 1; l < t.W.size(); ++l)
        out.push_back(l == 1 ? t.W[l] : t.W[l] * out.back());
    return out;
}

/// Column c of A for a sample of class c.
template <class S>
ApproxMatrix<S> by_class(const ApproxMatrix<S>& A, const std::vector<int>& labels) {
    using std::sqrt;
    Matrix<S> out(A.rows(), static_cast<Eigen::Index>(labels.size()));
    for (std::size_t i = 0; i < labels.size(); ++i)
        out.col(static_cast<Eigen::Index>(i)) = A.value.col(labels[i]);
    return {std::move(out), sqrt(S(static_cast<double>(labels.size()))) * A.error};
}

/// Some samples: their inputs less their class means, p x n.
template <class S>
struct SampleBlock {
    std::size_t first; ///< number of the first of them
    std::vector<int> labels;
    ApproxMatrix<S> within;
};

/// `take(block)` for all samples in order.
template <class S, class Take>
void for_each_block(const FewColumns<ApproxMatrix<S>>& few, Take take) {
    using std::sqrt;
    constexpr Eigen::Index most = 1024; // samples; their features stay in the second cache
    const Dataset<double>& data = *few.samples;
    for (Eigen::Index first = 0; first < data.samples(); first += most) {
        const Eigen::Index n = std::min(most, data.samples() - first);
        const auto begin = data.labels.begin() + first;
        SampleBlock<S> block{static_cast<std::size_t>(first), {begin, begin + n}, {}};
        const ApproxMatrix<S> means = by_class(few.input_means, block.labels);
        block.within.value = data.inputs.middleCols(first, n).template cast<S>() - means.value;
        block.within.error = means.error + S(2) * unit_roundoff<S>() * block.within.value.norm();
        take(block);
    }
}

} // namespace ncv
