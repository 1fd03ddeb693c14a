#include "training/data_config.hpp"

#include "training/config_reading.hpp"

#include <nlohmann/json.hpp>

namespace ncv {
namespace {

constexpr Names<SyntheticKind, 3> synthetic_kinds{{
    {SyntheticKind::gaussian_clouds, "gaussian_clouds"},
    {SyntheticKind::orthogonal_frames, "orthogonal_frames"},
    {SyntheticKind::random_labels, "random_labels"},
}};
constexpr Names<bool, 2> unit_mean_norms{{{false, "none"}, {true, "unit_mean_norm"}}};
constexpr Names<bool, 2> span_coordinates{{{false, "given"}, {true, "span"}}};

} // namespace

DataConfig read_data_config(const toml::table& root, const std::string& file) {
    const Section in(root, "data",
                     {"source", "per_class", "scale", "coordinates", "imbalance", "label_noise",
                      "kind", "classes", "dimension", "noise"},
                     file);
    DataConfig out;
    out.source = in.text("source", "digits");
    out.per_class = static_cast<int>(in.integer("per_class", 20, 0, 1'000'000));
    out.unit_mean_norm = in.choice("scale", false, unit_mean_norms);
    out.span_coordinates = in.choice("coordinates", false, span_coordinates);
    out.imbalance = in.real("imbalance", 1, 1, true);
    if (out.imbalance > std::max(out.per_class, 1))
        in.fail(*in.find("imbalance"),
                out.per_class == 0
                    ? std::string("imbalance needs per_class, the size of the largest class")
                    : fmt::format("imbalance is {}, at most per_class = {} keeps a sample of the "
                                  "smallest class",
                                  out.imbalance, out.per_class));
    out.label_noise = in.real("label_noise", 0, 0, true);
    if (out.label_noise > 1)
        in.fail(
            *in.find("label_noise"),
            fmt::format("label_noise is {}, a share of the samples from 0 to 1", out.label_noise));
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
    return out;
}

std::string format_data_config(const DataConfig& c) {
    std::string out = fmt::format("[data]\nsource = {}\nper_class = {}\nscale = \"{}\"\n",
                                  nlohmann::json(c.source).dump(), c.per_class,
                                  name_of(c.unit_mean_norm, unit_mean_norms));
    if (c.span_coordinates) out += "coordinates = \"span\"\n";
    if (c.imbalance > 1) out += fmt::format("imbalance = {}\n", toml_real(c.imbalance));
    if (c.label_noise > 0) out += fmt::format("label_noise = {}\n", toml_real(c.label_noise));
    if (c.source == "synthetic")
        out += fmt::format("kind = \"{}\"\nclasses = {}\ndimension = {}\nnoise = {}\n",
                           name_of(c.synthetic.kind, synthetic_kinds), c.synthetic.classes,
                           c.synthetic.dimension, toml_real(c.synthetic.noise));
    return out;
}

} // namespace ncv
