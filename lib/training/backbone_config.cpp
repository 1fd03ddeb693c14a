#include "training/backbone_config.hpp"

#include "training/campaign_config.hpp"
#include "training/config_reading.hpp"

namespace ncv {
namespace {

constexpr Names<BackboneKind, 3> kinds{{{BackboneKind::resnet20, "resnet20"},
                                        {BackboneKind::densenet, "densenet"},
                                        {BackboneKind::mlp, "mlp"}}};
constexpr Names<Initialisation, 3> head_starts{{{Initialisation::he, "he"},
                                                {Initialisation::orthogonal, "orthogonal"},
                                                {Initialisation::balanced, "balanced"}}};

void read_backbone(const Section& in, BackboneConfig& out) {
    if (!in.find("kind")) in.missing("kind", "resnet20, densenet or mlp");
    out.kind = in.choice("kind", out.kind, kinds);
    const toml::node* hidden = in.find("hidden");
    const bool mlp = out.kind == BackboneKind::mlp;
    if (mlp && !hidden) in.missing("hidden", "the list of an mlp's widths n_1 .. n_L1");
    if (!mlp && hidden)
        in.fail(*hidden, fmt::format("hidden belongs to kind = \"mlp\", not to \"{}\"",
                                     name_of(out.kind, kinds)));
    if (mlp) out.hidden = read_widths(in, *hidden);
    if (mlp && out.hidden.empty()) in.fail(*hidden, "hidden is empty, an mlp has a layer or more");
    out.head_layers = static_cast<int>(in.integer("head_layers", 1, 1, 100));
    out.head_width = static_cast<int>(in.integer("head_width", 64, 1, 100'000));
    out.head_init = in.choice("head_init", out.head_init, head_starts);
    out.biases = in.truth("biases", false);
}

void read_training(const Section& in, BackboneConfig& out) {
    if (!in.find("epochs")) in.missing("epochs", "the number of passes over the samples");
    out.epochs = static_cast<int>(in.integer("epochs", 0, 0, 1'000'000'000));
    out.schedule = read_schedule(in);
    out.momentum = in.real("momentum", 0, 0, true);
    if (out.momentum >= 1)
        in.fail(*in.find("momentum"),
                fmt::format("momentum is {}, needs 0 <= momentum < 1", out.momentum));
    out.loss = read_loss(in);
    out.weight_decay = in.real("weight_decay", 0, 0, true);
    out.bias_weight_decay = read_bias_decay(in, out.biases);
    out.batch = static_cast<int>(in.integer("batch", 0, 0, 1'000'000'000));
    out.seed = static_cast<std::uint64_t>(in.integer("seed", 1, 0));
    out.record_every = static_cast<int>(in.integer("record_every", 1, 1, 1'000'000'000));
}

} // namespace

int BackboneConfig::layers_below() const {
    switch (kind) {
    case BackboneKind::resnet20: return 19;
    case BackboneKind::densenet: return 21;
    case BackboneKind::mlp: return static_cast<int>(hidden.size());
    }
    return 0;
}

BackboneConfig parse_backbone_config(std::string_view text, const std::string& name) {
    return read_backbone_config(parse_toml(text, name), name);
}

BackboneConfig read_backbone_config(const toml::table& root, const std::string& name) {
    require_sections(root, {"backbone", "data", "training"}, name);
    BackboneConfig out;
    read_backbone({root,
                   "backbone",
                   {"kind", "hidden", "head_layers", "head_width", "head_init", "biases"},
                   name},
                  out);
    out.data = read_data_config(root, name);
    if (out.data.span_coordinates && out.kind != BackboneKind::mlp)
        fail_at(root["data"]["coordinates"].node()[0], name,
                "coordinates is \"span\", which has no pixels left for a convolution");
    read_training({root,
                   "training",
                   {"epochs", "learning_rate", "schedule", "momentum", "loss", "label_smoothing",
                    "weight_decay", "bias_weight_decay", "batch", "seed", "record_every"},
                   name},
                  out);
    return out;
}

std::string format_backbone_config(const BackboneConfig& c) {
    std::string out = fmt::format("[backbone]\nkind = \"{}\"\n", name_of(c.kind, kinds));
    if (c.kind == BackboneKind::mlp) out += fmt::format("hidden = {}\n", toml_list(c.hidden));
    out += fmt::format("head_layers = {}\nhead_width = {}\nhead_init = \"{}\"\n", c.head_layers,
                       c.head_width, name_of(c.head_init, head_starts));
    if (c.biases) out += "biases = true\n";
    out += fmt::format("\n{}\n[training]\nepochs = {}\nschedule = {}\nmomentum = {}\n{}",
                       format_data_config(c.data), c.epochs, format_schedule(c.schedule),
                       toml_real(c.momentum), format_loss(c.loss));
    out += fmt::format("weight_decay = {}\n", toml_real(c.weight_decay));
    if (c.bias_weight_decay)
        out += fmt::format("bias_weight_decay = {}\n", toml_real(*c.bias_weight_decay));
    return out + fmt::format("batch = {}\nseed = {}\nrecord_every = {}\n", c.batch, c.seed,
                             c.record_every);
}

} // namespace ncv
