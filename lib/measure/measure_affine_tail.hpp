/// Which quantity is which: the affine tail's measurements from the passes, the same for every
/// arithmetic. Included only where they are instantiated.
/// Of the passes W, Z and G are read from L1 on.
#pragma once

#include "measure/affine_tail.hpp"
#include "measure/by_class.hpp"
#include "measure/contrasts.hpp"
#include "measure/measure_truncation.hpp"
#include "measure/negative_part.hpp"
#include "measure/sample_turns.hpp"
#include "measure/tail_rows.hpp"
#include "metrics/feature_parts.hpp"
#include "network/passes.hpp"

#include <optional>
#include <utility>

namespace ncv {

template <class A>
class TailMeasuring {
    using Real = typename A::Real;
    using Point = typename A::Point;

  public:
    TailMeasuring(const Snapshot& snapshot, const Passes<A>& passes, AffineTail<Real>& out)
        : snapshot_(snapshot), net_(snapshot.network), labels_(snapshot.data.labels), t_(passes),
          out_(out) {}

    void measure() {
        const int L = net_.depth(), L1 = net_.nonlinear_layers;
        out_.K = K_ = snapshot_.data.classes;
        out_.N = static_cast<int>(snapshot_.data.samples());
        out_.L2 = net_.linear_layers();
        out_.centred = snapshot_.loss.kind == LossKind::cross_entropy;
        if (out_.L2 < 2) return;
        one_hot_ = one_hot_of(t_, snapshot_.data);
        spread_ = contrasts<A>(K_);
        measure_logits();
        if constexpr (!is_enclosure<Real>)
            if (out_.centred)
                out_.row_sums = identity_of(L + snapshot_.layer_offset, ones(1, K_) * t_.G[at(L)]);
        // (I - C) W_L is 11^T/K times W_L, as long as 1^T W_L over sqrt(K).
        out_.unseen_last = number(0.0);
        if (out_.centred)
            out_.unseen_last =
                settled(frobenius_norm(ones(1, K_) * t_.W[at(L)]) / sqrt(number(Eigen::Index(K_))));
        bias_gradient_ = t_.Delta * ones_of(t_, snapshot_.data);
        A V = seen_by_loss(t_.W[at(L)]);
        FeatureParts<A> here = parts(L - 1);
        for (int l = L - 1; l > L1; --l) {
            FeatureParts<A> below = parts(l - 1);
            AffineLayer<Real> layer;
            layer.l = l + snapshot_.layer_offset;
            layer.width = net_.width(l);
            layer.lambda = decay_of(l);
            const auto most = most_rank(V, l);
            const TailRows<A> rows(V, rank_of(V, most));
            layer.rank = rows.rank();
            layer.full_rank = layer.rank == most;
            measure_weights(l, rows, layer);
            measure_features(l, rows, V, here, below, layer);
            if constexpr (is_enclosure<Real>)
                if (!certainly_greater(layer.s_rho, number(0.0))) forget_projection(layer);
            if constexpr (!is_enclosure<Real>) measure_balance(l, layer);
            if (l == L - 1) measure_last(V, here, below.within, layer);
            out_.layers.insert(out_.layers.begin(), std::move(layer));
            if (l == L - 1 && !out_.centred && out_.layers.front().rank == K_)
                measure_labels(V, rows, out_.layers.front().kappa);
            V = V * t_.W[at(l)];
            here = std::move(below);
        }
    }

  private:
    static std::size_t at(int l) { return static_cast<std::size_t>(l); }
    static Real number(double v) { return Real(scalar_of_t<Real>(v)); }
    static Real number(Eigen::Index n) { return number(static_cast<double>(n)); }
    static A ones(Eigen::Index rows, Eigen::Index cols) {
        return A::exact(Matrix<double>::Ones(rows, cols));
    }
    FeatureParts<A> parts(int l) const { return parts_at(at(l), t_, snapshot_.data); }

    /// A M, in the contrasts' coordinates where A = C: rows of 1^perp.
    A seen_by_loss(const A& M) const { return out_.centred ? spread_.transpose() * M : M; }

