/// What the last layer's claims ask of single samples, added up over blocks of them, the same for every
/// arithmetic: their logits, and where they stand between class means.
#pragma once

#include "enclosure/cells.hpp"
#include "measure/last_layer.hpp"
#include "spectra/approx_matrix.hpp"

#include <cmath>
#include <limits>
#include <vector>

namespace ncv::detail {

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

/// Samples `first` .. of all: their features Z less the mean of class means, and the same less their
/// class means.
template <class A>
struct LastLayerBlock {
    std::size_t first;
    const std::vector<int>& labels;
    const A &Z, &within;
};

/// <a, z_i> of each sample's own row a of `rows`, the columns of `turned`.
template <class S>
std::vector<Approx<S>> own_products(const ApproxMatrix<S>& turned, const ApproxMatrix<S>& Z,
                                    const std::vector<int>& labels) {
    std::vector<Approx<S>> out;
    for (std::size_t i = 0; i < labels.size(); ++i) {
        const auto a = turned.value.col(labels[i]), z = Z.value.col(static_cast<Eigen::Index>(i));
        const S length = a.norm(), size = z.norm();
        out.push_back({a.dot(z), turned.error * (size + Z.error) + length * Z.error +
                                     gamma_factor<S>(Z.rows() + 2) * length * size});
    }
    return out;
}

/// A length in double is off by less than a millionth of itself, and by what underflows.
inline std::vector<DoubleInterval> own_products(const BallMatrix<double>& turned,
                                                const BallMatrix<double>& Z,
                                                const std::vector<int>& labels) {
    const double turned_off = turned.radius.upper(), Z_off = Z.radius.upper(),
                 rounding = enclosed_gamma<double>(Z.rows() + 2).upper();
    std::vector<DoubleInterval> out;
    for (std::size_t i = 0; i < labels.size(); ++i) {
        const auto a = turned.mid.col(labels[i]), z = Z.mid.col(static_cast<Eigen::Index>(i));
        const double length = a.norm() + 0x1p-500, size = z.norm() + 0x1p-500, product = a.dot(z);
        const double off = (1 + 0x1p-20) * (turned_off * (size + Z_off) + length * Z_off +
                                            rounding * length * size);
        out.push_back({below(product - off), above(product + off)});
    }
    return out;
}

/// Sums over samples, by class.
template <class Real>
struct LastLayerSums {
    std::vector<Real> soft, within, inside, cosines;
    LastLayerSums(std::size_t K, const Real& none)
        : soft(K, none), within(K, none), inside(K, none), cosines(K, none) {}
};

/// Logits of the samples `first` .. of all.
template <class A, class Real>
void add_logits(std::size_t first, const std::vector<int>& labels, const A& logits,
                std::vector<Real>& soft, LastLayer<Real>& out) {
    const auto K = static_cast<std::size_t>(out.K);
    const Cells<A> logit(logits);
    std::vector<CellReal<A>> differences(K - 1);
    for (std::size_t i = 0; i < labels.size(); ++i) {
        const auto c = static_cast<std::size_t>(labels[i]);
        const auto column = static_cast<Eigen::Index>(i);
        const CellReal<A> own = logit(labels[i], column);
        for (std::size_t j = 0, next = 0; j < K; ++j)
            if (j != c) differences[next++] = own - logit(static_cast<Eigen::Index>(j), column);
        const SampleLoss<CellReal<A>> sample(differences);
        out.samples[first + i].margin = sample.margin;
        out.cross_entropies[c] += Real(sample.cross_entropy);
        soft[c] += Real(sample.soft_margin);
    }
}

/// Of all samples.
template <class Real>
void finish_logits(const std::vector<Real>& soft, LastLayer<Real>& out) {
    const auto number = [](double v) { return Real(scalar_of_t<Real>(v)); };
    const auto K = static_cast<std::size_t>(out.K);
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

template <class Cell>
using ClassPairs = std::vector<std::vector<ClassPair<Cell>>>;

/// How far class means are apart: `means` is M~.
template <class A>
ClassPairs<CellReal<A>> pairs_of(const A& means) {
    using Point = typename A::Point;
    using Cell = CellReal<A>;
    const Cell none(scalar_of_t<Cell>(0.0));
    const auto K = static_cast<std::size_t>(means.cols());
    ClassPairs<Cell> pairs(K, std::vector<ClassPair<Cell>>(K, {none, none}));
    for (std::size_t c = 0; c < K; ++c) {
        const A own = columns_of(means, {static_cast<Eigen::Index>(c)});
        const A apart = add_to_columns(means, Point(-1) * own);
        const Cells<A> differences(apart);
        for (std::size_t j = 0; j < K; ++j)
            if (j != c)
                pairs[c][j].distance =
                    square(differences.norm_of_column(static_cast<Eigen::Index>(j)));
    }
    return pairs;
}

/// Where samples stand between class means: `towards` is M~^T of them less their own.
template <class A, class Real>
void add_nearness(const LastLayerBlock<A>& block, const A& towards, ClassPairs<CellReal<A>>& pairs,
                  LastLayer<Real>& out) {
    using Cell = CellReal<A>;
    const auto number = [](double v) { return Cell(scalar_of_t<Cell>(v)); };
    const auto K = static_cast<std::size_t>(out.K);
    const Cells<A> at(towards);
    for (std::size_t i = 0; i < block.labels.size(); ++i) {
        auto& sample = out.samples[block.first + i];
        const auto column = static_cast<Eigen::Index>(i);
        const std::size_t c = sample.label;
        const Cell home = at(static_cast<Eigen::Index>(c), column);
        Cell nearest = number(0);
        bool first = true;
        for (std::size_t j = 0; j < K; ++j) {
            if (j == c) continue;
            ClassPair<Cell>& pair = pairs[c][j];
            const Cell along = at(static_cast<Eigen::Index>(j), column) - home;
            // Of coinciding means neither is the nearer one; whether they coincide may be open.
            const Cell share =
                certainly_greater(pair.distance, number(0)) ? number(2) * along / pair.distance
                : is_zero(pair.distance)                    ? number(1)
                                         : Cell::between(-std::numeric_limits<double>::infinity(),
                                                         std::numeric_limits<double>::infinity());
            nearest = first ? share : larger(nearest, share);
            first = false;
            pair.variance += square(along);
        }
        sample.nearness = nearest;
    }
}

/// Of all samples.
template <class Cell, class Real>
void finish_pairs(const ClassPairs<Cell>& pairs, LastLayer<Real>& out) {
    for (std::size_t c = 0; c < pairs.size(); ++c) {
        const Cell n(scalar_of_t<Cell>(static_cast<double>(out.N_c[c])));
        out.pairs.emplace_back();
        for (const ClassPair<Cell>& pair : pairs[c])
            out.pairs.back().push_back({pair.distance, over(pair.variance, pair.distance * n)});
    }
}

} // namespace ncv::detail
