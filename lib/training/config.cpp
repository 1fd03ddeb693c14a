#include "training/config.hpp"

#include "training/campaign_config.hpp"
#include "training/config_reading.hpp"

namespace ncv {
namespace {

constexpr Names<Initialisation, 5> initialisations{{
    {Initialisation::he, "he"},
    {Initialisation::orthogonal, "orthogonal"},
    {Initialisation::balanced, "balanced"},
    {Initialisation::theorem, "theorem"},
    {Initialisation::mean_field, "mean_field"},
}};
constexpr Names<Connections, 3> connections{{
    {Connections::chain, connections_name(Connections::chain)},
    {Connections::residual, connections_name(Connections::residual)},
    {Connections::dense, connections_name(Connections::dense)},
}};
constexpr Names<DecayedLayers, 4> decayed_layers{{
    {DecayedLayers::all, "all"},
    {DecayedLayers::last, "last"},
    {DecayedLayers::head, "head"},
    {DecayedLayers::nonlinear, "nonlinear"},
}};
constexpr Names<bool, 2> single_precisions{{{false, "f64"}, {true, "f32"}}};

void read_network(const Section& in, TrainingConfig& out) {
    if (const toml::node* hidden = in.find("hidden"))
        out.hidden = read_widths(in, *hidden);
    else if (!out.campaign || out.campaign->hidden.empty())
        in.missing("hidden", "the list of widths n_1 .. n_{L-1}");
    else
        out.hidden =
            *std::min_element(out.campaign->hidden.begin(), out.campaign->hidden.end(),
                              [](const auto& a, const auto& b) { return a.size() < b.size(); });
    const int L = out.depth();
    const toml::node* L1 = in.find("nonlinear_layers");
    if (!L1) in.missing("nonlinear_layers", fmt::format("a number from 0 to {}", L));
    const std::int64_t nonlinear = in.integer("nonlinear_layers", 0, 0);
    if (nonlinear > L)
        in.fail(*L1,
                fmt::format("nonlinear_layers is {}, the network has {} layers", nonlinear, L));
    out.nonlinear_layers = static_cast<int>(nonlinear);
    const std::string kind = in.text("activation", "leaky_relu");
    const auto known = activation_from_name(kind);
    if (!known)
        in.fail(*in.find("activation"),
                fmt::format("unknown activation \"{}\"; known are leaky_relu, softplus_leaky_relu, "
                            "gaussian_leaky_relu, relu, tanh, identity",
                            kind));
    out.activation.kind = *known;
    if (out.activation.uses_gamma()) {
        if (!in.find("gamma")) in.missing("gamma", "the activation's least slope, 0 < gamma < 1");
        out.activation.gamma = in.real("gamma", 0, 0, false);
        if (!(out.activation.gamma < 1))
            in.fail(*in.find("gamma"),
                    fmt::format("gamma is {}, needs 0 < gamma < 1", out.activation.gamma));
    }
    if (out.activation.uses_sharpness()) {
        if (!in.find("sharpness")) in.missing("sharpness", "the smoothing of the activation, > 0");
        out.activation.sharpness = in.real("sharpness", 0, 0, false);
    }
    out.init = in.choice("init", Initialisation::he, initialisations);
    out.init_scale = in.real("init_scale", 1, 0, false);
    out.biases = in.truth("biases", false);
    if (out.biases && out.init == Initialisation::theorem)
        in.fail(*in.find("biases"),
                "biases are given, but init = \"theorem\" is a start of networks without them");
    out.connections = in.choice("connections", Connections::chain, connections);
    if (out.connections == Connections::chain) return;
    const auto refuse = [&](const std::string& why) {
        in.fail(*in.find("connections"),
                fmt::format("connections is \"{}\", {}", connections_name(out.connections), why));
    };
    if (out.campaign) refuse("but a campaign trains chains");
    if (out.nonlinear_layers == 0 || out.nonlinear_layers == L)
        refuse(fmt::format("which needs nonlinear layers and a linear head: nonlinear_layers from "
                           "1 to {}",
                           L - 1));
    if (out.init == Initialisation::theorem) refuse("but init = \"theorem\" is a start of chains");
    if (out.biases) refuse("but biases are for chains");
}

void read_training(const Section& in, TrainingConfig& out) {
    if (!in.find("steps")) in.missing("steps", "the number of updates");
    out.steps = in.integer("steps", 0, 0);
    const bool listed = out.campaign && !out.campaign->learning_rate.empty();
    if (listed && !in.find("learning_rate") && !in.find("schedule"))
        out.schedule = {{0, out.campaign->learning_rate.front()}};
    else
        out.schedule = read_schedule(in);
    out.loss = read_loss(in);
    if (out.loss.kind == LossKind::cross_entropy && out.connections != Connections::chain)
        in.fail(*in.find("loss"),
                fmt::format("loss is \"cross_entropy\", but networks with connections = \"{}\" "
                            "minimise squared error",
                            connections_name(out.connections)));
    out.weight_decay = in.real("weight_decay", 0, 0, true);
    out.bias_weight_decay = read_bias_decay(in, out.biases);
    out.decay = in.choice("decay", DecayedLayers::all, decayed_layers);
    if (out.decay == DecayedLayers::nonlinear && out.nonlinear_layers == 0)
        in.fail(*in.find("decay"), "decay is \"nonlinear\", but nonlinear_layers is 0");
    if (out.decay == DecayedLayers::head && out.nonlinear_layers == out.depth())
        in.fail(*in.find("decay"),
                fmt::format("decay is \"head\", but all {} layers are nonlinear", out.depth()));
    out.single_precision = in.choice("precision", false, single_precisions);
    out.seed = static_cast<std::uint64_t>(in.integer("seed", 1, 0));
    out.record_every = in.integer("record_every", 100, 1);
    out.checkpoint_every = in.integer("checkpoint_every", 0, 0);
    out.until_loss = in.real("until_loss", 0, 0, true);
    if (out.campaign && out.until_loss > 0)
        in.fail(*in.find("until_loss"), "the runs of a campaign take as many steps as one another; "
                                        "take until_loss out");
    if (out.campaign && out.checkpoint_every > 0)
        in.fail(*in.find("checkpoint_every"),
                "a campaign keeps whole runs and no checkpoints; take checkpoint_every out");
}

} // namespace

std::vector<int> TrainingConfig::widths(const Dataset<double>& data) const {
    std::vector<int> out{static_cast<int>(data.inputs.rows())};
    out.insert(out.end(), hidden.begin(), hidden.end());
    out.push_back(data.classes);
    return out;
}

bool TrainingConfig::decays(int l) const {
    switch (decay) {
    case DecayedLayers::all: return true;
    case DecayedLayers::last: return l == depth();
    case DecayedLayers::head: return l > nonlinear_layers;
    case DecayedLayers::nonlinear: return l <= nonlinear_layers;
    }
    return true;
}

std::optional<double> TrainingConfig::shared_decay() const {
    for (int l = 1; l <= depth(); ++l)
        if (!decays(l) && weight_decay > 0) return std::nullopt;
    if (biases && bias_decays<double>() != layer_decays<double>()) return std::nullopt;
    return weight_decay;
}

std::map<std::string, double> TrainingConfig::tensor_decays() const {
    const auto lambda = layer_decays<double>(), mu = bias_decays<double>();
    std::map<std::string, double> out;
    for (std::size_t i = 0; i < lambda.size(); ++i) {
        out[fmt::format("W{}", i + 1)] = lambda[i];
        if (biases) out[fmt::format("b{}", i + 1)] = mu[i];
    }
    return out;
}

TrainingConfig parse_training_config(std::string_view text, const std::string& name) {
    return read_training_config(parse_toml(text, name), name);
}

TrainingConfig read_training_config(const toml::table& root, const std::string& name) {
    require_sections(root, {"network", "data", "training", "campaign"}, name);
    TrainingConfig out;
    out.campaign = read_campaign(root, name);
    read_network({root,
                  "network",
                  {"hidden", "nonlinear_layers", "connections", "activation", "gamma", "sharpness",
                   "biases", "init", "init_scale"},
                  name},
                 out);
    static_cast<DataConfig&>(out) = read_data_config(root, name);
    read_training({root,
                   "training",
                   {"steps", "learning_rate", "schedule", "loss", "label_smoothing", "weight_decay",
                    "bias_weight_decay", "decay", "precision", "seed", "record_every",
                    "checkpoint_every", "until_loss"},
                   name},
                  out);
    return out.campaign ? first_run(out) : out;
}

std::string format_training_config(const TrainingConfig& c) {
    std::string out = "[network]\n";
    if (!c.campaign) out += fmt::format("hidden = {}\n", toml_list(c.hidden));
    out += fmt::format("nonlinear_layers = {}\n", c.nonlinear_layers);
    if (c.connections != Connections::chain)
        out += fmt::format("connections = \"{}\"\n", connections_name(c.connections));
    out += fmt::format("activation = \"{}\"\n", activation_name(c.activation.kind));
    if (c.activation.uses_gamma())
        out += fmt::format("gamma = {}\n", toml_real(c.activation.gamma));
    if (c.activation.uses_sharpness())
        out += fmt::format("sharpness = {}\n", toml_real(c.activation.sharpness));
    if (c.biases) out += "biases = true\n";
    out += fmt::format("init = \"{}\"\ninit_scale = {}\n\n", name_of(c.init, initialisations),
                       toml_real(c.init_scale));
    out += format_data_config(c);
    out += fmt::format("\n[training]\nsteps = {}\n", c.steps);
    if (!c.campaign || c.campaign->learning_rate.empty())
        out += fmt::format("schedule = {}\n", format_schedule(c.schedule));
    out += format_loss(c.loss);
    if (!c.campaign) out += fmt::format("weight_decay = {}\n", toml_real(c.weight_decay));
    if (c.bias_weight_decay)
        out += fmt::format("bias_weight_decay = {}\n", toml_real(*c.bias_weight_decay));
    if (c.decay != DecayedLayers::all)
        out += fmt::format("decay = \"{}\"\n", name_of(c.decay, decayed_layers));
    out += fmt::format("precision = \"{}\"\n", name_of(c.single_precision, single_precisions));
    if (!c.campaign) out += fmt::format("seed = {}\n", c.seed);
    out += fmt::format("record_every = {}\n", c.record_every);
    if (c.campaign) return out + "\n" + format_campaign(*c.campaign);
    out += fmt::format("checkpoint_every = {}\n", c.checkpoint_every);
    if (c.until_loss > 0) out += fmt::format("until_loss = {}\n", toml_real(c.until_loss));
    return out;
}

} // namespace ncv
