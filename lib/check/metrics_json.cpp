#include "check/metrics_json.hpp"

#include "io/strict_json.hpp"

namespace ncv {
namespace {

using nlohmann::ordered_json;

ordered_json reals(const std::vector<double>& values) {
    ordered_json out = ordered_json::array();
    for (double v : values) out.push_back(real(v));
    return out;
}

ordered_json layer_json(const LayerMetrics& layer) {
    ordered_json out;
    for (std::size_t i = 0; i < layer.values.size(); ++i)
        out[metrics_atlas()[i].name] = real(layer.values[i]);
    out["class_mean_norms"] = reals(layer.class_mean_norms);
    out["class_variances"] = reals(layer.class_variances);
    ordered_json cosines = ordered_json::array();
    for (Eigen::Index r = 0; r < layer.class_mean_cosines.rows(); ++r) {
        ordered_json row = ordered_json::array();
        for (Eigen::Index c = 0; c < layer.class_mean_cosines.cols(); ++c)
            row.push_back(real(layer.class_mean_cosines(r, c)));
        cosines.push_back(std::move(row));
    }
    out["class_mean_cosines"] = std::move(cosines);
    return out;
}

} // namespace

ordered_json to_json(const SnapshotMetrics& m) {
    ordered_json metrics = layer_json(m.last);
    metrics["loss"] = real(m.loss);
    metrics["residual"] = real(m.residual);
    metrics["accuracy"] = real(m.fit.accuracy());
    metrics["gradient_norm"] = real(m.gradient_norm);
    metrics["balancedness"] = reals(m.balancedness);
    ordered_json layers = ordered_json::array();
    for (std::size_t i = 0; i < m.layers.size(); ++i) {
        ordered_json layer = layer_json(m.layers[i]);
        layer["layer"] = m.layers[i].layer;
        layer["balancedness"] = real(m.layer_balancedness[i]);
        layers.push_back(std::move(layer));
    }
    return {{"metrics", std::move(metrics)}, {"layers", std::move(layers)}};
}

} // namespace ncv
