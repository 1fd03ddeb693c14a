#include "training/config.hpp"

#include "io/errors.hpp"
#include "io/nearest.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <toml++/toml.h>

#include <algorithm>
#include <array>
#include <limits>

namespace ncv {
namespace {

constexpr std::array<std::pair<Initialisation, std::string_view>, 4> initialisations{{
    {Initialisation::he, "he"},
    {Initialisation::orthogonal, "orthogonal"},
    {Initialisation::balanced, "balanced"},
    {Initialisation::theorem, "theorem"},
}};
constexpr std::array<std::pair<SyntheticKind, std::string_view>, 3> synthetic_kinds{{
    {SyntheticKind::gaussian_clouds, "gaussian_clouds"},
    {SyntheticKind::orthogonal_frames, "orthogonal_frames"},
    {SyntheticKind::random_labels, "random_labels"},
}};

/// One table of the file; remembers which keys are known.
class Section {
  public:
    Section(const toml::table& root, std::string_view title, std::vector<std::string> known,
            const std::string& file)
        : file_(file), title_(title) {
        const toml::node* node = root.get(title);
        if (node && !node->is_table()) fail(*node, fmt::format("[{}] must be a table", title));
        if (!node) return;
        table_ = node->as_table();
        for (const auto& [key, value] : *table_) {
            if (std::find(known.begin(), known.end(), key.str()) != known.end()) continue;
            fail(value, fmt::format("unknown key \"{}\" in [{}]; the nearest known one is \"{}\"",
                                    key.str(), title, nearest(key.str(), known)));
        }
    }

    [[noreturn]] void fail(const toml::node& node, const std::string& what) const {
        throw BadInput(fmt::format("{}:{}: {}", file_, node.source().begin.line, what));
    }
    [[noreturn]] void missing(std::string_view key, const std::string& what) const {
        throw BadInput(fmt::format("{}: [{}] needs {}, {}", file_, title_, key, what));
    }
    const toml::node* find(std::string_view key) const {
        return table_ ? table_->get(key) : nullptr;
    }

    std::int64_t integer(std::string_view key, std::int64_t fallback, std::int64_t least,
                         std::int64_t most = std::numeric_limits<std::int64_t>::max()) const {
        const toml::node* node = find(key);
        if (!node) return fallback;
        const auto value = node->value_exact<std::int64_t>();
        if (!value) fail(*node, fmt::format("{} must be a whole number", key));
        if (*value < least || *value > most)
            fail(*node, fmt::format("{} is {}, must be {}", key, *value,
                                    *value < least ? fmt::format("{} or more", least)
                                                   : fmt::format("at most {}", most)));
        return *value;
    }
    /// A finite number above `least`, or at it if `inclusive`.
    double real(std::string_view key, double fallback, double least, bool inclusive) const {
        const toml::node* node = find(key);
        return node ? real_of(*node, key, least, inclusive) : fallback;
    }
    double real_of(const toml::node& node, std::string_view key, double least,
                   bool inclusive) const {
        const auto value = node.value<double>();
        if (!value || node.is_boolean() || node.is_string())
            fail(node, fmt::format("{} must be a number", key));
        if (!(*value > least || (inclusive && *value == least)) ||
            *value == std::numeric_limits<double>::infinity())
            fail(node, fmt::format("{} is {}, must be finite and {} {}", key, *value,
                                   inclusive ? "at least" : "above", least));
        return *value;
    }
    std::string text(std::string_view key, const std::string& fallback) const {
        const toml::node* node = find(key);
        if (!node) return fallback;
        const auto value = node->value_exact<std::string>();
        if (!value) fail(*node, fmt::format("{} must be a string", key));
        return *value;
    }
    template <class T, std::size_t n>
    T choice(std::string_view key, T fallback,
             const std::array<std::pair<T, std::string_view>, n>& names) const {
        const toml::node* node = find(key);
        if (!node) return fallback;
        const std::string given = text(key, "");
        std::string known;
        for (const auto& [value, name] : names) {
            if (name == given) return value;
            known += (known.empty() ? "" : ", ") + std::string(name);
        }
        fail(*node, fmt::format("unknown {} \"{}\"; known are {}", key, given, known));
    }

