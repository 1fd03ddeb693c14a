/// Definitions of layer_metrics() and snapshot_metrics(); included only where they are
/// instantiated.
#pragma once

#include "metrics/atlas.hpp"
#include "metrics/class_balanced.hpp"
#include "metrics/peers.hpp"
#include "metrics/scatter.hpp"
#include "network/reference.hpp"

namespace ncv {

/// What a layer's metrics ask of samples one by one. Of some samples: what these add to it.
template <class S>
struct SampleMetrics {
    std::vector<S> variances;
    S nc3, nc3_centred; ///< NaN without a classifier
    long nearest,
        agreed; ///< samples nearest to their own class mean, and to that of the class taken
    S cdnv_directional;
    S bent, size; ///< ||Z - sigma(Z)||_F^2, ||Z||_F^2

    SampleMetrics& operator+=(const SampleMetrics& others) {
        for (std::size_t c = 0; c < variances.size(); ++c) variances[c] += others.variances[c];
        nc3 += others.nc3;
        nc3_centred += others.nc3_centred;
        nearest += others.nearest;
        agreed += others.agreed;
        cdnv_directional += others.cdnv_directional;
        bent += others.bent;
        size += others.size;
        return *this;
    }
};

/// Z: some samples' features, and s.within the same less their class means; the rest of s is of all
/// samples, `distances` are its squared_distances.
template <class S>
SampleMetrics<S> sample_metrics(const ClassStatistics<S>& s, const Matrix<S>& distances,
                                const Matrix<S>& Z, const std::vector<int>& labels,
                                const Matrix<S>& W, const Activation& activation,
                                const std::vector<int>& decided) {
    const S none = std::numeric_limits<S>::quiet_NaN();
    const bool has_W = W.size() > 0;
    const S share = S(static_cast<double>(Z.cols())) / S(static_cast<double>(s.samples()));
    const BetweenMeans<S> between = between_means(s, distances);
    const std::vector<int> nearest = nearest_classes(between, labels);
    SampleMetrics<S> out{s.class_variances(labels),
                         has_W ? S(share * nc3_mean_cosine(Z, W, labels)) : none,
                         has_W ? nc3_centred(s, W, labels) : none,
                         0,
                         0,
                         cdnv_directional(between, labels, s.counts),
                         squared_bend(Z, activation),
                         Z.squaredNorm()};
    for (std::size_t i = 0; i < labels.size(); ++i) {
        out.nearest += nearest[i] == labels[i];
        if (!decided.empty()) out.agreed += nearest[i] >= 0 && nearest[i] == decided[i];
    }
    return out;
}

/// Z: columns of the features' Gram matrix, as s.within is. `scatter`: a matrix with the eigenvalues of
/// total_scatter(s); p x p where there are more samples than features.
template <class S>
LayerMetrics layer_metrics_of(const ClassStatistics<S>& s, const SampleMetrics<S>& samples,
                              const Matrix<S>& Z, const Matrix<S>& scatter, const Matrix<S>& W,
                              bool has_decisions) {
    using std::sqrt;
    const S none = std::numeric_limits<S>::quiet_NaN(), N = S(static_cast<double>(s.samples()));
    const bool has_W = W.size() > 0;
    LayerMetrics out;
    const auto add = [&](const S& v) { out.values.push_back(static_cast<double>(v)); };
    add(nc1_trace_ratio(s));
    add(nc1_trace_ratio_weighted(s));
    const LeftSingular<S> means = left_singular(s.between);
    add(nc1_pseudo_inverse(s, means, s.classes(), S(1e-15)));
    add(nc1_pseudo_inverse(s, means, s.classes() - 1, S(0)));
    add(nc1_within_total(s));
    add(cdnv(s, samples.variances));
    add(nc2_condition_number(s));
    add(nc2_etf_distance(s));
    add(nc2_orthogonal_frame_distance(s));
    add(nc2_equinorm(s));
    add(nc2_equiangularity(s));
    add(nc2_maximal_angle(s));
    add(samples.nc3);
    add(has_W ? nc3_self_duality<S>(W, s.means) : none);
    add(has_W ? nc3_self_duality<S>(W, s.between) : none);
    add(has_W ? nc3_principal_angle(W, s) : none);
    add(has_W ? classifier_row_sum(W) : none);
    add(numerical_rank(Z));
    add(sqrt(samples.bent) / sqrt(samples.size));
    add(nc1_balanced(s, samples.variances));
    add(nc2_centred(s));
    add(samples.nc3_centred);
    add(has_W ? nc3_centred_means(s, W) : none);
    add(S(static_cast<double>(samples.nearest)) / N);
    add(samples.cdnv_directional);
    add(has_decisions ? S(S(static_cast<double>(samples.agreed)) / N) : none);
    add(effective_rank(scatter));
    add(s.samples() < Z.rows() ? none : variability_collapse_index(s, scatter));
    for (Eigen::Index c = 0; c < s.classes(); ++c)
        out.class_mean_norms.push_back(static_cast<double>(s.means.col(c).norm()));
    for (const S& v : samples.variances) out.class_variances.push_back(static_cast<double>(v));
    out.class_mean_cosines.resize(s.classes(), s.classes());
    for (Eigen::Index a = 0; a < s.classes(); ++a)
        for (Eigen::Index b = 0; b < s.classes(); ++b)
            out.class_mean_cosines(a, b) =
                static_cast<double>(cosine<S>(s.means.col(a), s.means.col(b)));
    return out;
}

template <class S>
LayerMetrics layer_metrics(const Matrix<S>& Z, const std::vector<int>& labels, int classes,
                           const Matrix<S>& W, const Activation& activation,
                           const std::vector<int>& decided) {
    const ClassStatistics<S> s = class_statistics(Z, labels, classes);
    // Of fewer samples than features the smaller Gram matrix has the same eigenvalues.
    const Matrix<S> scatter = s.samples() < Z.rows() ? sample_gram(s, labels) : total_scatter(s);
    return layer_metrics_of(
        s, sample_metrics(s, squared_distances(s), Z, labels, W, activation, decided), Z, scatter,
        W, !decided.empty());
}

/// What a snapshot's metrics tell beside each layer's features and outputs: balancedness.
template <class S>
void add_balancedness(const Network<S>& net, SnapshotMetrics& out) {
    const int L = net.depth();
    out.layer_balancedness.assign(static_cast<std::size_t>(L + 1),
                                  std::numeric_limits<double>::quiet_NaN());
    for (int l = 1; l < L; ++l) {
        const auto defect =
            static_cast<double>(operator_norm(balancedness_defect(net.W(l + 1), net.W(l))));
        out.layer_balancedness[static_cast<std::size_t>(l)] = defect;
        if (l > net.nonlinear_layers) out.balancedness.push_back(defect);
    }
}

/// The classifiers at [l] with which layers 0 .. L are compared: W_{L:l+1} of a layer in the head and of
/// the last nonlinear one, none of others.
template <class S>
std::vector<Matrix<S>> classifiers_above(const Network<S>& net) {
    const int L = net.depth();
    std::vector<Matrix<S>> out(static_cast<std::size_t>(L + 1));
    for (int l = L - 1; l >= 0 && (l == L - 1 || l >= net.nonlinear_layers); --l) {
        const auto i = static_cast<std::size_t>(l);
        out[i] = l == L - 1 ? net.W(L) : Matrix<S>(out[i + 1] * net.W(l + 1));
    }
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
    const std::vector<Matrix<S>> classifiers = classifiers_above(net);
    for (int l = 0; l <= L; ++l) {
        const auto i = static_cast<std::size_t>(l);
        out.layers.push_back(layer_metrics(f.Z[i], data.labels, data.classes, classifiers[i],
                                           net.activation, decided));
        out.layers.back().layer = l + snapshot.layer_offset;
    }
    add_balancedness(net, out);
    out.last = out.layers[static_cast<std::size_t>(L - 1)];
    return out;
}

} // namespace ncv
