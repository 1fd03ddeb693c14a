/// NC1, NC2 and NC3 of inexact features, enclosed.
#pragma once

#include "enclosure/double_interval.hpp"
#include "enclosure/feature_parts.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <type_traits>
#include <utility>

namespace ncv {

/// NC1 (both weightings), and the class means' spectrum, of which NC2 is the condition.
struct EnclosedCollapse {
    Interval nc1, nc1_weighted;
    EnclosedSpectrum means;
};

namespace detail {

/// From sums of squares: within over all samples, between over classes, between weighted by N_c.
inline EnclosedCollapse collapse_from(const Interval& within, const Interval& between,
                                      const Interval& weighted, EnclosedSpectrum means,
                                      Eigen::Index N, int K) {
    const auto ratio = [](const Interval& a, const Interval& b) {
        const Interval zero(0), infinite(std::numeric_limits<double>::infinity());
        if (certainly_greater(b, zero)) return a / b;
        if (is_zero(b)) return certainly_greater(a, zero) ? infinite : Interval();
        return Interval::hull(max(Interval::at(a.left()) / Interval::at(b.right()), zero),
                              infinite);
    };
    return {ratio(within / count(N), between / count(K)), ratio(within, weighted),
            std::move(means)};
}

} // namespace detail

template <class S>
EnclosedCollapse collapse_of(const BallMatrix<S>& Z, const std::vector<int>& labels, int K) {
    const auto all = detail::parts_and_means(Z, labels, K);
    const auto squared = [](const BallMatrix<S>& A) { return square(frobenius_norm(A)); };
    return detail::collapse_from(squared(all.parts.within), squared(all.parts.between),
                                 squared(all.parts.weighted), spectrum(all.means), Z.cols(), K);
}

inline EnclosedCollapse collapse_of(const IntervalMatrix& Z, const std::vector<int>& labels,
                                    int K) {
    using detail::count;
    std::vector<Eigen::Index> counts(static_cast<std::size_t>(K), 0);
    for (const int label : labels) ++counts[static_cast<std::size_t>(label)];
    IntervalMatrix means(Z.rows(), K);
    Interval within(0), between(0), weighted(0);
    for (Eigen::Index i = 0; i < Z.rows(); ++i) {
        Interval all(0);
        for (Eigen::Index j = 0; j < Z.cols(); ++j) {
            means(i, labels[static_cast<std::size_t>(j)]) += Z(i, j);
            all += Z(i, j);
        }
        const Interval global = all / count(Z.cols());
        for (int c = 0; c < K; ++c) {
            const Interval n = count(counts[static_cast<std::size_t>(c)]);
            means(i, c) = means(i, c) / n;
            const Interval apart = square(means(i, c) - global);
            between += apart;
            weighted += n * apart;
        }
        for (Eigen::Index j = 0; j < Z.cols(); ++j)
            within += square(Z(i, j) - means(i, labels[static_cast<std::size_t>(j)]));
    }
    return detail::collapse_from(within, between, weighted, spectrum(means), Z.cols(), K);
}

namespace detail {

/// <z, w>/(||z|| ||w||); 0 where one of them is exactly 0, anything where one may be.
inline Interval enclosed_cosine(const Interval& product, const Interval& z, const Interval& w) {
    if (is_zero(z) || is_zero(w)) return Interval(0);
    const Interval whole = Interval::between(-1, 1), sizes = z * w;
    const Interval cosine = product / sizes;
    if (!certainly_greater(sizes, Interval(0)) || cosine.is_nan()) return whole;
    return min(max(cosine, Interval(-1)), Interval(1));
}

inline Interval dot(const IntervalMatrix& Z, Eigen::Index i, const IntervalMatrix& W, int c) {
    Interval sum(0);
    for (Eigen::Index k = 0; k < Z.rows(); ++k) sum += Z(k, i) * W(c, k);
    return sum;
}

} // namespace detail

inline Interval nc3_of(const IntervalMatrix& Z, const IntervalMatrix& W,
                       const std::vector<int>& labels) {
    std::vector<Interval> rows;
    for (Eigen::Index c = 0; c < W.rows(); ++c) {
        Interval squares(0);
        for (Eigen::Index k = 0; k < W.cols(); ++k) squares += square(W(c, k));
        rows.push_back(sqrt(squares));
    }
    Interval sum(0);
    for (Eigen::Index i = 0; i < Z.cols(); ++i) {
        const int c = labels[static_cast<std::size_t>(i)];
        Interval squares(0);
        for (Eigen::Index k = 0; k < Z.rows(); ++k) squares += square(Z(k, i));
        sum += detail::enclosed_cosine(detail::dot(Z, i, W, c), sqrt(squares),
                                       rows[static_cast<std::size_t>(c)]);
    }
    return sum / detail::count(Z.cols());
}

namespace detail {

/// A row vector up to a power of two, so that no product of two over- or underflows.
template <class S>
struct Direction {
    BallMatrix<S> scaled; ///< entries of size at most 1
    Interval norm;        ///< of `scaled`
    Interval inverse;     ///< 1/||v||, v as it was given; an infinite upper end where it may be 0

