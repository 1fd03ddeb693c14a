/// Definition of layer_metrics(); included only where it is instantiated.
#pragma once

#include "metrics/atlas.hpp"
#include "metrics/peers.hpp"

namespace ncv {

template <class S>
LayerMetrics layer_metrics(const Matrix<S>& Z, const std::vector<int>& labels, int classes,
                           const Matrix<S>& W, const Activation& activation) {
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

} // namespace ncv
