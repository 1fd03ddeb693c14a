/// The triangle of many rows, some after others, by reflections, with a bound on its rounding:
/// T, n x n, of B, m x n, and e such that B + F = Q T for some Q of orthonormal columns and
/// ||F||_F <= e. Triangles of blocks are stacked and made triangles again, sixteen at a time.
///
/// Rounding. Sums of m products have depth d: each product takes part in d roundings at most, so they
/// are off by gamma_d |a|^T |b| (Higham, section 4.2). Whatever v was computed to, I - 2 v v^T/v^T v
/// is a reflection. Of a column y it is computed as y - v (tau (v^T y)), tau = 2/v^T v: that is off by
/// 2 gamma_{2d+3} ||y|| and by u ||y|| for the difference. Of the column x that it is made for, v =
/// x +- |x| e_1, one writes -+|x| e_1: |x| is off by gamma_{d/2+1}, v by gamma_{d/2+3} |x| with
/// |v| >= sqrt(2) |x|, so the reflection by sqrt(2) of that, which is less. So reflection k moves what is
/// left of B, its rows and columns from k on, by c = gamma_{4d+8} of its norm at most, and of that
/// norm T itself tells: it is that of T's rows from k on, up to what the reflections after k move.
#pragma once

#include "spectra/approx_matrix.hpp"

#include <algorithm>
#include <deque>
#include <future>
#include <thread>
#include <utility>
#include <vector>

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
/// Its depth.
inline Eigen::Index pairwise_depth(Eigen::Index n) {
    Eigen::Index depth = 3;
    for (; n > 128; n = (n + 1) / 2) ++depth;
    return depth + (n + 7) / 8;
}

template <class S>
class TriangleOfRows {
  public:
    explicit TriangleOfRows(Eigen::Index columns) : n_(columns) {}

    /// How many rows are best added at once: these and their vectors stay in the second cache.
    Eigen::Index most_rows() const { return std::max<Eigen::Index>(4 * n_, 1024); }
    void add(Matrix<S> rows) {
        if (rows.rows() < n_) {
            const Eigen::Index there = rows.rows();
            rows.conservativeResize(n_, n_);
            rows.bottomRows(n_ - there).setZero();
        }
        coming_.push_back(std::async(std::launch::async, [rows = std::move(rows)]() mutable {
            return triangle_of(std::move(rows));
        }));
        if (coming_.size() >= at_once()) take_next();
    }
    /// The triangle with its e. Requires that rows were added.
    ApproxMatrix<S> all() {
        while (!coming_.empty()) take_next();
        std::vector<Part> left;
        for (auto& level : levels_) {
            for (Part& part : left) level.push_back(std::move(part));
            left = std::move(level);
            if (left.size() > 1) left = {merged(left)};
        }
        levels_.clear();
        return left.front();
    }

  private:
    using Part = ApproxMatrix<S>;

    static std::size_t at_once() {
        return std::clamp<std::size_t>(std::thread::hardware_concurrency(), 1, 16);
    }
    void take_next() {
        put(0, coming_.front().get());
        coming_.pop_front();
    }
    void put(std::size_t level, Part part) {
        if (level == levels_.size()) levels_.emplace_back();
        levels_[level].push_back(std::move(part));
        if (levels_[level].size() < 16) return;
        Part all = merged(levels_[level]);
        levels_[level].clear();
        put(level + 1, std::move(all));
    }
    Part merged(const std::vector<Part>& parts) const {
        using std::sqrt;
        Matrix<S> rows(static_cast<Eigen::Index>(parts.size()) * n_, n_);
        S squares(0);
        for (std::size_t i = 0; i < parts.size(); ++i) {
            rows.middleRows(static_cast<Eigen::Index>(i) * n_, n_) = parts[i].value;
            squares += parts[i].error * parts[i].error;
        }
        Part out = triangle_of(std::move(rows));
        out.error += sqrt(squares);
        return out;
    }

    /// A reflection is applied to a column where those before it were: panel by panel, which stays in the
    /// second cache.
    static Part triangle_of(Matrix<S> B) {
        constexpr Eigen::Index panel = 16;
        const Eigen::Index n = B.cols();
        for (Eigen::Index first = 0; first < n; first += panel) {
            const Eigen::Index end = std::min(first + panel, n);
            std::vector<Reflection> reflections;
            for (Eigen::Index k = first; k < end; ++k) {
                reflections.push_back(reflection_of(B, k));
                for (Eigen::Index j = k + 1; j < end; ++j) reflect(B, k, reflections.back(), j);
            }
            for (Eigen::Index j = end; j < n; ++j)
                for (Eigen::Index k = first; k < end; ++k)
                    reflect(B, k, reflections[static_cast<std::size_t>(k - first)], j);
            for (Eigen::Index k = first; k < end; ++k)
                B(k, k) = reflections[static_cast<std::size_t>(k - first)].diagonal;
        }
        Part out(Matrix<S>(B.topRows(n).template triangularView<Eigen::Upper>()));
        out.error = rounding(out.value, B.rows());
        return out;
    }

    struct Reflection {
        S tau;      ///< 2/v^T v; 0 for v = 0
        S diagonal; ///< what the column of v becomes
    };
    /// v takes the place of column k from its diagonal on.
    static Reflection reflection_of(Matrix<S>& B, Eigen::Index k) {
        using std::sqrt;
        const Eigen::Index m = B.rows() - k;
        S* v = &B(k, k);
        const S norm = sqrt(pairwise_product(v, v, m)), diagonal = *v > S(0) ? S(-norm) : norm;
        *v -= diagonal;
        const S square = pairwise_product(v, v, m);
        return {square > S(0) ? S(S(2) / square) : S(0), diagonal};
    }
    static void reflect(Matrix<S>& B, Eigen::Index k, const Reflection& by, Eigen::Index j) {
        if (!(by.tau > S(0))) return;
        const Eigen::Index m = B.rows() - k;
        B.col(j).tail(m) -= (by.tau * pairwise_product(&B(k, k), &B(k, j), m)) * B.col(k).tail(m);
    }
    /// Of the reflections that made T from m rows.
    static S rounding(const Matrix<S>& T, Eigen::Index m) {
        using std::sqrt;
        const S c = gamma_factor<S>(4 * pairwise_depth(m) + 8);
        S squares(0), moved(0);
        for (Eigen::Index k = T.rows(); k-- > 0;) {
            squares += T.row(k).squaredNorm();
            moved += c / (S(1) - c) * (sqrt(squares) + moved);
        }
        return moved;
    }

    Eigen::Index n_;
    std::deque<std::future<Part>> coming_;  ///< of blocks, in order
    std::vector<std::vector<Part>> levels_; ///< [0] of blocks, each next one of sixteen
};

} // namespace ncv