    explicit Direction(Matrix<S> v) {
        Scaled<S> to_one = scaled_to_one(BallMatrix<S>(std::move(v)));
        norm = frobenius_norm(to_one.A);
        inverse = over(Interval(1), to_one.back(norm));
        scaled = std::move(to_one.A);
    }
};

template <class S>
Interval cosine_of(const Direction<S>& z, const Direction<S>& w) {
    const BallMatrix<S> product = plain_product(z.scaled, w.scaled.transpose());
    return enclosed_cosine(widened(enclosed(product.mid(0, 0)), product.radius), z.norm, w.norm);
}

/// <z, w>/(||z|| ||w||) and 1/||z|| of vectors of ordinary size: of p entries the product is off by
/// gamma_p of the norms', each norm by (p/2 + 2) u of itself.
struct QuickCosine {
    DoubleInterval cosine, inverse;
};
template <class Z, class W>
std::optional<QuickCosine> quick_cosine(const Z& z, const W& w) {
    const auto ordinary = [](double squares) { return squares > 1e-250 && squares < 1e250; };
    const double z_z = z.squaredNorm(), w_w = w.squaredNorm();
    if (!ordinary(z_z) || !ordinary(w_w)) return {};
    const double norm = std::sqrt(z_z), cosine = z.dot(w) / (norm * std::sqrt(w_w)),
                 slack = 0x1p-53 * static_cast<double>(2 * z.size() + 16);
    const DoubleInterval near{below(cosine - slack), above(cosine + slack)};
    return QuickCosine{max(min(near, 1), -1),
                       DoubleInterval(1) /
                           DoubleInterval(below(norm * (1 - slack)), above(norm * (1 + slack)))};
}

} // namespace detail

/// Moving z by r turns it by a chord of at most 2 r/||z||, and so w; a sum of cosines moves by no
/// more than these chords do. Over all columns of Z with sum r_i^2 <= radius^2 that is at most
/// 2 radius sqrt(sum 1/||z_i||^2); a row w_c has the chord of each of its N_c samples, together
/// at most 2 radius sqrt(sum (N_c/||w_c||)^2).
template <class S>
Interval nc3_of(const BallMatrix<S>& Z, const BallMatrix<S>& W, const std::vector<int>& labels) {
    using detail::Direction;
    std::vector<Direction<S>> rows;
    for (Eigen::Index c = 0; c < W.rows(); ++c) rows.emplace_back(W.mid.row(c));
    std::vector<Interval> chords(rows.size(), Interval(0));
    Interval sum(0), of_columns(0), of_rows(0);
    for (Eigen::Index i = 0; i < Z.cols(); ++i) {
        const auto c = static_cast<std::size_t>(labels[static_cast<std::size_t>(i)]);
        if constexpr (std::is_same_v<S, double>)
            if (const auto quick = detail::quick_cosine(
                    Z.mid.col(i), W.mid.row(static_cast<Eigen::Index>(c)).transpose())) {
                sum += quick->cosine;
                of_columns += square(quick->inverse);
                chords[c] += rows[c].inverse;
                continue;
            }
        const Direction<S> z(Z.mid.col(i).transpose());
        sum += detail::cosine_of(z, rows[c]);
        of_columns += square(z.inverse);
        chords[c] += rows[c].inverse;
    }
    for (const Interval& chord : chords) of_rows += square(chord);
    const auto moved = [](const Interval& radius, const Interval& inverse_squares) {
        return is_zero(radius) ? Interval(0) : Interval(2) * radius * sqrt(inverse_squares);
    };
    const Interval N = detail::count(Z.cols()), most = Interval(2) * N;
    const Interval by = moved(Z.radius, of_columns) + moved(W.radius, of_rows);
    const Interval bound = certainly_at_most(by, most) ? by : most;
    return min(max(widened(sum, bound) / N, Interval(-1)), Interval(1));
}

} // namespace ncv
