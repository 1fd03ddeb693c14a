/// Many samples in few columns, with a bound on the rounding or enclosed. What norms, singular values and
/// products tell of the features of affine layers is the same of Z_l and of Z_l Q for orthogonal Q; with
/// H = Y^T, N x K, and D = diag(N_c)
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
#include "measure/rounding_in.hpp"
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

/// Requires N >= K + p. A: ApproxMatrix or BallMatrix<double>.
template <class A>
std::shared_ptr<const FewColumns<A>> few_columns(const Dataset<double>& samples);

/// The passes of a network of affine layers with squared error.
template <class S>
TrackedPasses<S> track(Network<S> network, std::shared_ptr<const FewColumns<ApproxMatrix<S>>> few);

/// The same of any loss, its gradient taken of blocks of samples.
template <class S>
TrackedPasses<S> track(Network<S> network, std::shared_ptr<const FewColumns<ApproxMatrix<S>>> few,
                       const Loss& loss);

/// Of a gradient K x N the blocks are worth their time where it is no longer than the inputs.
bool is_gradient_of_blocks(const Snapshot& snapshot);

/// All passes enclosed. Requires affine layers, and N >= K + p.
Passes<BallMatrix<double>> enclose_few_columns(const Snapshot& snapshot);

/// Z less its class means, in few columns: 0 in the first K.
template <class A>
A within_of(const A& Z, Eigen::Index K) {
    Matrix<typename A::Point> out = Z.computed();
    out.leftCols(K).setZero();
    return {std::move(out), Z.off()};
}

/// W_l .. W_1 at [l], l = 0 .. L.
template <class A>
std::vector<A> maps_of(const Passes<A>& t) {
    using Identity = Matrix<typename A::Point>;
    const Eigen::Index p = t.W[1].cols();
    std::vector<A> out{A(Identity(Identity::Identity(p, p)))};
    for (std::size_t l = 1; l < t.W.size(); ++l)
        out.push_back(l == 1 ? t.W[l] : t.W[l] * out.back());
    return out;
}

/// Column c of A for a sample of class c.
template <class A>
A by_class(const A& of, const std::vector<int>& labels) {
    using std::sqrt;
    Matrix<typename A::Point> out(of.rows(), static_cast<Eigen::Index>(labels.size()));
    for (std::size_t i = 0; i < labels.size(); ++i)
        out.col(static_cast<Eigen::Index>(i)) = of.computed().col(labels[i]);
    const auto columns = RoundingIn<A>::number(static_cast<double>(labels.size()));
    return {std::move(out), sqrt(columns) * of.off()};
}

/// A B of a block's B: by the best instructions of the machine, which the bound allows.
template <class S>
ApproxMatrix<S> of_block(const ApproxMatrix<S>& A, const ApproxMatrix<S>& B) {
    const S error = product_error(A, B);
    return {product(A.value, B.value), error};
}
inline BallMatrix<double> of_block(const BallMatrix<double>& A, const BallMatrix<double>& B) {
    return A * B;
}

/// Some samples: their inputs less their class means, p x n.
template <class A>
struct SampleBlock {
    std::size_t first; ///< number of the first of them
    std::vector<int> labels;
    A within;
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
template <class A, class Take>
void for_each_block(const FewColumns<A>& few, Take take) {
    using S = typename A::Point;
    using Rounding = RoundingIn<A>;
    const Dataset<double>& data = *few.samples;
    for_each_range(data.samples(), [&](Eigen::Index first, Eigen::Index n) {
        const auto begin = data.labels.begin() + first;
        SampleBlock<A> block{static_cast<std::size_t>(first), {begin, begin + n}, {}};
        const A means = by_class(few.input_means, block.labels);
        Matrix<S> within = data.columns(first, n).template cast<S>() - means.computed();
        const auto off =
            means.off() + Rounding::number(2) * Rounding::unit() * Rounding::length(within);
        block.within = A(std::move(within), off);
        take(block);
    });
}

} // namespace ncv
