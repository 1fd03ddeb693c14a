/// Which quantity of the last layer is which, the same for every arithmetic. Included only where it
/// is instantiated.
#pragma once

#include "measure/by_class.hpp"
#include "measure/class_parts.hpp"
#include "measure/contrasts.hpp"
#include "measure/last_layer.hpp"
#include "measure/last_layer_samples.hpp"
#include "measure/numerical_row_space.hpp"
#include "network/passes.hpp"

#include <algorithm>
#include <future>
#include <limits>
#include <optional>
#include <utility>

namespace ncv {

namespace detail {

/// cos(0, .) = 0; anything where a norm may be 0.
template <class Real>
Real cosine_from(const Real& product, const Real& a, const Real& b) {
    const Real none = Real::between(0, 0), sizes = a * b;
    if (is_zero(a) || is_zero(b)) return none;
    if (!certainly_greater(sizes, none)) return Real::between(-1, 1);
    return min(max(product / sizes, Real::between(-1, -1)), Real::between(1, 1));
}

} // namespace detail

template <class A>
class LastLayerMeasuring {
    using Real = typename A::Real;

  public:
    LastLayerMeasuring(const Snapshot& snapshot, const Passes<A>& t, LastLayer<Real>& out)
        : data_(snapshot.data), loss_(snapshot.loss), t_(t), out_(out),
          L_(snapshot.network.weights.size()) {
        out.K = data_.classes;
        out.N = static_cast<int>(data_.labels.size());
        out.L2 = snapshot.network.linear_layers();
        out.N_c = data_.class_counts();
        out.samples.resize(data_.labels.size());
        for (std::size_t i = 0; i < data_.labels.size(); ++i)
            out.samples[i].label = static_cast<std::size_t>(data_.labels[i]);
    }

    void measure() {
        const Real K = number(out_.K), none = number(0);
        const auto classes = static_cast<std::size_t>(out_.K);
        out_.residual = frobenius_norm(t_.E);
        out_.cross_entropies.assign(classes, none);

        const A U = contrasts<A>(out_.K), V = U.transpose() * t_.W[L_];
        rows_ = U * V;
        // Of a projection onto less than the row space everything here is true, too: directions that
        // double tells from none are left out.
        row_space_.emplace(V);
        measure_rows();
        detail::LastLayerSums<Real> sums(classes, none);
        A inside_means; // P M~, or its like less another mean
        take_samples(sums, inside_means);
        const A means = means_ * U;
        inside_means = inside_means * U;
        detail::finish_logits(sums.soft, out_);
        detail::finish_pairs(pairs_, out_);

        out_.S_W = balanced(sums.within);
        out_.S_B = square(frobenius_norm(means)) / K;
        out_.S_T = out_.S_W + out_.S_B;
        out_.E_W = square(frobenius_norm(V)) / K;
        out_.nc1 = out_.S_W / out_.S_B;
        const auto means_spectrum = spectrum(means);
        out_.means_1 = settled(means_spectrum.largest());
        out_.means_least = settled(means_spectrum.s(out_.K - 1));
        out_.nc2 = condition(means_spectrum, out_.means_1, out_.means_least, out_.K - 1);

        // <W~^T, M~> = tr V M~ U.
        const A product = V * means;
        Real trace = none;
        for (Eigen::Index c = 0; c < out_.K - 1; ++c) trace += product.entry(c, c);
        out_.margin = trace / K;
        out_.means_cosine =
            detail::cosine_from(trace, Real(frobenius_norm(V)), Real(frobenius_norm(means)));

        out_.P_W = balanced(sums.inside);
        out_.P_B = square(frobenius_norm(inside_means)) / K;
        out_.rest = max(out_.S_T - out_.P_B - out_.P_W, none);
        const auto inside_spectrum = spectrum(inside_means);
        out_.projected_1 = settled(inside_spectrum.largest());
        out_.projected_least = settled(inside_spectrum.s(out_.K - 1));
        out_.nc3 = balanced(sums.cosines);
        if (!row_space_->is_certain()) forget_projection();
    }

  private:
    static Real number(double v) { return Real(scalar_of_t<Real>(v)); }
    Real balanced(const std::vector<Real>& sums) const {
        Real sum = number(0);
        for (std::size_t c = 0; c < sums.size(); ++c)
            sum += sums[c] / number(static_cast<double>(out_.N_c[c]));
        return sum / number(out_.K);
    }
    /// -(1/K) 1, which takes class means to less their mean.
    A averaging() const {
        return A::of(out_.K, 1, [&](auto, auto) { return number(-1) / number(out_.K); });
    }

    void measure_rows() {
        const A turned = rows_.transpose(), lost = row_space_->outside(turned);
        out_.row_space_lost = number(0);
        for (Eigen::Index c = 0; c < out_.K; ++c) {
            row_norms_.push_back(column_norm(turned, c));
            if (!row_space_->is_whole())
                out_.row_space_lost += over(column_norm(lost, c), row_norms_.back());
        }
        out_.row_space_lost = out_.row_space_lost / number(out_.K);
        out_.least_row = row_norms_.front();
        for (const Real& norm : row_norms_) out_.least_row = min(out_.least_row, norm);
    }

