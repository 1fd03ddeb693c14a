/// The triangle of many rows, some after others, by reflections, with a bound on its rounding:
/// T, n x n, of B, m x n, and e such that B + F = Q T for some Q of orthonormal columns and
/// ||F||_F <= e. Triangles of blocks are stacked and made triangles again, sixteen at a time.
///
/// Rounding. Sums of m products have depth d: each product takes part in d roundings at most, so they
/// are off by gamma_d |a|^T |b| (Higham, section 4.2). Whatever v was computed to, I - 2 v v^T/v^T v
/// is a reflection. Of a column y it is computed as y - v (tau (v^T y)), tau = 2/v^T v: that is off by
/// 2 gamma_{2d+3} ||y|| and by u ||y|| for the difference. Of the column x that it is made for, v =
/// x +- |x| e_1 over its length, one writes -+|x| e_1: |x| is off by gamma_{d/2+1}, v by gamma_{d/2+4} |x|
/// with |v| >= sqrt(2) |x| before it is scaled, so the reflection by sqrt(2) of that, which is less. So
/// reflection k moves the columns of its panel by c = gamma_{4d+8} of their norm at most, and the
/// reflections of a panel the columns after it by what panel_reflections.hpp says. Both are of what is
/// left of B, its rows and columns from k on, and of that norm T itself tells: it is that of T's rows
/// from k on, up to what the reflections after k move. Columns shorter than 2^-400 count as 0, which adds
/// 2^-399 each at most; so no v is far from length 1, squares of longer ones do not underflow, and
/// what underflows elsewhere, 2^-1074 in each of m n^2 operations, is far below that. Entries are below
/// 2^400.
#pragma once

#include "measure/panel_reflections.hpp"

#include <algorithm>
#include <deque>
#include <future>
#include <thread>
#include <utility>
#include <vector>

namespace ncv {

template <class S>
class TriangleOfRows {
  public:
    explicit TriangleOfRows(Eigen::Index columns) : n_(columns) {}

    /// How many rows are best added at once: so many that triangles of triangles cost little.
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
    static constexpr double shortest = 0x1p-400;

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

    static Part triangle_of(Matrix<S> B) {
        constexpr Eigen::Index panel = PanelReflections<S>::most;
        const Eigen::Index m = B.rows(), n = B.cols();
        std::vector<S> moves; // of panels
        Eigen::Index cut = 0; // columns that count as 0
        for (Eigen::Index first = 0; first < n; first += panel) {
            const Eigen::Index end = std::min(first + panel, n);
            Matrix<S> V = Matrix<S>::Zero(m - first, end - first);
            for (Eigen::Index k = first; k < end; ++k) {
                const Reflection by = reflection_of(B.col(k).tail(m - k));
                for (Eigen::Index j = k + 1; j < end; ++j) reflect(B.col(j).tail(m - k), by);
                V.col(k - first).tail(m - k) = by.v;
                B(k, k) = by.diagonal;
                cut += by.cut;
            }
            const PanelReflections<S> together(std::move(V));
            together.apply(B.bottomRightCorner(m - first, n - end));
            moves.push_back(together.moves());
        }
        Part out(Matrix<S>(B.topRows(n).template triangularView<Eigen::Upper>()));
        out.error = rounding(out.value, m, moves) + S(static_cast<double>(cut) * 2 * shortest);
        return out;
    }

    struct Reflection {
        Vector<S> v;      ///< of length 1, nearly
        S tau;            ///< 2/v^T v
        S diagonal;       ///< what x becomes, in its first entry
        bool cut = false; ///< x is not 0, but counts as 0
    };
    template <class Column>
    static Reflection reflection_of(const Column& x) {
        using std::sqrt;
        Reflection by{x, S(2), S(0)};
        const auto length = [&] {
            return sqrt(pairwise_product(by.v.data(), by.v.data(), by.v.size()));
        };
        if (const S norm = length(); norm > S(shortest)) {
            by.diagonal = by.v(0) > S(0) ? S(-norm) : norm;
            by.v(0) -= by.diagonal;
            by.v /= length();
        } else { // x = 0, which any reflection leaves as it is
            by.cut = !x.isZero(0);
            by.v.setZero();
            by.v(0) = S(1);
        }
        by.tau = S(2) / pairwise_product(by.v.data(), by.v.data(), by.v.size());
        return by;
    }
    template <class Column>
    static void reflect(Column&& y, const Reflection& by) {
        y -= (by.tau * pairwise_product(by.v.data(), y.data(), y.size())) * by.v;
    }
    /// Of the reflections that made T from m rows; those of panels moved what was after them by `moves`.
    static S rounding(const Matrix<S>& T, Eigen::Index m, const std::vector<S>& moves) {
        using std::sqrt;
        constexpr Eigen::Index panel = PanelReflections<S>::most;
        const S one = gamma_factor<S>(4 * pairwise_depth(m) + 8);
        S squares(0), moved(0);
        for (Eigen::Index k = T.rows(); k-- > 0;) {
            const S c = k % panel > 0 ? one : S(one + moves[static_cast<std::size_t>(k / panel)]);
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