    /// lambda_l, if the snapshot says what it is.
    std::optional<double> decay_of(int l) const {
        const auto name = 'W' + std::to_string(l + snapshot_.layer_offset);
        if (!snapshot_.weight_decay && !snapshot_.weight_decays.contains(name)) return {};
        return snapshot_.decay_of('W', l);
    }

    /// What the shapes leave of V's rank.
    Eigen::Index most_rank(const A& V, int l) const {
        Eigen::Index most = V.rows();
        for (int j = l; j < net_.depth(); ++j) most = std::min(most, net_.width(j));
        return most;
    }
    /// Of V = A W_{L:l+1}. An enclosure takes what the shapes allow and finds later that s_rho may be
    /// 0; else those singular values count that are certainly positive.
    Eigen::Index rank_of(const A& V, Eigen::Index most) const {
        if constexpr (is_enclosure<Real>) return most;
        const auto values = spectrum(V);
        Eigen::Index rank = 0;
        while (rank < std::min<Eigen::Index>(values.rank, most) &&
               certainly_greater(values.s(rank + 1), number(0.0)))
            ++rank;
        return rank;
    }

    void measure_logits() {
        const FeatureParts<A> outputs = parts(net_.depth());
        within_ = seen_by_loss(outputs.within);
        between_ = seen_by_loss(outputs.weighted);
        means_ = seen_by_loss(outputs.between);
        out_.logits_within = settled(frobenius_norm(within_));
        out_.logits_between = settled(frobenius_norm(between_));
        out_.logits_means = settled(frobenius_norm(means_));
        logit_sizes_ = column_norms(means_);
        out_.least_logit = logit_sizes_.front();
        for (const Real& size : logit_sizes_) out_.least_logit = min(out_.least_logit, size);
        out_.least_logit = settled(out_.least_logit);
        const A label_parts = weighted_labels(one_hot_, t_, snapshot_.data);
        out_.label_gap = settled(spectrum(spread_.transpose() * label_parts).s(K_ - 1));
        const A labels = seen_by_loss(label_parts);
        out_.label_spread = settled(frobenius_norm(labels));
        out_.eps1 = settled(frobenius_norm(t_.E));
        out_.misfit = settled(
            sqrt(square(frobenius_norm(within_)) + square(frobenius_norm(between_ - labels))));
    }

    void measure_weights(int l, const TailRows<A>& rows, AffineLayer<Real>& layer) {
        const A &W = t_.W[at(l)], &G = t_.G[at(l)];
        const Real one = number(1.0);
        layer.s1 = settled(rows.s1);
        layer.s_rho = settled(rows.s_rho);
        layer.kappa = layer.rank == 1 ? one : settled(max(layer.s1 / layer.s_rho, one));
        outside_ = rows.outside(W);
        layer.W = settled(frobenius_norm(W));
        layer.outside = settled(frobenius_norm(outside_));
        layer.outside_operator = settled(operator_norm(outside_));
        layer.along_gradient = settled(least_along(G, W));
        const Point lambda(layer.lambda.value_or(0));
        gradient_ = lambda * W + G;
        layer.R = settled(operator_norm(gradient_));
        const A& next = t_.W[at(l + 1)];
        layer.unbalanced = settled(negative_part(A(next.transpose() * next - W * W.transpose())));
        if constexpr (!is_enclosure<Real>) {
            layer.beyond_rank = spectrum(W).s(layer.rank + 1);
            layer.row_space = identity_of(layer.l, rows.outside(G));
            outside_gradient_ = rows.outside(gradient_);
        }
    }

    /// within/between; an enclosure says nothing of 0/0.
    static Real ratio(const Real& within, const Real& between) {
        if constexpr (is_enclosure<Real>)
            if (between.is_not_positive() && !within.is_positive())
                return Real::between(0, std::numeric_limits<double>::infinity());
        return over(within, between);
    }