    void take_samples(detail::LastLayerSums<Real>& sums, A& inside_means) {
        if constexpr (takes_few_columns<A>)
            if (t_.few) return take_blocks(sums, inside_means);
        const auto& labels = data_.labels;
        A Z = t_.Z[L_ - 1];
        Z = add_to_columns(std::move(Z),
                           class_parts(t_.Z[L_ - 1], labels, out_.K).means * averaging());
        ClassParts<A> parts = class_parts(Z, labels, out_.K);
        means_ = std::move(parts.means);
        pairs_ = detail::pairs_of(means_);
        const A projected = Z - row_space_->outside(Z);
        ClassParts<A> inside = class_parts(projected, labels, out_.K);
        inside_means = std::move(inside.means);
        detail::add_logits(0, labels, t_.Z[L_], sums.soft, out_);
        const A products = rows_ * Z;
        const Cells<A> product(products);
        std::vector<CellReal<A>> along;
        for (std::size_t i = 0; i < labels.size(); ++i)
            along.push_back(product(labels[i], static_cast<Eigen::Index>(i)));
        const detail::LastLayerBlock<A> all{0, labels, Z, parts.within};
        add(all, along, projected, inside.within, sums);
        detail::add_nearness(all, means_.transpose() * all.within, pairs_, out_);
    }
    /// The logits beside all else.
    void take_blocks(detail::LastLayerSums<Real>& sums, A& inside_means) {
        const auto maps = maps_of(t_);
        const A of_samples = of_class_means(L_ - 1, t_, t_.few->means),
                logits = of_class_means(L_, t_, t_.few->means);
        auto of_logits =
            std::async(std::launch::async, [&] { take_logits(maps[L_], logits, sums.soft); });
        means_ = add_to_columns(of_samples, of_samples * averaging());
        pairs_ = detail::pairs_of(means_);
        inside_means = means_ - row_space_->outside(means_);
        const A turned = rows_.transpose(), to_means = means_.transpose();
        for_each_block(*t_.few, [&](const auto& block) {
            const auto by = [&](const A& M) { return by_class(M, block.labels); };
            const A within = within_at(L_ - 1, maps[L_ - 1], block), Z = within + by(means_);
            const A inside = within - row_space_->outside(within);
            const detail::LastLayerBlock<A> these{block.first, block.labels, Z, within};
            add(these, detail::own_products(turned, Z, block.labels), A(inside + by(inside_means)),
                inside, sums);
            detail::add_nearness(these, of_block(to_means, within), pairs_, out_);
        });
        of_logits.get();
    }
    void take_logits(const A& map, const A& means, std::vector<Real>& soft) {
        double loss = 0;
        FitCount fit(out_.K);
        for_each_block(*t_.few, [&](const auto& block) {
            const auto n = std::ssize(block.labels);
            const A logits = of_block(map, block.within) + by_class(means, block.labels);
            detail::add_logits(block.first, block.labels, logits, soft, out_);
            Matrix<typename A::Point> Y = Matrix<typename A::Point>::Zero(out_.K, n);
            for (Eigen::Index i = 0; i < n; ++i)
                Y(block.labels[static_cast<std::size_t>(i)], i) = 1;
            loss += static_cast<double>(loss_value(loss_, logits.computed(), Y));
            fit.add(logits.computed(), block.labels.data());
        });
        out_.outputs = {fit.fit(), loss};
    }

    /// `along`: of each sample <z, w~_c>.
    void add(const detail::LastLayerBlock<A>& block, const std::vector<CellReal<A>>& along,
             const A& projected, const A& inside, detail::LastLayerSums<Real>& sums) {
        const auto add_squares = [&](const A& M, std::vector<Real>& to) {
            const auto squares = class_squares(M, block.labels, out_.K);
            for (std::size_t c = 0; c < to.size(); ++c) to[c] += squares[c];
        };
        add_squares(block.within, sums.within);
        add_squares(inside, sums.inside);
        using Cell = CellReal<A>;
        const std::vector<Cell> rows(row_norms_.begin(), row_norms_.end());
        const Cells<A> of_features(block.Z), of_projected(projected);
        for (std::size_t i = 0; i < block.labels.size(); ++i) {
            auto& sample = out_.samples[block.first + i];
            const auto column = static_cast<Eigen::Index>(i);
            const Cell &row = rows[sample.label], inside_norm = of_projected.norm_of_column(column);
            sample.projected = inside_norm;
            sample.cosine = detail::cosine_from(along[i], of_features.norm_of_column(column), row);
            sample.projected_cosine = detail::cosine_from(along[i], inside_norm, row);
            sums.cosines[sample.label] += Real(sample.cosine);
        }
    }

    void forget_projection() {
        const double end = std::numeric_limits<double>::infinity();
        const Real size = Real::between(0, end);
        out_.row_space_lost = number(0);
        out_.P_B = out_.P_W = out_.rest = out_.projected_1 = out_.projected_least = size;
        for (auto& sample : out_.samples) {
            sample.projected = size;
            sample.projected_cosine = Real::between(-1, 1);
        }
    }

    const Dataset<double>& data_;
    const Loss& loss_;
    const Passes<A>& t_;
    LastLayer<Real>& out_;
    const std::size_t L_;
    A rows_, means_; ///< W~, K x p; M~
    detail::ClassPairs<CellReal<A>> pairs_;
    std::optional<detail::NumericalRowSpace<A>> row_space_;
    std::vector<Real> row_norms_;
};

template <class A, class Real>
void measure_last_layer_in(const Snapshot& snapshot, const Passes<A>& t, LastLayer<Real>& out) {
    LastLayerMeasuring<A>(snapshot, t, out).measure();
}

} // namespace ncv
