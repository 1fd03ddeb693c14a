/// Which quantity of the last layer is which, the same for every arithmetic. Included only where it
/// is instantiated.
#pragma once

#include "enclosure/row_space.hpp"
#include "measure/class_parts.hpp"
#include "measure/contrasts.hpp"
#include "measure/last_layer.hpp"
#include "network/passes.hpp"

#include <Eigen/SVD>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <utility>

namespace ncv {

namespace detail {

inline Matrix<double> nearest(const ApproxMatrix<double>& A) { return A.value; }
template <class S>
Matrix<double> nearest(const ApproxMatrix<S>& A) {
    return A.value.template cast<double>();
}
template <class S>
Matrix<double> nearest(const BallMatrix<S>& A) {
    return in_double(A.mid);
}
inline Matrix<double> nearest(const IntervalMatrix& A) { return nearest(ball_around(A)); }

/// cos(0, .) = 0; anything where a norm may be 0.
template <class Real>
Real cosine_from(const Real& product, const Real& a, const Real& b) {
    const Real none = Real::between(0, 0), sizes = a * b;
    if (is_zero(a) || is_zero(b)) return none;
    if (!certainly_greater(sizes, none)) return Real::between(-1, 1);
    return min(max(product / sizes, Real::between(-1, -1)), Real::between(1, 1));
}

/// -log softmax and its like of one sample's differences z_c - z_j, j != c.
template <class Real>
struct SampleLoss {
    Real margin, cross_entropy, soft_margin;
    explicit SampleLoss(const std::vector<Real>& differences) {
        const auto number = [](double v) { return Real(scalar_of_t<Real>(v)); };
        margin = differences.front();
        for (const Real& d : differences) margin = min(margin, d);
        const double near = nearest_double(margin), shift = std::isfinite(near) ? near : 0;
        Real sum = number(0);
        for (const Real& d : differences) sum += exp(number(shift) - d);
        const Real wrong = number(static_cast<double>(differences.size()));
        soft_margin = wrong / (wrong + number(1)) * (number(shift) - log(sum / wrong));
        cross_entropy = shift > 0 ? log1p(exp(number(-shift)) * sum)
                                  : number(-shift) + log(exp(number(shift)) + sum);
    }
};

/// Logits of all samples, by class.
template <class A, class Real>
void measure_logits(const A& logits, const std::vector<int>& labels, LastLayer<Real>& out) {
    const auto number = [](double v) { return Real(scalar_of_t<Real>(v)); };
    const auto K = static_cast<std::size_t>(out.K);
    std::vector<Real> soft(K, number(0)), differences(K - 1);
    out.cross_entropies.assign(K, number(0));
    for (std::size_t i = 0; i < labels.size(); ++i) {
        const auto c = static_cast<std::size_t>(labels[i]);
        const auto column = static_cast<Eigen::Index>(i);
        for (std::size_t j = 0, next = 0; j < K; ++j)
            if (j != c)
                differences[next++] = logits.entry(labels[i], column) -
                                      logits.entry(static_cast<Eigen::Index>(j), column);
        const SampleLoss<Real> sample(differences);
        out.samples[i].label = c;
        out.samples[i].margin = sample.margin;
        out.cross_entropies[c] += sample.cross_entropy;
        soft[c] += sample.soft_margin;
    }
    out.cross_entropy = out.cross_entropy_balanced = out.soft_margin = number(0);
    for (std::size_t c = 0; c < K; ++c) {
        const Real n = number(static_cast<double>(out.N_c[c]));
        out.cross_entropy += out.cross_entropies[c];
        out.cross_entropies[c] = out.cross_entropies[c] / n;
        out.cross_entropy_balanced += out.cross_entropies[c];
        out.soft_margin += soft[c] / n;
    }
    out.cross_entropy = out.cross_entropy / number(out.N);
    out.cross_entropy_balanced = out.cross_entropy_balanced / number(out.K);
    out.soft_margin = out.soft_margin / number(out.K);
}

/// max(a, b), known as well as the larger one where the two can be told apart.
template <class Real>
Real larger(const Real& a, const Real& b) {
    return certainly_greater(a, b) ? a : certainly_greater(b, a) ? b : max(a, b);
}

/// Where samples stand between class means: `means` is M~, `within` the features less class means.
template <class A, class Real>
void measure_nearness(const A& means, const A& within, LastLayer<Real>& out) {
    using Point = typename A::Point;
    const auto number = [](double v) { return Real(scalar_of_t<Real>(v)); };
    const auto K = static_cast<std::size_t>(out.K);
    out.pairs.assign(K, std::vector<ClassPair<Real>>(K, {number(0), number(0)}));
    for (std::size_t c = 0; c < K; ++c) {
        const A own = columns_of(means, {static_cast<Eigen::Index>(c)});
        const A apart = add_to_columns(means, Point(-1) * own);
        for (std::size_t j = 0; j < K; ++j)
            if (j != c)
                out.pairs[c][j].distance = square(column_norm(apart, static_cast<Eigen::Index>(j)));
    }
    const A towards = means.transpose() * within;
    for (std::size_t i = 0; i < out.samples.size(); ++i) {
        ClassifiedSample<Real>& sample = out.samples[i];
        const auto column = static_cast<Eigen::Index>(i);
        const std::size_t c = sample.label;
        const Real home = towards.entry(static_cast<Eigen::Index>(c), column);
        bool first = true;
        for (std::size_t j = 0; j < K; ++j) {
            if (j == c) continue;
            ClassPair<Real>& pair = out.pairs[c][j];
            const Real along = towards.entry(static_cast<Eigen::Index>(j), column) - home;
            // Of coinciding means neither is the nearer one; whether they coincide may be open.
            const Real share =
                certainly_greater(pair.distance, number(0)) ? number(2) * along / pair.distance
                : is_zero(pair.distance)                    ? number(1)
                                         : Real::between(-std::numeric_limits<double>::infinity(),
                                                         std::numeric_limits<double>::infinity());
            sample.nearness = first ? share : larger(sample.nearness, share);
            first = false;
            pair.variance += square(along);
        }
    }
    for (std::size_t c = 0; c < K; ++c)
        for (ClassPair<Real>& pair : out.pairs[c])
            pair.variance =
                over(pair.variance, pair.distance * number(static_cast<double>(out.N_c[c])));
}

/// The row space of V without the directions that double does not tell from none.
template <class A>
class NumericalRowSpace {
    using Real = typename A::Real;

