#include "training/config_reading.hpp"

namespace ncv {
namespace {

constexpr Names<LossKind, 2> loss_kinds{{
    {LossKind::squared_error, "squared_error"},
    {LossKind::cross_entropy, "cross_entropy"},
}};

} // namespace

Loss read_loss(const Section& in) {
    Loss out;
    out.kind = in.choice("loss", LossKind::squared_error, loss_kinds);
    const toml::node* smoothing = in.find("label_smoothing");
    if (smoothing && out.kind != LossKind::cross_entropy)
        in.fail(*smoothing, "label_smoothing is given without loss = \"cross_entropy\"");
    out.label_smoothing = in.real("label_smoothing", 0, 0, true);
    if (!(out.label_smoothing < 1))
        in.fail(*smoothing, fmt::format("label_smoothing is {}, needs 0 <= label_smoothing < 1",
                                        out.label_smoothing));
    return out;
}

std::string format_loss(const Loss& loss) {
    std::string out;
    if (loss.kind != LossKind::squared_error)
        out += fmt::format("loss = \"{}\"\n", name_of(loss.kind, loss_kinds));
    if (loss.label_smoothing > 0)
        out += fmt::format("label_smoothing = {}\n", toml_real(loss.label_smoothing));
    return out;
}

std::optional<double> read_bias_decay(const Section& in, bool biases) {
    const toml::node* own = in.find("bias_weight_decay");
    if (!own) return std::nullopt;
    if (!biases) in.fail(*own, "bias_weight_decay is given without biases = true");
    return in.real("bias_weight_decay", 0, 0, true);
}

} // namespace ncv