    /// Where V may lack rank, nothing is said of P, V^+ and rho.
    static void forget_projection(AffineLayer<Real>& layer) {
        const Real anything = Real::between(0, std::numeric_limits<double>::infinity());
        for (Real* x : {&layer.outside, &layer.outside_operator, &layer.outside_within,
                        &layer.outside_between, &layer.outside_means, &layer.seen_within,
                        &layer.seen_between, &layer.seen_means, &layer.seen_spread_1,
                        &layer.seen_spread_K, &layer.logit_angle, &layer.turned, &layer.lifted,
                        &layer.turned_by_k, &layer.lifted_by_s1, &layer.tail, &layer.tail_all})
            *x = anything;
    }

    void measure_features(int l, const TailRows<A>& rows, const A& V, const FeatureParts<A>& here,
                          const FeatureParts<A>& below, AffineLayer<Real>& layer) {
        const A& Z_below = t_.Z[at(l - 1)];
        const Eigen::Index outer = std::min(layer.width - layer.rank, net_.width(l - 1));
        const Eigen::Index N = out_.N, q = std::min(outer, N - K_);
        layer.tail = tail_of(below.within, q);
        layer.tail_all = tail_of(Z_below, std::min(outer, N));
        const A within = outside_ * below.within, between = outside_ * below.weighted;
        const A means = outside_ * below.between;
        layer.outside_within = settled(frobenius_norm(within));
        layer.outside_between = settled(frobenius_norm(between));
        layer.outside_means = settled(operator_norm(means * spread_));
        const A seen = rows.through(within_), seen_means = rows.through(means_);
        layer.seen_within = settled(frobenius_norm(seen));
        layer.seen_between = settled(frobenius_norm(rows.through(between_)));
        layer.seen_means = settled(frobenius_norm(seen_means));

        if constexpr (!is_enclosure<Real>) layer.step = step_of(rows, here, below, seen, layer);

        const Real spread_within = square(frobenius_norm(here.within));
        layer.nc1_weighted = settled(ratio(spread_within, square(frobenius_norm(here.weighted))));
        layer.nc1 = settled(ratio(spread_within / number(N),
                                  square(frobenius_norm(here.between)) / number(Eigen::Index(K_))));
        const auto spread = [&](const A& M, Real& largest, Real& smallest) {
            const auto values = spectrum(M * spread_);
            largest = settled(values.largest());
            smallest = settled(values.s(K_ - 1));
            return values;
        };
        spread(means_, layer.logit_spread_1, layer.logit_spread_K);
        spread(seen_means, layer.seen_spread_1, layer.seen_spread_K);
        const auto of_means = spread(here.between, layer.means_1, layer.means_least);
        layer.nc2_centred = printed(condition(of_means, layer.means_1, layer.means_least, K_ - 1));
        measure_alignment(l, rows, V, here, seen, seen_means, within, means, layer);
    }

    static Identity<Real> identity_of(int layer, const A& defect) {
        return {layer, Real(frobenius_norm(defect).value), Real(defect.error)};
    }
    /// lambda_l times G1's defect, for M = I - H H^+ and for M = H H^+ - J, H the classes' indicators.
    Identity<Real> step_of(const TailRows<A>& rows, const FeatureParts<A>& here,
                           const FeatureParts<A>& below, const A& seen,
                           const AffineLayer<Real>& layer) const {
        const Point lambda(layer.lambda.value_or(0));
        const auto within =
            identity_of(layer.l, lambda * (here.within - seen) - outside_gradient_ * below.within);
        const auto between =
            identity_of(layer.l, lambda * (here.weighted - rows.through(between_)) -
                                     outside_gradient_ * below.weighted);
        return {layer.l, within.defect + between.defect, within.budget + between.budget};
    }

