#include "backbones/config.hpp"

#include "training/config_reading.hpp"

namespace ncv::backbones {
namespace {

constexpr Names<Kind, 2> kinds{{{Kind::resnet20, "resnet20"}, {Kind::densenet, "densenet"}}};
constexpr Names<Initialisation, 3> head_starts{{{Initialisation::he, "he"},
                                                {Initialisation::orthogonal, "orthogonal"},
                                                {Initialisation::balanced, "balanced"}}};

void read_backbone(const Section& in, BackboneConfig& out) {
    if (!in.find("kind")) in.missing("kind", "resnet20 or densenet");
    out.kind = in.choice("kind", out.kind, kinds);
    out.head_layers = static_cast<int>(in.integer("head_layers", 1, 1, 100));
    out.head_width = static_cast<int>(in.integer("head_width", 64, 1, 100'000));
    out.head_init = in.choice("head_init", out.head_init, head_starts);
}

void read_training(const Section& in, BackboneConfig& out) {
    if (!in.find("epochs")) in.missing("epochs", "the number of passes over the samples");
    out.epochs = static_cast<int>(in.integer("epochs", 0, 0, 1'000'000'000));
    out.schedule = read_schedule(in);
    out.momentum = in.real("momentum", 0, 0, true);
    if (out.momentum >= 1)
        in.fail(*in.find("momentum"),
                fmt::format("momentum is {}, needs 0 <= momentum < 1", out.momentum));
    out.weight_decay = in.real("weight_decay", 0, 0, true);
    out.batch = static_cast<int>(in.integer("batch", 0, 0, 1'000'000'000));
    out.seed = static_cast<std::uint64_t>(in.integer("seed", 1, 0));
    out.record_every = static_cast<int>(in.integer("record_every", 1, 1, 1'000'000'000));
}

} // namespace

BackboneConfig parse_backbone_config(std::string_view text, const std::string& name) {
    const toml::table root = parse_toml(text, name);
    require_sections(root, {"backbone", "data", "training"}, name);
    BackboneConfig out;
    read_backbone({root, "backbone", {"kind", "head_layers", "head_width", "head_init"}, name},
                  out);
    out.data = read_data_config(root, name);
    if (out.data.span_coordinates)
        fail_at(root["data"]["coordinates"].node()[0], name,
                "coordinates is \"span\", which has no pixels left for a convolution");
    read_training({root,
                   "training",
                   {"epochs", "learning_rate", "schedule", "momentum", "weight_decay", "batch",
                    "seed", "record_every"},
                   name},
                  out);
    return out;
}

std::string format_backbone_config(const BackboneConfig& c) {
    return fmt::format(
        "[backbone]\nkind = \"{}\"\nhead_layers = {}\nhead_width = {}\n"
        "head_init = \"{}\"\n\n{}\n[training]\nepochs = {}\nschedule = {}\n"
        "momentum = {}\nweight_decay = {}\nbatch = {}\nseed = {}\nrecord_every = {}\n",
        name_of(c.kind, kinds), c.head_layers, c.head_width, name_of(c.head_init, head_starts),
        format_data_config(c.data), c.epochs, format_schedule(c.schedule), toml_real(c.momentum),
        toml_real(c.weight_decay), c.batch, c.seed, c.record_every);
}

} // namespace ncv::backbones
