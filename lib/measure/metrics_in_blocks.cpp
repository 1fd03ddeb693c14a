#include "measure/metrics_in_blocks.hpp"

#include "measure/few_columns.hpp"
#include "metrics/atlas_impl.hpp"
#include "network/multiprecision.hpp"

namespace ncv {
namespace {

/// Of Z_l in few columns, Z.
template <class S>
ClassStatistics<S> statistics_of(const Matrix<S>& Z, const FewColumns<ApproxMatrix<S>>& few) {
    ClassStatistics<S> out;
    out.counts = few.samples->class_counts();
    out.means = Z * few.means.value;
    out.between = Z * few.between.value;
    out.global_mean = out.means.col(0) - out.between.col(0);
    out.within = Z.rightCols(Z.cols() - out.means.cols());
    return out;
}

/// All that blocks of samples add up to.
template <class S>
struct BlockSums {
    S loss{0};
    FitCount fit;
    std::vector<SampleMetrics<S>> layers;
};

template <class S>
S squared_gradient(const Snapshot& snapshot, const TrackedPasses<S>& t) {
    S squares(0);
    for (int l = 1; l <= t.net.depth(); ++l) {
        const auto i = static_cast<std::size_t>(l);
        squares += (t.G[i].value + S(snapshot.decay_of('W', l)) * t.net.W(l)).squaredNorm();
        if (t.net.has_bias(l))
            squares +=
                (t.delta(l).value * t.few->ones.value + S(snapshot.decay_of('b', l)) * t.net.b(l))
                    .squaredNorm();
    }
    return squares;
}

} // namespace

template <class S>
SnapshotMetrics metrics_in_blocks(const Snapshot& snapshot, const TrackedPasses<S>& t) {
    using std::sqrt;
    const auto& few = *t.few;
    const Network<S>& net = t.net;
    const int L = net.depth(), K = snapshot.data.classes;
    const auto maps = maps_of(t);
    const std::vector<Matrix<S>> classifiers = classifiers_above(net);
    std::vector<ClassStatistics<S>> statistics;
    std::vector<Matrix<S>> distances;
    for (const auto& Z : t.Z) {
        statistics.push_back(statistics_of(Z.value, few));
        distances.push_back(squared_distances(statistics.back()));
    }

    BlockSums<S> sums{S(0), FitCount(K), {}};
    for_each_block(few, [&](const SampleBlock<ApproxMatrix<S>>& block) {
        std::vector<int> decided;
        const std::vector<int>& labels = block.labels;
        for (int l = L; l >= 0; --l) {
            const auto i = static_cast<std::size_t>(l);
            ClassStatistics<S> s = statistics[i];
            s.within = l == 0 ? block.within.value : product(maps[i].value, block.within.value);
            Matrix<S> Z = s.within;
            for (std::size_t j = 0; j < labels.size(); ++j)
                Z.col(static_cast<Eigen::Index>(j)) += s.means.col(labels[j]);
            if (l == L) {
                decided = decisions(Z);
                Matrix<S> Y = Matrix<S>::Zero(K, Z.cols());
                for (std::size_t j = 0; j < labels.size(); ++j)
                    Y(labels[j], static_cast<Eigen::Index>(j)) = S(1);
                sums.loss += loss_value(snapshot.loss, Z, Y);
                sums.fit.add(Z, labels.data());
            }
            const auto added =
                sample_metrics(s, distances[i], Z, labels, classifiers[i], net.activation, decided);
            if (block.first == 0)
                sums.layers.insert(sums.layers.begin(), added);
            else
                sums.layers[i] += added;
        }
    });

    SnapshotMetrics out;
    out.loss = static_cast<double>(sums.loss);
    out.residual = static_cast<double>(t.E.value.norm());
    out.fit = sums.fit.fit();
    out.gradient_norm = static_cast<double>(S(sqrt(squared_gradient(snapshot, t))));
    for (std::size_t i = 0; i < statistics.size(); ++i) {
        const ClassStatistics<S>& s = statistics[i];
        out.layers.push_back(layer_metrics_of(s, sums.layers[i], t.Z[i].value, total_scatter(s),
                                              classifiers[i], true));
        out.layers.back().layer = static_cast<int>(i) + snapshot.layer_offset;
    }
    add_balancedness(net, out);
    out.last = out.layers[static_cast<std::size_t>(L - 1)];
    return out;
}
template SnapshotMetrics metrics_in_blocks(const Snapshot&, const TrackedPasses<double>&);
template SnapshotMetrics metrics_in_blocks(const Snapshot&, const TrackedPasses<mp100>&);

} // namespace ncv