    /// G6's: `within` and `means` are O_l's of the features below.
    void measure_alignment(int l, const TailRows<A>& rows, const A& V, const FeatureParts<A>& here,
                           const A& seen, const A& seen_means, const A& within, const A& means,
                           AffineLayer<Real>& layer) {
        const A aims = means_.transpose() * V; // rows u_c^T V
        const auto seen_sizes = column_norms(seen_means),
                   aim_sizes = column_norms(aims.transpose());
        const Real none = number(0.0);
        Turns<Real> sums{none, none, none, none, none};
        const TurnScales<Real> scales{seen_sizes, logit_sizes_, layer.kappa, layer.s1};
        if (!add_turns_in_blocks(l, rows, aims, here.between, means, scales, sums))
            add_turns<A>({here.within + at_columns(here.between), seen, within_,
                          within + at_columns(means), labels_},
                         aims, scales, sums);
        layer.misalignment = settled(number(1.0) - sums.cosine, 0, 2);
        const auto counts = snapshot_.data.class_counts();
        Real angle = none;
        for (std::size_t c = 0; c < counts.size(); ++c)
            angle += number(counts[c]) *
                     (number(1.0) - square(logit_sizes_[c]) / (seen_sizes[c] * aim_sizes[c]));
        const Real N = number(Eigen::Index(out_.N));
        layer.logit_angle = settled(max(angle / N, none));
        layer.turned = settled(sums.turned / N);
        layer.lifted = settled(sums.lifted / N);
        layer.turned_by_k = settled(sums.by_k / N);
        layer.lifted_by_s1 = settled(sums.by_s1 / N);
    }
    /// Where columns are few.
    bool add_turns_in_blocks(int l, const TailRows<A>& rows, const A& aims, const A& between,
                             const A& lifted_means, const TurnScales<Real>& scales,
                             Turns<Real>& sums) const {
        if constexpr (takes_few_columns<A>)
            if (t_.few) {
                const auto maps = maps_of(t_);
                const A to_logits = seen_by_loss(maps.back()), lift = outside_ * maps[at(l - 1)];
                Real cosines = sums.cosine;
                for_each_block(*t_.few, [&](const auto& block) {
                    const A logits = of_block(to_logits, block.within);
                    const A lifted = of_block(lift, block.within);
                    add_turns<A>(
                        {of_block(maps[at(l)], block.within) + by_class(between, block.labels),
                         rows.through(logits), logits,
                         lifted + by_class(lifted_means, block.labels), block.labels},
                        aims, scales, sums);
                    cosines += number(std::ssize(block.labels)) * sums.cosine;
                });
                sums.cosine = cosines / number(Eigen::Index(out_.N));
                return true;
            }
        return false;
    }

    /// Of the last layer with labels for targets.
    void measure_labels(const A& W_L, const TailRows<A>& rows, const Real& kappa) {
        const A identity = A::exact(Matrix<double>::Identity(K_, K_));
        const auto inverse = column_norms(rows.through(identity));
        const auto along = column_norms(W_L.transpose());
        const auto counts = snapshot_.data.class_counts();
        Real angle = number(0.0), turn = number(0.0);
        for (std::size_t c = 0; c < counts.size(); ++c)
            angle += number(counts[c]) * (number(1.0) - number(1.0) / (inverse[c] * along[c]));
        using Cell = CellReal<A>;
        const Cell k(kappa);
        for_each_misfit([&](const A& misfit) {
            const Cells<A> errors(misfit);
            for (Eigen::Index i = 0; i < misfit.cols(); ++i)
                turn += Real(turn_bound(Cell(k * errors.norm_of_column(i))));
        });
        const Real N = number(Eigen::Index(out_.N));
        out_.label_angle = settled(max(angle / N, number(0.0)));
        out_.label_turn = settled(turn / N);
    }

    /// `take` E, in blocks where columns are few.
    template <class Take>
    void for_each_misfit(Take take) const {
        if constexpr (takes_few_columns<A>)
            if (t_.few) {
                const A to_outputs = maps_of(t_).back();
                const A misses = of_class_means(t_.W.size() - 1, t_, t_.few->means) -
                                 A::exact(Matrix<double>::Identity(K_, K_));
                for_each_block(*t_.few, [&](const auto& block) {
                    take(A(of_block(to_outputs, block.within) + by_class(misses, block.labels)));
                });
                return;
            }
        take(t_.E);
    }

