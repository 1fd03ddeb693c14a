/// NC1, NC2 and NC3 of inexact features, enclosed.
///
/// A radius rho of Z passes through orthogonal projections unchanged: Z less its class means, and
/// sqrt(N_c) (mu_c - mu_G) over all c, are images of such; so mu_c and mu_c - mu_G, over all c,
/// move by at most rho/sqrt(min N_c) in Frobenius norm.
#pragma once

#include "enclosure/interval_matrix.hpp"
#include "metrics/class_statistics.hpp"

#include <algorithm>
#include <utility>

namespace ncv {

/// NC1 (both weightings), and the class means' spectrum, of which NC2 is the condition.
struct EnclosedCollapse {
    Interval nc1, nc1_weighted;
    EnclosedSpectrum means;
};

namespace detail {

inline Interval count(Eigen::Index n) { return Interval(static_cast<double>(n)); }

/// From sums of squares: within over all samples, between over classes, between weighted by N_c.
inline EnclosedCollapse collapse_from(const Interval& within, const Interval& between,
                                      const Interval& weighted, EnclosedSpectrum means,
                                      Eigen::Index N, int K) {
    const auto ratio = [](const Interval& a, const Interval& b) {
        const Interval zero(0), infinite(std::numeric_limits<double>::infinity());
        if (certainly_greater(b, zero)) return a / b;
        if (is_zero(b)) return is_zero(a) ? Interval() : infinite;
        return Interval::hull(max(a / Interval::at(b.right()), zero), infinite);
    };
    return {ratio(within / count(N), between / count(K)), ratio(within, weighted),
            std::move(means)};
}

} // namespace detail

namespace detail {

/// Each column times its factor, the factors known to a relative u: |fl(a f) - a f| <= 3 u |fl(a
/// f)|
/// + eta.
template <class S>
BallMatrix<S> scale_columns(const BallMatrix<S>& A, const Vector<S>& factors) {
    Matrix<S> mid = A.mid * factors.asDiagonal();
    const Interval u = enclosed_roundoff(S()), largest = enclosed(S(factors.maxCoeff()));
    const Interval rounding =
        Interval(3) * u * enclosed_frobenius(mid) + sqrt(count(mid.size())) * least_positive(S());
    return {std::move(mid), A.radius * largest * (Interval(1) + u + u) + rounding};
}

} // namespace detail

template <class S>
EnclosedCollapse collapse_of(const BallMatrix<S>& Z, const std::vector<int>& labels, int K) {
    using B = BallMatrix<S>;
    using detail::count;
    using std::sqrt;
    const Eigen::Index N = Z.cols();
    Matrix<S> H = Matrix<S>::Zero(N, K);
    for (Eigen::Index i = 0; i < N; ++i) H(i, labels[static_cast<std::size_t>(i)]) = S(1);
    const Vector<S> counts = H.colwise().sum().transpose(); // whole numbers: exact
    const Interval fewest = enclosed(S(counts.minCoeff()));

    // All of the midpoint, taken as exact; what Z's radius does follows from the projections.
    const B one_hot(H), mid(Z.mid);
    const B sums = mid * one_hot;
    const B means = detail::scale_columns(sums, Vector<S>(counts.cwiseInverse()));
    const B within = mid - means * one_hot.transpose();
    const B total = sums * B(Matrix<S>(Matrix<S>::Ones(K, 1)));
    const B global = detail::scale_columns(
        total, Vector<S>(Vector<S>::Constant(1, S(1) / S(static_cast<double>(N)))));
    const B between = means - global * B(Matrix<S>(Matrix<S>::Ones(1, K)));
    const B weighted = detail::scale_columns(
        between, Vector<S>(counts.unaryExpr([](const S& n) -> S { return sqrt(n); })));

    const Interval of_mean = Z.radius / sqrt(fewest);
    const auto squared = [](const B& A, const Interval& slack) {
        return square(frobenius_norm(widened(A, slack)));
    };
    return detail::collapse_from(squared(within, Z.radius), squared(between, of_mean),
                                 squared(weighted, Z.radius), spectrum(widened(means, of_mean)), N,
                                 K);
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

/// A radius turns a column z by an angle of at most 2 radius_i/||z||; with sum radius_i^2 <=
/// radius^2 the cosines' sum moves by at most 2 radius sqrt(sum 1/||z_i||^2).
template <class S>
Interval nc3_of(const BallMatrix<S>& Z, const BallMatrix<S>& W, const std::vector<int>& labels) {
    const Interval gamma = enclosed_gamma<S>(Z.rows() + 2);
    const Interval underflow = detail::count(Z.rows()) * least_positive(S());
    std::vector<Interval> rows;
    for (Eigen::Index c = 0; c < W.rows(); ++c)
        rows.push_back(enclosed_frobenius(Matrix<S>(W.mid.row(c))));
    Interval sum(0), inverse_squares(0);
    for (Eigen::Index i = 0; i < Z.cols(); ++i) {
        const int c = labels[static_cast<std::size_t>(i)];
        const Interval z = enclosed_frobenius(Matrix<S>(Z.mid.col(i)));
        const Interval& w = rows[static_cast<std::size_t>(c)];
        const Interval product =
            widened(enclosed(S(Z.mid.col(i).dot(W.mid.row(c)))), gamma * z * w + underflow);
        sum += detail::enclosed_cosine(product, z, w);
        inverse_squares += Interval(1) / square(z);
    }
    const Interval N = detail::count(Z.cols());
    if (is_zero(Z.radius)) return sum / N;
    const Interval moved = Interval(2) * Z.radius * sqrt(inverse_squares);
    const Interval bound = certainly_at_most(moved, Interval(2) * N) ? moved : Interval(2) * N;
    return min(max(widened(sum, bound) / N, Interval(-1)), Interval(1));
}

} // namespace ncv
