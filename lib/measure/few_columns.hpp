/// Many samples in few columns. What norms, singular values and products tell of the features of
/// affine layers is the same of Z_l and of Z_l Q for orthogonal Q; with H = Y^T, N x K, and D = diag(N_c)
///
///   Q = [H D^{-1/2}, V, ..]      X Q = [Mu D^{1/2}, R, 0]
///   Y Q = [D^{1/2}, 0, 0]        1^T Q = [sqrt(N_1) .. sqrt(N_K), 0, 0]
///
/// where R^T is the triangle of (X less its class means)^T, p x p (triangle_of_rows.hpp). So K + p
/// columns stand for N samples, and what is left of order N are that triangle and the quantities that are
/// no norms, which take the samples block by block.
///
/// Rounding. Class means as computed, Mu + M, ||M D^{1/2}||_F <= e, leave rows (X^w - M H^T) + F'' whose
/// own difference rounds by u, so X^w + F' has the triangle R^T as computed, ||F'||_F at most e + u ||X^w||_F
/// and what the triangle is off by: [R 0] = X^w Q' + F' for an orthogonal Q' that need not leave out H.
/// It can be turned into one that does: with X^w = L U, U of orthonormal rows in H's complement, and
/// L (U Q') = [R + F_1, F_2], let (U Q')_1 = (I - C C^T)^{1/2} O, O orthogonal, C = (U Q')_2. Then
/// L - L (I - C C^T)^{1/2} = (L C) C^T (I + (I - C C^T)^{1/2})^{-1} is no longer than L C = F_2, and
/// ||L O - R||_F <= ||F_1||_F + ||F_2||_F <= sqrt(2) ||F'||_F.
#pragma once

#include "enclosure/double_product.hpp"
#include "measure/tracked_passes.hpp"

#include <algorithm>

namespace ncv {

/// N_c samples, K classes, C = K + p columns. What is C x K makes class means of features in few
/// columns.
template <class A>
struct FewColumns {
    const Dataset<double>* samples; ///< must outlive it
    A inputs;                       ///< X Q, p x C
    A beside_delta;                 ///< [Mu D^{1/2}, t I], p x C, any t: Passes::beside_delta of X
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

/// The same of any loss, its gradient taken of blocks of samples.
template <class S>
TrackedPasses<S> track(Network<S> network, std::shared_ptr<const FewColumns<ApproxMatrix<S>>> few,
                       const Loss& loss);

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

/// A B of a block's B: by the best instructions of the machine, which the bound allows.
template <class S>
ApproxMatrix<S> of_block(const ApproxMatrix<S>& A, const ApproxMatrix<S>& B) {
    const S error = product_error(A, B);
    return {product(A.value, B.value), error};
}

/// Some samples: their inputs less their class means, p x n.
template <class S>
struct SampleBlock {
    std::size_t first; ///< number of the first of them
    std::vector<int> labels;
    ApproxMatrix<S> within;
};

/// Samples in a block: their features stay in the second cache.
inline constexpr Eigen::Index block_size = 1024;

/// `take(first, n)` of the samples' numbers, block after block.
template <class Take>
void for_each_range(Eigen::Index samples, Take take) {
    for (Eigen::Index first = 0; first < samples; first += block_size)
        take(first, std::min(block_size, samples - first));
}

/// `take(block)` for all samples in order.
template <class S, class Take>
void for_each_block(const FewColumns<ApproxMatrix<S>>& few, Take take) {
    const Dataset<double>& data = *few.samples;
    for_each_range(data.samples(), [&](Eigen::Index first, Eigen::Index n) {
        const auto begin = data.labels.begin() + first;
        SampleBlock<S> block{static_cast<std::size_t>(first), {begin, begin + n}, {}};
        const ApproxMatrix<S> means = by_class(few.input_means, block.labels);
        block.within.value = data.columns(first, n).template cast<S>() - means.value;
        block.within.error = means.error + S(2) * unit_roundoff<S>() * block.within.value.norm();
        take(block);
    });
}

} // namespace ncv