    /// G4's identities: W_{l+1}^T G_{l+1} = G_l W_l^T + g_l b_l^T, and the same in the gradients of
    /// the objective, whose weight decays leave D_l.
    void measure_balance(int l, AffineLayer<Real>& layer) {
        const A &W = t_.W[at(l)], &next = t_.W[at(l + 1)], &G = t_.G[at(l)];
        const A& G_next = t_.G[at(l + 1)];
        bias_gradient_ = next.transpose() * bias_gradient_;
        const Point here(layer.lambda.value_or(0)), above(decay_of(l + 1).value_or(0));
        const A R = here * W + G, R_next = above * next + G_next;
        A gradients = next.transpose() * G_next - G * W.transpose();
        A balance = (next.transpose() * R_next - R * W.transpose()) -
                    (above * (next.transpose() * next) - here * (W * W.transpose()));
        if (net_.has_bias(l)) {
            const A lost = bias_gradient_ * t_.b[at(l)].transpose();
            gradients = gradients - lost;
            balance = balance - lost;
        }
        layer.gradients = identity_of(layer.l, gradients);
        layer.balance = identity_of(layer.l, balance);
    }

    /// Of each column of the passes what its class has.
    A at_columns(const A& by_class) const {
        if constexpr (is_enclosure<Real>)
            if (!t_.few) return columns_by_class(by_class, labels_);
        return by_class * one_hot_;
    }

    /// At l = L-1: A2b's quantities, and the truncations; `within` is Z^w_{L-2}.
    void measure_last(const A& V, const FeatureParts<A>& here, const A& within,
                      const AffineLayer<Real>& layer) {
        const int l = net_.depth() - 1;
        out_.within = settled(frobenius_norm(here.within));
        out_.between = settled(frobenius_norm(here.weighted));
        out_.features_spread = settled(operator_norm(here.within + at_columns(here.between)));
        out_.within_below = settled(operator_norm(within));
        out_.pulled_within =
            settled(frobenius_norm((t_.Delta * t_.against(at(l - 1)).transpose()) * within));
        if (layer.rank == 0) return;
        const A gradient_within = gradient_ * within;
        const LeadingDirections<A> leading(V);
        for (const Eigen::Index j : leading.cuts(layer.rank)) {
            out_.truncations.push_back(leading.at(j, {V, gradient_within, within_, between_}));
            out_.truncations.back().tail = tail_of(
                within, std::min({layer.width - j, net_.width(l - 1), Eigen::Index(out_.N - K_)}));
        }
    }

    /// min(||M||_F^2, q ||M||^2).
    Real tail_of(const A& M, Eigen::Index q) const {
        if (q <= 0) return number(0.0);
        return settled(min(square(frobenius_norm(M)), number(q) * square(operator_norm(M))));
    }
    /// min over mu of ||mu G + W||_F. Any mu bounds it; this one is the best but for its rounding. An
    /// enclosure takes off what that leaves: of M = mu G + W, ||M||_F^2 - <M, G>^2/||G||_F^2.
    static Real least_along(const A& G, const A& W) {
        const double G_G = scalar_product(G, G);
        const A M = Point(G_G > 0 ? -scalar_product(G, W) / G_G : 0) * G + W;
        const Real size = frobenius_norm(M);
        if constexpr (is_enclosure<Real>)
            if (const Real gradient = frobenius_norm(G); !is_zero(gradient))
                return sqrt(
                    positive_part(square(size) - square(over(abs(inner_product(M, G)), gradient))));
        return size;
    }
    static double scalar_product(const A& B, const A& C) {
        double sum = 0;
        for (Eigen::Index j = 0; j < B.cols(); ++j)
            for (Eigen::Index i = 0; i < B.rows(); ++i)
                sum += nearest_double(B.entry(i, j)) * nearest_double(C.entry(i, j));
        return sum;
    }

    const Snapshot& snapshot_;
    const Network<double>& net_;
    const std::vector<int>& labels_;
    const Passes<A>& t_;
    AffineTail<Real>& out_;
    int K_ = 0;
    A one_hot_;                  ///< K x N
    A spread_;                   ///< K x (K-1)
    A within_, between_, means_; ///< of A Z_L
    std::vector<Real> logit_sizes_;
    A outside_, gradient_, outside_gradient_; ///< O_l, R_l and (I-P) R_l of the layer at hand
    A bias_gradient_;                         ///< g_l = Delta_l 1
};

} // namespace ncv
