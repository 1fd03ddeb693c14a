/// Definitions of layer_metrics() and snapshot_metrics(); included only where they are
/// instantiated.
#pragma once

#include "metrics/atlas.hpp"
#include "metrics/class_balanced.hpp"
#include "metrics/peers.hpp"
#include "metrics/scatter.hpp"
#include "network/reference.hpp"

namespace ncv {

template <class S>
LayerMetrics layer_metrics(const Matrix<S>& Z, const std::vector<int>& labels, int classes,
                           const Matrix<S>& W, const Activation& activation,
                           const std::vector<int>& decided) {
    const ClassStatistics<S> s = class_statistics(Z, labels, classes);
    const S none = std::numeric_limits<S>::quiet_NaN();
    const bool has_W = W.size() > 0;
    LayerMetrics out;
    const auto add = [&](const S& v) { out.values.push_back(static_cast<double>(v)); };
    add(nc1_trace_ratio(s));
    add(nc1_trace_ratio_weighted(s));
    add(nc1_pseudo_inverse(s, s.classes(), S(1e-15)));
    add(nc1_pseudo_inverse(s, s.classes() - 1, S(0)));
    add(nc1_within_total(s));
    add(cdnv(s, labels));
    add(nc2_condition_number(s));
    add(nc2_etf_distance(s));
    add(nc2_orthogonal_frame_distance(s));
    add(nc2_equinorm(s));
    add(nc2_equiangularity(s));
    add(nc2_maximal_angle(s));
    add(has_W ? nc3_mean_cosine(Z, W, labels) : none);
    add(has_W ? nc3_self_duality<S>(W, s.means) : none);
    add(has_W ? nc3_self_duality<S>(W, s.between) : none);
    add(has_W ? nc3_principal_angle(W, s) : none);
    add(has_W ? classifier_row_sum(W) : none);
    add(numerical_rank(Z));
    add(negativity(Z, activation));
    const BetweenMeans<S> between = between_means(s);
    add(nc1_balanced(s, labels));
    add(nc2_centred(s));
    add(has_W ? nc3_centred(s, W, labels) : none);
    add(has_W ? nc3_centred_means(s, W) : none);
    add(nearest_mean_accuracy(between, labels));
    add(cdnv_directional(between, labels, s.counts));
    add(decided.empty() ? none : nc4_agreement(between, labels, decided));
    // Of fewer samples than features the smaller Gram matrix has the same eigenvalues.
    const bool wide = s.samples() < Z.rows();
    const Matrix<S> total = wide ? Matrix<S>() : total_scatter(s);
    add(effective_rank<S>(wide ? sample_gram(s, labels) : total));
    add(wide ? none : variability_collapse_index(s, total));
    for (Eigen::Index c = 0; c < s.classes(); ++c)
        out.class_mean_norms.push_back(static_cast<double>(s.means.col(c).norm()));
    for (const S& v : s.class_variances(labels))
        out.class_variances.push_back(static_cast<double>(v));
    out.class_mean_cosines.resize(s.classes(), s.classes());
    for (Eigen::Index a = 0; a < s.classes(); ++a)
        for (Eigen::Index b = 0; b < s.classes(); ++b)
            out.class_mean_cosines(a, b) =
                static_cast<double>(cosine<S>(s.means.col(a), s.means.col(b)));
    return out;
}

template <class S>
SnapshotMetrics snapshot_metrics(const Snapshot& snapshot) {
    const Network<S> net = snapshot.network.cast<S>();
    const auto& data = snapshot.data;
    const int L = net.depth();
    using std::sqrt;
    const auto f = forward(net, Matrix<S>(data.inputs.template cast<S>()));
    const Matrix<S> Y = data.one_hot().template cast<S>();
    const double nan = std::numeric_limits<double>::quiet_NaN();

    SnapshotMetrics out;
    out.loss = static_cast<double>(loss_value(snapshot.loss, f.Z.back(), Y));
    out.residual = static_cast<double>((f.Z.back() - Y).norm());
    out.fit = fit_of(f.Z.back(), data.labels);
    const auto b = backward_from(loss_gradient(snapshot.loss, f.Z.back(), Y), net, f);
    S squares(0);
    for (int l = 1; l <= L; ++l) {
        const auto i = static_cast<std::size_t>(l - 1);
        squares += (b.G[i] + S(snapshot.decay_of('W', l)) * net.W(l)).squaredNorm();
        if (net.has_bias(l))
            squares += (b.Delta[i].rowwise().sum() + S(snapshot.decay_of('b', l)) * net.b(l))
                           .squaredNorm();
    }
    out.gradient_norm = static_cast<double>(S(sqrt(squares)));

    const std::vector<int> decided = decisions(f.Z.back());
    Matrix<S> classifier;
    out.layers.resize(static_cast<std::size_t>(L + 1));
    out.layer_balancedness.assign(static_cast<std::size_t>(L + 1), nan);
    for (int l = L; l >= 0; --l) {
        const auto i = static_cast<std::size_t>(l);
        if (l == L - 1) classifier = net.W(L);
        if (l < L - 1)
            classifier = l >= net.nonlinear_layers && classifier.size() > 0
                             ? Matrix<S>(classifier * net.W(l + 1))
                             : Matrix<S>();
        out.layers[i] =
            layer_metrics(f.Z[i], data.labels, data.classes, classifier, net.activation, decided);
        out.layers[i].layer = l + snapshot.layer_offset;
        if (l >= 1 && l < L)
            out.layer_balancedness[i] =
                static_cast<double>(operator_norm(balancedness_defect(net.W(l + 1), net.W(l))));
        if (l > net.nonlinear_layers && l < L)
            out.balancedness.insert(out.balancedness.begin(), out.layer_balancedness[i]);
    }
    out.last = out.layers[static_cast<std::size_t>(L - 1)];
    return out;
}

} // namespace ncv
