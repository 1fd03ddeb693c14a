/// Products of matrices in double by the best instruction set of the machine, chosen once: one source
/// for every target (Highway). Each entry is a sum of its products in some order, each product either rounded
/// or fused into the sum, so the bounds of ball_matrix.hpp are theirs on every target.
#pragma once

#include "network/scalar.hpp"

#include <algorithm>
#include <type_traits>

namespace ncv {

/// Entry (i, k) of a matrix is at[i row + k column].
struct Strided {
    const double* at;
    Eigen::Index row, column;
};

/// C = A B, or C + A B where it `adds`: A rows x inner, B inner x cols, C column by column, `ld` numbers
/// apart.
void multiply(Eigen::Index rows, Eigen::Index inner, Eigen::Index cols, Strided A, Strided B,
              double* C, Eigen::Index ld, bool adds = false);

template <class S>
Matrix<S> product(const Matrix<S>& A, const Matrix<S>& B) {
    return A * B;
}
inline Matrix<double> product(const Matrix<double>& A, const Matrix<double>& B) {
    if (A.rows() * A.cols() * B.cols() < 4096) return A * B; // not worth a choice
    Matrix<double> C(A.rows(), B.cols());
    multiply(A.rows(), A.cols(), B.cols(), {A.data(), 1, A.rows()}, {B.data(), 1, B.rows()},
             C.data(), C.rows());
    return C;
}

/// C += A B, all of them matrices in memory or parts of such.
template <class A, class B, class C>
void add_product(const Eigen::MatrixBase<A>& a, const Eigen::MatrixBase<B>& b, C&& c) {
    if constexpr (std::is_same_v<typename A::Scalar, double>) {
        const auto strided = [](const auto& m) {
            return Strided{m.data(), m.rowStride(), m.colStride()};
        };
        multiply(a.rows(), a.cols(), b.cols(), strided(a.derived()), strided(b.derived()), c.data(),
                 c.colStride(), true);
    } else {
        c.noalias() += a * b;
    }
}

/// The lower triangle of A A^T; what is above the diagonal may be anything.
template <class S>
Matrix<S> lower_gram(const Matrix<S>& A) {
    Matrix<S> G = Matrix<S>::Zero(A.rows(), A.rows());
    G.template selfadjointView<Eigen::Lower>().rankUpdate(A);
    return G;
}
inline Matrix<double> lower_gram(const Matrix<double>& A) {
    constexpr Eigen::Index block = 96;
    const Eigen::Index n = A.rows(), k = A.cols();
    Matrix<double> G = Matrix<double>::Zero(n, n);
    for (Eigen::Index j = 0; j < n; j += block)
        multiply(n - j, k, std::min(block, n - j), {A.data() + j, 1, n}, {A.data() + j, n, 1},
                 G.data() + j * n + j, n);
    return G;
}

} // namespace ncv
