/// Reflections of neighbouring columns as one, so that products do the work (compact WY form, Schreiber
/// & Van Loan 1989, SIAM J. Sci. Stat. Comput. 10:53): with V = [v_1 .. v_k] of lengths near 1
///
///   P_k .. P_1 B = B - V T^T V^T B,   P_i = I - 2 v_i v_i^T/|v_i|^2,
///
/// where T^{-1} = S is what V^T V = G has above its diagonal, and half of that.
///
/// Rounding. Whatever V was computed to, P_i are reflections; so only T and the products are off, and
/// a column b moves by `moves` |b| at most. Let f = |V|_F, v = |V|, t = |T| as computed, g = gamma.
/// - G from sums of depth d: S is off by D = g_d k max |v_i|^2/sqrt(2) in norm. The computed inverse
///   solves S T = I up to e = g_{k+3} |S|_F |T|_F column by column (Higham, Theorem 8.5), so T is off
///   by q = t/(1 - e - D t) (e + D t).
/// - W = V^T b is off by g_s f |b|, its sums being of depth s.
/// - X = T^T W is off by g_k |T|_F |W|, b - V X by g_{k+1} (|b| + f |X|).
/// Together: v (q v + t g_s f + g_k |T|_F (v + g_s f)) + g_{k+1} (1 + f (t + g_k |T|_F) (v + g_s f)),
/// and a hundredth for the rounding of the bound itself. Entries of T are 2 3^{k-1} at most, as those of
/// S above the diagonal are at most 1: with k = 16 neither e nor D t comes near 1.
#pragma once

#include "enclosure/double_product.hpp"
#include "spectra/approx_matrix.hpp"

#include <algorithm>

namespace ncv {

/// <a, b> of n entries: eight sums side by side over 128 at most, and halves added.
template <class S>
S pairwise_product(const S* a, const S* b, Eigen::Index n) {
    if (n > 128) {
        const Eigen::Index half = n / 2;
        return pairwise_product(a, b, half) + pairwise_product(a + half, b + half, n - half);
    }
    using Lanes = Eigen::Array<S, 8, 1>;
    Lanes sums = Lanes::Zero();
    Eigen::Index i = 0;
    for (; i + 8 <= n; i += 8)
        sums += Eigen::Map<const Lanes>(a + i) * Eigen::Map<const Lanes>(b + i);
    for (Eigen::Index lane = 0; i < n; ++i, ++lane) sums(lane) += a[i] * b[i];
    const Eigen::Array<S, 4, 1> four = sums.template head<4>() + sums.template tail<4>();
    return (four(0) + four(2)) + (four(1) + four(3));
}
/// How often n terms are halved until the larger part has 128 at most.
inline Eigen::Index halvings(Eigen::Index n) {
    Eigen::Index count = 0;
    for (; n > 128; n = (n + 1) / 2) ++count;
    return count;
}
/// Its depth at most, growing with n: the smaller half may stay whole where the larger one is halved.
inline Eigen::Index pairwise_depth(Eigen::Index n) {
    return 3 + (std::min<Eigen::Index>(n, 128) + 7) / 8 + halvings(n);
}

template <class S>
class PanelReflections {
  public:
    static constexpr Eigen::Index most = 16; ///< columns of V

    /// V: none of its columns is 0.
    explicit PanelReflections(Matrix<S> V) : V_(std::move(V)) {
        using std::sqrt;
        const Eigen::Index m = V_.rows(), k = V_.cols();
        Matrix<S> G(k, k);
        for (Eigen::Index j = 0; j < k; ++j)
            for (Eigen::Index i = 0; i <= j; ++i)
                G(i, j) = G(j, i) = pairwise_product(&V_(0, i), &V_(0, j), m);
        Matrix<S> half = G.template triangularView<Eigen::Upper>();
        half.diagonal() /= S(2);
        T_ = half.template triangularView<Eigen::Upper>().solve(Matrix<S>::Identity(k, k));

        const auto gamma = [](Eigen::Index n) { return gamma_factor<S>(n); };
        const S f = sqrt(S(G.trace())), v = sqrt(norm_bound(G)),
                t = sqrt(norm_bound(Matrix<S>(T_.transpose() * T_)));
        const S T = T_.norm(), W = v + gamma(depth(m)) * f;
        const S D = gamma(pairwise_depth(m)) * sqrt(S(static_cast<double>(k * k) / 2)) *
                    G.diagonal().maxCoeff();
        const S e = gamma(k + 3) * half.norm() * T, off = e + D * t;
        const S q = t / (S(1) - off) * off;
        moves_ = S(1.01) * (v * (q * v + t * gamma(depth(m)) * f + gamma(k) * T * W) +
                            gamma(k + 1) * (S(1) + f * (t + gamma(k) * T) * W));
    }

    const S& moves() const { return moves_; }

    template <class Columns>
    void apply(Columns&& B) const {
        Matrix<S> X = Matrix<S>::Zero(V_.cols(), B.cols());
        add_product(Matrix<S>(-T_).transpose(), upon(B, 0, V_.rows()), X);
        add_product(V_, X, B);
    }

  private:
    static constexpr Eigen::Index together = 128; ///< rows whose sums are taken one by one

    /// Of n rows, V^T B: halves added.
    template <class Columns>
    Matrix<S> upon(const Columns& B, Eigen::Index first, Eigen::Index n) const {
        if (n > together) {
            const Eigen::Index half = n / 2;
            return upon(B, first, half) + upon(B, first + half, n - half);
        }
        Matrix<S> W = Matrix<S>::Zero(V_.cols(), B.cols());
        add_product(V_.middleRows(first, n).transpose(), B.middleRows(first, n), W);
        return W;
    }
    static Eigen::Index depth(Eigen::Index n) { return std::min(n, together) + halvings(n); }

    Matrix<S> V_, T_;
    S moves_;
};

} // namespace ncv
