#include "measure/logit_norms.hpp"

#include "measure/contrasts.hpp"
#include "measure/few_columns.hpp"
#include "measure/inner_product.hpp"
#include "network/multiprecision.hpp"
#include "spectra/decompositions.hpp"

#include <algorithm>

namespace ncv {
namespace {

/// H^{-1/2} of a symmetric H whose eigenvalues are `least` or more. X of the eigenvectors is off by
/// some Y with X H X - I = Y H^{1/2} + H^{1/2} Y up to Y's square, so ||Y||_F is at most half of
/// ||X H X - I||_F over the root of `least`; twice that leaves room for the square.
template <class S>
ApproxMatrix<S> inverse_root(const ApproxMatrix<S>& H, const S& least) {
    using std::sqrt;
    using A = ApproxMatrix<S>;
    const Eigen::SelfAdjointEigenSolver<Matrix<S>> eigen(H.value);
    const Vector<S> roots = eigen.eigenvalues().cwiseSqrt().cwiseInverse();
    A X(Matrix<S>(eigen.eigenvectors() * roots.asDiagonal() * eigen.eigenvectors().transpose()));
    const A defect = X * H * X - A(Matrix<S>(Matrix<S>::Identity(H.rows(), H.cols())));
    X.error = (defect.value.norm() + defect.error) / sqrt(least);
    return X;
}

/// A less its mean column. Centring is a projection and passes an error on unchanged.
template <class S>
ApproxMatrix<S> centred_columns(const ApproxMatrix<S>& A) {
    const Vector<S> mean = A.value.rowwise().mean();
    return {A.value.colwise() - mean,
            A.error + S(2) * gamma_factor<S>(A.cols() + 4) * A.value.norm()};
}

/// Of each class the sum of its columns, K x K or p x K. Columns of an error add up to at most
/// sqrt(most) times its norm, `most` samples in a class.
template <class S>
ApproxMatrix<S> class_sums(const ApproxMatrix<S>& A, const Dataset<S>& data) {
    using std::sqrt;
    Matrix<S> sums = Matrix<S>::Zero(A.rows(), data.classes);
    for (Eigen::Index i = 0; i < A.cols(); ++i)
        sums.col(data.labels[static_cast<std::size_t>(i)]) += A.value.col(i);
    const auto counts = data.class_counts();
    const auto most = *std::max_element(counts.begin(), counts.end());
    return {std::move(sums), sqrt(S(static_cast<double>(most))) *
                                 (A.error + gamma_factor<S>(most + 2) * A.value.norm())};
}

/// The same where columns are few.
template <class S>
ApproxMatrix<S> centred_columns(const ApproxMatrix<S>& A, const FewColumns<ApproxMatrix<S>>* few) {
    if (!few) return centred_columns(A);
    const S share = S(1) / S(static_cast<double>(few->samples->samples()));
    return A - share * (A * few->ones) * few->ones.transpose();
}

template <class S>
Approx<S> sum_of(const std::vector<Approx<S>>& terms) {
    Approx<S> sum(S(0));
    for (const Approx<S>& term : terms) sum += term;
    return sum;
}

} // namespace

template <class S>
LogitNorms<Approx<S>> measure_logit_norms(const Snapshot& snapshot, const TrackedPasses<S>& t) {
    using A = ApproxMatrix<S>;
    const int L = snapshot.network.depth(), K = snapshot.data.classes;
    const auto counts = snapshot.data.class_counts();
    const auto [fewest, most] = std::minmax_element(counts.begin(), counts.end());
    LogitNorms<Approx<S>> out;
    out.L2 = snapshot.network.linear_layers();
    out.has_bias = snapshot.network.has_bias(L);
    out.balanced_classes = *fewest == *most;
    if (out.L2 < 1) return out;

    const A U = contrasts<A>(K);
    Matrix<S> D = Matrix<S>::Zero(K, K);
    for (int c = 0; c < K; ++c)
        D(c, c) = S(static_cast<double>(counts[static_cast<std::size_t>(c)]));
    A H = U.transpose() * A(D) * U;
    H.value = ((H.value + H.value.transpose()) / S(2)).eval();
    const A X = inverse_root(H, S(static_cast<double>(*fewest)));
    const A root = H * X, Q = U * X * U.transpose();
    out.nuc = inner_product(root, A(Matrix<S>(Matrix<S>::Identity(K - 1, K - 1))));

    const A &W = t.W[static_cast<std::size_t>(L)], &Z = t.Z[static_cast<std::size_t>(L - 1)],
            &logits = t.Z[static_cast<std::size_t>(L)];
    out.along_labels =
        inner_product(t.few ? logits * t.few->one_hot.transpose() : class_sums(logits, t.data), Q);
    const A rows = U.transpose() * W, centred = U.transpose() * logits;
    out.nuclear = sum_of(
        spectrum(out.balanced_classes ? centred_columns(centred, t.few.get()) : centred).values);
    out.W = frobenius_norm(rows);
    out.Z = frobenius_norm(out.balanced_classes ? centred_columns(Z, t.few.get()) : Z);
    return out;
}
template LogitNorms<Approx<double>> measure_logit_norms(const Snapshot&,
                                                        const TrackedPasses<double>&);
template LogitNorms<Approx<mp100>> measure_logit_norms(const Snapshot&,
                                                       const TrackedPasses<mp100>&);

} // namespace ncv
