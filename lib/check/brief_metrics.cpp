#include "check/brief_metrics.hpp"

#include <algorithm>
#include <limits>

namespace ncv {

SnapshotMetrics brief_metrics(const Headline<Approx<double>>& headline,
                              const LastLayer<Approx<double>>& last_layer) {
    SnapshotMetrics out;
    out.residual = headline.residual.value;
    out.loss = last_layer.outputs->loss;
    out.fit = last_layer.outputs->fit;
    const auto near = std::count_if(last_layer.samples.begin(), last_layer.samples.end(),
                                    [](const auto& sample) { return sample.nearness.value < 1; });
    for (const MetricInfo& metric : metrics_atlas()) {
        const auto value = [&] {
            if (metric.name == "nc1") return headline.nc1.value;
            if (metric.name == "nc2") return headline.nc2.value;
            if (metric.name == "nc3") return headline.nc3.value;
            if (metric.name == "nc1_balanced") return last_layer.nc1.value;
            if (metric.name == "nc2_centred") return last_layer.nc2.value;
            if (metric.name == "nc3_centred") return last_layer.nc3.value;
            if (metric.name == "nearest_mean_accuracy")
                return static_cast<double>(near) / last_layer.N;
            return std::numeric_limits<double>::quiet_NaN();
        };
        out.last.values.push_back(value());
    }
    return out;
}

} // namespace ncv
