#include "check/stated_settings.hpp"

#include "io/strict_json.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>

namespace ncv {
namespace {

/// How a loss scale that is not the one stated multiplies the decay in units of the summed loss.
struct Cause {
    double factor;
    std::string name, advice;
};

std::vector<Cause> causes(const Snapshot& s) {
    const auto N = static_cast<double>(s.data.samples());
    std::vector<Cause> out{
        {N, "N", "was the loss a mean over samples? Then state loss_scale = 1/N"},
        {1 / N, "1/N", "was the loss a sum over samples? Then loss_scale is 1"}};
    if (s.loss.kind != LossKind::squared_error) return out;
    const double entries = N * s.data.classes / 2;
    out.push_back(
        {entries, "N K/2", "was the loss that of MSELoss()? Then state loss_scale = 2/(N K)"});
    out.push_back({1 / entries, "2/(N K)",
                   "was the loss half the squared error, summed? Then loss_scale is 1"});
    return out;
}

/// Of a factor: what remains of it after the cause is at most a third of it on a scale of logarithms,
/// and at most four, for snapshots are seldom quite stationary.
bool explains(const Cause& cause, double factor) {
    const double rest = std::abs(std::log2(factor / cause.factor));
    return rest <= std::min(2.0, std::abs(std::log2(factor)) / 3);
}

/// The gradient is along the weight, up to a share of its norm.
bool is_along(const StationaryDecay& layer, double share) {
    return layer.nearest > 0 && layer.left <= share;
}

/// One number, or from the least to the largest with their layers.
std::string nearest_of(const std::vector<StationaryDecay>& layers) {
    const auto [least, most] =
        std::minmax_element(layers.begin(), layers.end(),
                            [](const auto& a, const auto& b) { return a.nearest < b.nearest; });
    if (layers.size() == 1) return fmt::format("{:.3g} (W{})", least->nearest, least->l);
    return fmt::format("{:.3g} (W{}) to {:.3g} (W{})", least->nearest, least->l, most->nearest,
                       most->l);
}

std::string suggestion(const Snapshot& s, const std::vector<StationaryDecay>& layers) {
    const bool plausible = std::all_of(layers.begin(), layers.end(), [](const auto& layer) {
        return is_along(layer, 0.5); // the decay takes half of every gradient, at least
    });
    if (!plausible) return "";
    double sum = 0, left = 0;
    for (const auto& layer : layers) {
        sum += layer.nearest / static_cast<double>(layers.size());
        left = std::max(left, layer.left);
    }
    const bool one = std::all_of(layers.begin(), layers.end(), [&](const auto& layer) {
        return layer.nearest <= 2 * sum && sum <= 2 * layer.nearest;
    });
    if (!one) return "";
    return fmt::format("weight decay is not given: the snapshot is nearest to stationary for {}, "
                       "{:.3g} a sample, which leaves {:.2g} of the gradient",
                       nearest_of(layers), sum / static_cast<double>(s.data.samples()), left);
}

/// Where the stated weight decay is not, within a factor of two, the one for which a layer's gradient is
/// least: that one, and the likely cause. Where none is stated: for which one it would be, if the
/// gradient is along the weights. "" for nothing to say.
std::string doubt_of_decay(const Snapshot& s, const std::vector<StationaryDecay>& layers) {
    const bool stated = std::any_of(layers.begin(), layers.end(),
                                    [](const auto& layer) { return layer.stated.has_value(); });
    if (!stated) return suggestion(s, layers);
    std::vector<StationaryDecay> apart;
    for (const auto& layer : layers)
        if (layer.stated && *layer.stated > 0 &&
            !(layer.nearest >= *layer.stated / 2 && layer.nearest <= *layer.stated * 2))
            apart.push_back(layer);
    if (apart.empty()) return "";
    const double stated_decay = *apart.front().stated,
                 factor = apart.front().nearest / stated_decay;
    const std::string found = fmt::format("weight decay {:.6g} is stated, but the snapshot is "
                                          "nearest to stationary for {}, {:.3g} times "
                                          "that",
                                          stated_decay, nearest_of(apart), factor);
    std::vector<Cause> likely = causes(s);
    std::erase_if(likely, [&](const Cause& cause) {
        return !std::all_of(apart.begin(), apart.end(), [&](const auto& layer) {
            return is_along(layer, 0.75) && explains(cause, layer.nearest / *layer.stated);
        });
    });
    if (likely.empty())
        return found + ": measured in another mode than trained, not stationary, or no decay on "
                       "these tensors";
    const Cause& best =
        *std::min_element(likely.begin(), likely.end(), [&](const Cause& a, const Cause& b) {
            return std::abs(std::log(factor / a.factor)) < std::abs(std::log(factor / b.factor));
        });
    return fmt::format("{}, near {} = {:.6g}: {}", found, best.name, best.factor, best.advice);
}

/// Where the outputs fit the labels worse than 0 does, yet are right: squared error did not make them.
std::string doubt_of_loss(const Snapshot& s, const SnapshotMetrics& metrics) {
    const double labels = std::sqrt(static_cast<double>(s.data.samples())); // ||Y||_F
    const bool right = metrics.fit.accuracy() >= 0.9;
    if (s.loss.kind != LossKind::squared_error || !(metrics.residual > labels) || !right) return "";
    return fmt::format(
        "the outputs are farther from the labels than 0 is (residual {:.4g} against "
        "{:.4g}), though {:.4g} % of them are right: if cross-entropy was minimised, "
        "metadata loss should say so",
        metrics.residual, labels, 100 * metrics.fit.accuracy());
}

} // namespace

std::string doubt_of(const Snapshot& snapshot, const SnapshotMetrics& metrics,
                     const std::vector<StationaryDecay>& layers) {
    const std::string of_loss = doubt_of_loss(snapshot, metrics);
    // The gradient of another loss says nothing of the decay.
    return of_loss.empty() ? doubt_of_decay(snapshot, layers) : of_loss;
}

nlohmann::ordered_json to_json(const std::vector<StationaryDecay>& layers) {
    auto out = nlohmann::ordered_json::array();
    for (const StationaryDecay& layer : layers)
        out.push_back({{"layer", layer.l},
                       {"stated", layer.stated ? real(*layer.stated) : nlohmann::ordered_json()},
                       {"nearest", real(layer.nearest)},
                       {"left", real(layer.left)}});
    return out;
}

} // namespace ncv