  private:
    const std::string& file_;
    std::string title_;
    const toml::table* table_ = nullptr;
};

void read_network(const Section& in, TrainingConfig& out) {
    const toml::node* hidden = in.find("hidden");
    if (!hidden) in.missing("hidden", "the list of widths n_1 .. n_{L-1}");
    if (!hidden->is_array()) in.fail(*hidden, "hidden must be a list of widths");
    for (const toml::node& width : *hidden->as_array()) {
        const auto value = width.value_exact<std::int64_t>();
        if (!value || *value < 1 || *value > 1'000'000)
            in.fail(width, "hidden must hold whole numbers from 1 to 1000000");
        out.hidden.push_back(static_cast<int>(*value));
    }
    const auto L = static_cast<std::int64_t>(out.hidden.size()) + 1;
    const toml::node* L1 = in.find("nonlinear_layers");
    if (!L1) in.missing("nonlinear_layers", fmt::format("a number from 0 to {}", L));
    out.nonlinear_layers = static_cast<int>(in.integer("nonlinear_layers", 0, 0));
    if (out.nonlinear_layers > L)
        in.fail(*L1, fmt::format("nonlinear_layers is {}, the network has {} layers",
                                 out.nonlinear_layers, L));
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
}

void read_data(const Section& in, TrainingConfig& out) {
    out.source = in.text("source", "digits");
    out.per_class = static_cast<int>(in.integer("per_class", 20, 0, 1'000'000));
    const std::string scale = in.text("scale", "none");
    if (scale != "none" && scale != "unit_mean_norm")
        in.fail(*in.find("scale"),
                fmt::format("unknown scale \"{}\"; known are none, unit_mean_norm", scale));
    out.unit_mean_norm = scale == "unit_mean_norm";
    for (const char* key : {"kind", "classes", "dimension", "noise"})
        if (in.find(key) && out.source != "synthetic")
            in.fail(*in.find(key),
                    fmt::format("{} belongs to source = \"synthetic\", not to \"{}\"", key,
                                out.source));
    SyntheticSpec& s = out.synthetic;
    s.kind = in.choice("kind", s.kind, synthetic_kinds);
    s.classes = static_cast<int>(in.integer("classes", s.classes, 2, 10'000));
    s.dimension = static_cast<int>(in.integer("dimension", s.dimension, 1, 1'000'000));
    s.noise = in.real("noise", s.noise, 0, true);
}

void read_schedule(const Section& in, TrainingConfig& out) {
    const toml::node* rate = in.find("learning_rate");
    const toml::node* schedule = in.find("schedule");
    if (!rate && !schedule) in.missing("learning_rate", "or schedule = [[step, rate], ...]");
    if (rate && schedule) in.fail(*schedule, "give learning_rate or schedule, not both");
    if (rate) {
        out.schedule = {{0, in.real("learning_rate", 0, 0, false)}};
        return;
    }
    const char* shape =
        "schedule must be a list of [step, rate], the first at step 0, steps rising";
    if (!schedule->is_array() || schedule->as_array()->empty()) in.fail(*schedule, shape);
    for (const toml::node& entry : *schedule->as_array()) {
        const toml::array* pair = entry.as_array();
        if (!pair || pair->size() != 2) in.fail(entry, shape);
        const auto step = (*pair)[0].value_exact<std::int64_t>();
        if (!step || (out.schedule.empty() ? *step != 0 : *step <= out.schedule.back().from))
            in.fail(entry, shape);
        out.schedule.push_back({*step, in.real_of((*pair)[1], "rate", 0, false)});
    }
}

void read_training(const Section& in, TrainingConfig& out) {
    if (!in.find("steps")) in.missing("steps", "the number of updates");
    out.steps = in.integer("steps", 0, 0);
    read_schedule(in, out);
    out.weight_decay = in.real("weight_decay", 0, 0, true);
    const std::string precision = in.text("precision", "f64");
    if (precision != "f64" && precision != "f32")
        in.fail(*in.find("precision"),
                fmt::format("unknown precision \"{}\"; known are f64, f32", precision));
    out.single_precision = precision == "f32";
    out.seed = static_cast<std::uint64_t>(in.integer("seed", 1, 0));
    out.record_every = in.integer("record_every", 100, 1);
    out.checkpoint_every = in.integer("checkpoint_every", 0, 0);
}

template <class T, std::size_t n>
std::string_view name_of(T value, const std::array<std::pair<T, std::string_view>, n>& names) {
    for (const auto& [v, name] : names)
        if (v == value) return name;
    return {};
}

/// A TOML float: fmt's shortest form that reads back to the same bits, with a point.
std::string toml_real(double v) {
    std::string s = fmt::format("{}", v);
    return s.find_first_of(".en") == std::string::npos ? s + ".0" : s;
}

} // namespace

double TrainingConfig::learning_rate(std::int64_t step) const {
    double rate = schedule.front().rate;
    for (const Rate& r : schedule)
        if (r.from <= step) rate = r.rate;
    return rate;
}

TrainingConfig parse_training_config(std::string_view text, const std::string& name) {
    toml::table root;
    try {
        root = toml::parse(text, name);
    } catch (const toml::parse_error& e) {
        throw BadInput(fmt::format("{}:{}: is not valid TOML: {}", name, e.source().begin.line,
                                   e.description()));
    }
    for (const auto& [key, value] : root)
        if (key.str() != "network" && key.str() != "data" && key.str() != "training")
            throw BadInput(fmt::format("{}:{}: unknown section \"{}\"; known are network, data, "
                                       "training",
                                       name, value.source().begin.line, key.str()));
    TrainingConfig out;
    read_network(
        {root,
         "network",
         {"hidden", "nonlinear_layers", "activation", "gamma", "sharpness", "init", "init_scale"},
         name},
        out);
    read_data({root,
               "data",
               {"source", "per_class", "scale", "kind", "classes", "dimension", "noise"},
               name},
              out);
    read_training({root,
                   "training",
                   {"steps", "learning_rate", "schedule", "weight_decay", "precision", "seed",
                    "record_every", "checkpoint_every"},
                   name},
                  out);
    return out;
}

std::string format_training_config(const TrainingConfig& c) {
    std::string out = fmt::format("[network]\nhidden = [{}]\nnonlinear_layers = {}\n"
                                  "activation = \"{}\"\n",
                                  fmt::join(c.hidden, ", "), c.nonlinear_layers,
                                  activation_name(c.activation.kind));
    if (c.activation.uses_gamma())
        out += fmt::format("gamma = {}\n", toml_real(c.activation.gamma));
    if (c.activation.uses_sharpness())
        out += fmt::format("sharpness = {}\n", toml_real(c.activation.sharpness));
    out += fmt::format("init = \"{}\"\ninit_scale = {}\n\n[data]\nsource = {}\nper_class = {}\n"
                       "scale = \"{}\"\n",
                       name_of(c.init, initialisations), toml_real(c.init_scale),
                       nlohmann::json(c.source).dump(), c.per_class,
                       c.unit_mean_norm ? "unit_mean_norm" : "none");
    if (c.source == "synthetic")
        out += fmt::format("kind = \"{}\"\nclasses = {}\ndimension = {}\nnoise = {}\n",
                           name_of(c.synthetic.kind, synthetic_kinds), c.synthetic.classes,
                           c.synthetic.dimension, toml_real(c.synthetic.noise));
    out += fmt::format("\n[training]\nsteps = {}\nschedule = [", c.steps);
    for (std::size_t i = 0; i < c.schedule.size(); ++i)
        out += fmt::format("{}[{}, {}]", i ? ", " : "", c.schedule[i].from,
                           toml_real(c.schedule[i].rate));
    out += fmt::format("]\nweight_decay = {}\nprecision = \"{}\"\nseed = {}\nrecord_every = {}\n"
                       "checkpoint_every = {}\n",
                       toml_real(c.weight_decay), c.single_precision ? "f32" : "f64", c.seed,
                       c.record_every, c.checkpoint_every);
    return out;
}

} // namespace ncv
