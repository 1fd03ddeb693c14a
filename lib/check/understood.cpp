#include "check/understood.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <vector>

namespace ncv {
namespace {

std::string layers_of(const Snapshot& s) {
    const auto& net = s.network;
    std::vector<Eigen::Index> widths;
    for (int l = 0; l <= net.depth(); ++l) widths.push_back(net.width(l));
    const auto counted = [](int n) { return fmt::format("{} layer{}", n, n == 1 ? "" : "s"); };
    std::string out = fmt::format("{} ({})", counted(net.depth()), fmt::join(widths, "-"));
    if (net.nonlinear_layers == 0)
        out += fmt::format(", linear{}", s.layer_offset ? ", on the given features" : "");
    else
        out += fmt::format(", the first {} {}", net.nonlinear_layers,
                           activation_name(net.activation.kind));
    return out;
}

std::string biases_of(const Network<double>& net) {
    const auto count = std::count_if(net.biases.begin(), net.biases.end(),
                                     [](const auto& b) { return b.size() > 0; });
    if (count == 0) return "no biases";
    return count == net.depth() ? "biases" : fmt::format("biases on {} of them", count);
}

std::string loss_of(const Loss& loss) {
    if (loss.kind == LossKind::squared_error) return "squared error";
    return loss.label_smoothing > 0
               ? fmt::format("cross-entropy with label smoothing {}", loss.label_smoothing)
               : "cross-entropy";
}

std::string decay_of(const Snapshot& s) {
    if (s.weight_decay) return fmt::format("weight decay {}", *s.weight_decay);
    return s.weight_decays.empty() ? "weight decay not given" : "weight decay by tensor";
}

} // namespace

std::string understood(const Snapshot& s) {
    const auto counts = s.data.class_counts();
    const auto [least, most] = std::minmax_element(counts.begin(), counts.end());
    return fmt::format(
        "{}; {}; {} and {}, of the loss summed over samples; {} samples in {} classes of {}",
        layers_of(s), biases_of(s.network), loss_of(s.loss), decay_of(s), s.data.samples(),
        s.data.classes,
        *least == *most ? fmt::format("{}", *least) : fmt::format("{} to {}", *least, *most));
}

} // namespace ncv
