#include "certify/certificate_file.hpp"

#include "claims/registry.hpp"
#include "io/digest.hpp"
#include "io/errors.hpp"
#include "io/number_text.hpp"
#include "io/strict_json.hpp"

#include <fmt/format.h>

#include <cmath>
#include <cstdio>

namespace ncv {
namespace {

using nlohmann::ordered_json;

constexpr int version = 3;

const std::vector<std::string>& not_covered() {
    static const std::vector<std::string> all{
        "The proofs of the claims: a certificate says that an inequality holds between these "
        "numbers, not why. Coq has checked the proofs of all of them (ncv list names the "
        "theorems).",
        "Where the snapshot comes from: it speaks of the file with this SHA-256, whoever made it.",
        "Rounding in the program that trained or runs the network: the quantities are those of the "
        "exact real network with these weights.",
        "Claims about gradient descent, the loss landscape, near-optimal parameters and exactly "
        "balanced heads (B1, B2, B4 to B10, C, A4e, A7), and whatever the list of claims leaves "
        "out."};
    return all;
}

/// As C's %a writes it; 0 without a sign. Throws std::logic_error for what is no number.
std::string hex(double v) {
    if (std::isnan(v)) throw std::logic_error("a certificate's number is undefined");
    if (v == 0) return "0x0p+0";
    if (std::isinf(v)) return v > 0 ? "inf" : "-inf";
    char text[32];                             // longest: -0x1.fffffffffffffp-1022
    std::snprintf(text, sizeof text, "%a", v); // fmt writes zeros and denormals otherwise
    return text;
}
double from_hex(const std::string& text, const std::string& where) {
    if (text == "inf") return std::numeric_limits<double>::infinity();
    if (text == "-inf") return -std::numeric_limits<double>::infinity();
    double v = 0;
    if (!parse_number(text, v) || hex(v) != text)
        throw BadInput(
            fmt::format("{}: \"{}\" is no number as %a writes it, nor inf", where, text));
    return v;
}

ordered_json enclosure(const Range& r) { return {hex(r.lower), hex(r.upper)}; }
ordered_json optional_number(bool given, double v) {
    return given ? ordered_json(hex(v)) : ordered_json(nullptr);
}
ordered_json enclosures(const Ranges& all) {
    ordered_json out = ordered_json::object();
    for (const auto& [name, range] : all) out[name] = enclosure(range);
    return out;
}

ordered_json network_json(const Snapshot& s) {
    const auto& net = s.network;
    std::vector<long> widths;
    for (int l = 0; l <= net.depth(); ++l) widths.push_back(static_cast<long>(net.width(l)));
    std::vector<int> biases;
    for (int l = 1; l <= net.depth(); ++l)
        if (net.has_bias(l)) biases.push_back(l + s.layer_offset);
    const auto counts = s.data.class_counts();
    const bool full = s.layer_offset == 0, nonlinear = net.nonlinear_layers > 0;
    const Activation& a = net.activation;
    return {
        {"kind", full ? "full" : "head"},
        {"first_layer", s.layer_offset + 1},
        {"widths", widths},
        {"biases", biases},
        {"nonlinear_layers", net.nonlinear_layers},
        {"activation", activation_name(a.kind)},
        {"gamma", optional_number(nonlinear && a.uses_gamma(), a.gamma)},
        {"sharpness", optional_number(nonlinear && a.uses_sharpness(), a.sharpness)},
        {"loss", s.loss.kind == LossKind::squared_error ? "squared_error" : "cross_entropy"},
        {"label_smoothing", hex(s.loss.label_smoothing)},
        {"weight_decay", optional_number(s.weight_decay.has_value(), s.weight_decay.value_or(0))},
        {"classes", s.data.classes},
        {"class_counts", std::vector<long>(counts.begin(), counts.end())}};
}

ordered_json claim_json(const Outcome& o) {
    ordered_json hypotheses = ordered_json::object(), sides = ordered_json::array(),
                 bounds = ordered_json::object();
    for (const Quantity& q : o.hypotheses) {
        if (q.role == Role::margin) hypotheses[q.name] = enclosure(q.range);
        if (q.role == Role::count) hypotheses[q.name] = static_cast<long>(q.value);
        if (q.name.ends_with("_stationary")) bounds[q.name] = enclosure(q.range);
    }
    for (const Quantity& q : o.further)
        if (q.name != "lhs_operator" && q.name != "rhs_operator")
            bounds[q.name] = enclosure(q.range);
    if (o.lacks) bounds = ordered_json::object();
    for (const Side& s : o.sides)
        sides.push_back({{"layer", s.layer},
                         {"relation", relation_name(s.relation)},
                         {"lhs", enclosure(s.lhs)},
                         {"rhs", enclosure(s.rhs)}});
    return {{"id", o.claim},
            {"statement", find_claim(o.claim)->statement},
            {"status", status_name(o.status)},
            {"lacks", o.lacks ? ordered_json(hypothesis_name(o.lacks)) : ordered_json(nullptr)},
            {"hypotheses", std::move(hypotheses)},
            {"sides", std::move(sides)},
            {"bounds", std::move(bounds)}};
}

ordered_json layers_json(const std::vector<CertifiedLayer>& all) {
    ordered_json out = ordered_json::array();
    for (const CertifiedLayer& l : all) {
        ordered_json layer{{"layer", l.layer}};
        layer.update(enclosures(l.quantities));
        out.push_back(std::move(layer));
    }
    return out;
}

} // namespace

std::string format_certificate(const Certificate& c, const Snapshot& snapshot,
                               const CertifiedFile& file) {
    ordered_json claims = ordered_json::array();
    for (const Outcome& o : c.claims) claims.push_back(claim_json(o));
    const ordered_json j{{"certificate", version},
                         {"snapshot", {{"sha256", file.sha256}, {"bytes", file.bytes}}},
                         {"network", network_json(snapshot)},
                         {"quantities", enclosures(c.quantities)},
                         {"layers", layers_json(c.layers)},
                         {"affine_tail", enclosures(c.affine_tail)},
                         {"affine_layers", layers_json(c.affine_layers)},
                         {"last_layer", enclosures(c.last_layer)},
                         {"claims", std::move(claims)},
                         {"not_covered", not_covered()},
                         {"digest", ""}};
    std::string text = j.dump(1);
    text.erase(text.rfind(" \"digest\""));
    return text + " \"digest\": \"" + sha256_of(text) + "\"\n}\n";
}

namespace {

Range range_of(const ordered_json& j, const std::string& where) {
    if (!j.is_array() || j.size() != 2 || !j[0].is_string() || !j[1].is_string())
        throw BadInput(where + ": must be a pair of numbers as texts");
    const Range r{from_hex(j[0].get<std::string>(), where),
                  from_hex(j[1].get<std::string>(), where)};
    if (!(r.lower <= r.upper)) throw BadInput(where + ": the lower end is above the upper one");
    return r;
}
Ranges ranges_of(const ordered_json& j, const std::string& where) {
    Ranges out;
    for (const auto& [name, value] : j.items()) {
        if (value.is_array()) out.push_back({name, range_of(value, where + ": " + name)});
    }
    return out;
}
Relation relation_of(const std::string& name, const std::string& where) {
    for (const Relation r : {Relation::at_most, Relation::at_least})
        if (relation_name(r) == name) return r;
    throw BadInput(where + ": relation must be at_most or at_least");
}

CertificateText text_of(const ordered_json& j, const std::string& name) {
    CertificateText out;
    out.sha256 = j.at("snapshot").at("sha256").get<std::string>();
    const ordered_json& net = j.at("network");
    std::vector<std::string> widths;
    for (const auto& w : net.at("widths")) widths.push_back(std::to_string(w.get<long>()));
    long samples = 0;
    for (const auto& n : net.at("class_counts")) samples += n.get<long>();
    out.network = fmt::format(
        "{} {}, {} nonlinear layers, {}; {} classes, {} samples", net.at("kind").get<std::string>(),
        fmt::join(widths, "-"), net.at("nonlinear_layers").get<int>(),
        net.at("activation").get<std::string>(), net.at("classes").get<int>(), samples);
    out.quantities = ranges_of(j.at("quantities"), name + ": quantities");
    if (j.contains("affine_tail"))
        out.affine_tail = ranges_of(j.at("affine_tail"), name + ": affine_tail");
    if (j.contains("last_layer"))
        out.last_layer = ranges_of(j.at("last_layer"), name + ": last_layer");
    for (const auto& [key, to] :
         {std::pair{"layers", &out.layers}, std::pair{"affine_layers", &out.affine_layers}})
        for (const auto& l : j.value(key, ordered_json::array()))
            to->push_back({l.at("layer").get<int>(), ranges_of(l, name + ": " + key)});
    for (const auto& c : j.at("claims")) {
        const std::string id = c.at("id").get<std::string>(), where = name + ": claim " + id;
        CertificateText::Claim claim{id,
                                     c.at("statement").get<std::string>(),
                                     c.at("status").get<std::string>(),
                                     c.at("lacks").is_null() ? ""
                                                             : c.at("lacks").get<std::string>(),
                                     {},
                                     ranges_of(c.at("bounds"), where)};
        for (const auto& s : c.at("sides"))
            claim.sides.push_back(
                {s.at("layer").get<int>(), relation_of(s.at("relation").get<std::string>(), where),
                 Status::undecided, range_of(s.at("lhs"), where), range_of(s.at("rhs"), where)});
        out.claims.push_back(std::move(claim));
    }
    out.not_covered = j.at("not_covered").get<std::vector<std::string>>();
    return out;
}

} // namespace

CertificateText parse_certificate(std::string_view text, const std::string& name) {
    const ordered_json j = parse_strict_json(text, name);
    if (!j.is_object() || !j.contains("certificate"))
        throw BadInput(name + ": not a certificate, which has the key \"certificate\"");
    if (j["certificate"] != 1 && j["certificate"] != 2 && j["certificate"] != version)
        throw BadInput(fmt::format("{}: version {} of certificates; this program reads 1, 2 and {}",
                                   name, j["certificate"].dump(), version));
    const auto line = text.rfind(" \"digest\"");
    if (line == std::string_view::npos || j.value("digest", "") != sha256_of(text.substr(0, line)))
        throw BadInput(name + ": damaged: its digest is not that of what stands before it");
    try {
        return text_of(j, name);
    } catch (const nlohmann::json::exception& e) {
        throw BadInput(fmt::format("{}: not a whole certificate ({})", name, e.what()));
    }
}

} // namespace ncv