  public:
    explicit NumericalRowSpace(const A& V) : width_(V.cols()) {
        const Matrix<double> near = nearest(V);
        rank_ = spectrum(near).rank;
        whole_ = rank_ == std::min(V.rows(), V.cols());
        if (rank_ == 0) return;
        A kept = V;
        if (!whole_) {
            const Eigen::JacobiSVD<Matrix<double>> svd(near, Eigen::ComputeThinU);
            kept = A::exact(svd.matrixU().leftCols(rank_).transpose()) * V;
        }
        const auto values = spectrum(kept);
        const Real least = values.s(rank_);
        certain_ = certainly_greater(least, Real(scalar_of_t<Real>(0)));
        if (rank_ < width_)
            rows_.emplace(
                row_space(kept, condition(values, values.largest(), least, rank_), least));
    }
    bool is_whole() const { return whole_; } ///< nothing was left out
    /// It has the rank that it seems to have; in intervals, all of min(K-1, p).
    bool is_certain() const { return certain_ && (whole_ || !is_enclosure<Real>); }
    /// (I - P) B.
    A outside(const A& B) const {
        if (rank_ == 0) return B;
        return rows_ ? rows_->outside(B) : typename A::Point(0) * B;
    }

  private:
    using Rows = decltype(row_space(std::declval<A>(), Real(), Real()));
    Eigen::Index width_, rank_ = 0;
    bool whole_ = false, certain_ = true;
    std::optional<Rows> rows_;
};

} // namespace detail

template <class A, class Real>
void measure_last_layer_in(const Snapshot& snapshot, const Passes<A>& t, LastLayer<Real>& out) {
    const auto number = [](double v) { return Real(scalar_of_t<Real>(v)); };
    const auto L = static_cast<std::size_t>(snapshot.network.depth());
    const auto& labels = snapshot.data.labels;
    out.K = snapshot.data.classes;
    out.N = static_cast<int>(labels.size());
    out.L2 = snapshot.network.linear_layers();
    out.N_c = snapshot.data.class_counts();
    out.samples.resize(labels.size());
    const Real K = number(out.K);

    out.residual = frobenius_norm(t.E);
    detail::measure_logits(t.Z[L], labels, out);

    const A U = contrasts<A>(out.K), V = U.transpose() * t.W[L], rows = U * V;
    A Z = t.Z[L - 1];
    {
        const A means = class_parts(Z, labels, out.K).means;
        const A mean = A::of(out.K, 1, [&](auto, auto) { return number(-1) / K; });
        Z = add_to_columns(std::move(Z), means * mean);
    }
    const ClassParts<A> parts = class_parts(Z, labels, out.K);
    const A means = parts.means * U;
    const auto balanced = [&](const std::vector<Real>& sums) {
        Real sum = number(0);
        for (std::size_t c = 0; c < sums.size(); ++c)
            sum += sums[c] / number(static_cast<double>(out.N_c[c]));
        return sum / K;
    };
    out.S_W = balanced(class_squares(parts.within, labels, out.K));
    out.S_B = square(frobenius_norm(means)) / K;
    out.S_T = out.S_W + out.S_B;
    out.E_W = square(frobenius_norm(V)) / K;
    out.nc1 = out.S_W / out.S_B;
    const auto means_spectrum = spectrum(means);
    out.means_1 = settled(means_spectrum.largest());
    out.means_least = settled(means_spectrum.s(out.K - 1));
    out.nc2 = condition(means_spectrum, out.means_1, out.means_least, out.K - 1);

    // <W~^T, M~> = tr V M~ U.
    const A product = V * means;
    Real trace = number(0);
    for (Eigen::Index c = 0; c < out.K - 1; ++c) trace += product.entry(c, c);
    out.margin = trace / K;
    out.means_cosine =
        detail::cosine_from(trace, Real(frobenius_norm(V)), Real(frobenius_norm(means)));

    // Of a projection onto less than the row space everything here is true, too: directions that
    // double tells from none are left out.
    const detail::NumericalRowSpace<A> row_space(V);
    const bool whole = row_space.is_whole();
    const A projected = Z - row_space.outside(Z);
    const ClassParts<A> inside = class_parts(projected, labels, out.K);
    const A inside_means = inside.means * U;
    out.P_W = balanced(class_squares(inside.within, labels, out.K));
    out.P_B = square(frobenius_norm(inside_means)) / K;
    out.rest = max(out.S_T - out.P_B - out.P_W, number(0));
    const auto inside_spectrum = spectrum(inside_means);
    out.projected_1 = settled(inside_spectrum.largest());
    out.projected_least = settled(inside_spectrum.s(out.K - 1));

    std::vector<Real> row_norms;
    const A turned = rows.transpose(), lost = row_space.outside(turned);
    out.row_space_lost = number(0);
    for (Eigen::Index c = 0; c < out.K; ++c) {
        row_norms.push_back(column_norm(turned, c));
        if (!whole) out.row_space_lost += over(column_norm(lost, c), row_norms.back());
    }
    out.row_space_lost = out.row_space_lost / K;
    out.least_row = row_norms.front();
    for (const Real& norm : row_norms) out.least_row = min(out.least_row, norm);

    const A products = rows * Z;
    std::vector<Real> cosines(static_cast<std::size_t>(out.K), number(0));
    for (std::size_t i = 0; i < labels.size(); ++i) {
        ClassifiedSample<Real>& sample = out.samples[i];
        const auto column = static_cast<Eigen::Index>(i);
        const Real along = products.entry(labels[i], column), &row = row_norms[sample.label];
        sample.projected = column_norm(projected, column);
        sample.cosine = detail::cosine_from(along, Real(column_norm(Z, column)), row);
        sample.projected_cosine = detail::cosine_from(along, sample.projected, row);
        cosines[sample.label] += sample.cosine;
    }
    out.nc3 = balanced(cosines);
    detail::measure_nearness(parts.means, parts.within, out);
    if (row_space.is_certain()) return;
    const double end = std::numeric_limits<double>::infinity();
    const Real size = Real::between(0, end);
    out.row_space_lost = number(0);
    out.P_B = out.P_W = out.rest = out.projected_1 = out.projected_least = size;
    for (ClassifiedSample<Real>& sample : out.samples) {
        sample.projected = size;
        sample.projected_cosine = Real::between(-1, 1);
    }
}

} // namespace ncv
