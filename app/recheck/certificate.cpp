#include "certificate.hpp"

#include "errors.hpp"
#include "snapshot.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>

namespace recheck {

std::string hex(double v) {
    char text[64];
    std::snprintf(text, sizeof text, "%a", v == 0 ? 0.0 : v);
    return text;
}

namespace {

double endpoint(const Json& j, const std::string& where) {
    if (!j.is_string()) throw Unreadable(where + ": an end of an enclosure must be a text");
    const auto text = j.get<std::string>();
    char* end = nullptr;
    const double v = std::strtod(text.c_str(), &end);
    if (text.empty() || *end || std::isnan(v) || hex(v) != text)
        throw Unreadable(where + ": \"" + text + "\" is no number as %a writes it");
    return v;
}

void need_keys(const Json& j, const std::vector<std::string>& keys, const std::string& where) {
    std::vector<std::string> found;
    if (j.is_object())
        for (const auto& [key, value] : j.items()) found.push_back(key);
    if (found == keys) return;
    std::string all;
    for (const auto& key : keys) all += (all.empty() ? "" : ", ") + key;
    throw Unreadable(where + ": must be an object with the keys " + all + ", in this order");
}

Layer read_layer(const Json& j, const std::string& where) {
    Layer out;
    std::vector<std::string> keys;
    for (const auto& [key, value] : j.items()) {
        keys.push_back(key);
        if (key == "layer")
            out.number = value.get<long>();
        else
            out.quantities[key] = printed_interval(value, where + " " + key);
    }
    std::vector<std::string> expected{"layer", "W"};
    for (const char* key : {"R", "D", "tail", "Z_before", "nc1", "nc2"})
        if (j.contains(key)) expected.push_back(key);
    need_keys(j, expected, where);
    return out;
}

PrintedClaim read_claim(const Json& j, const std::string& where) {
    need_keys(j, {"id", "statement", "status", "lacks", "hypotheses", "sides", "bounds"}, where);
    PrintedClaim out{j["id"].get<std::string>(),
                     j["statement"].get<std::string>(),
                     j["status"].get<std::string>(),
                     j["lacks"].is_null() ? "" : j["lacks"].get<std::string>(),
                     j["hypotheses"],
                     {},
                     {}};
    const std::string name = where + " " + out.id;
    if (!j["lacks"].is_null() && out.lacks.empty()) throw Unreadable(name + ": lacks is empty");
    for (const Json& s : j["sides"]) {
        need_keys(s, {"layer", "relation", "lhs", "rhs"}, name + " side");
        out.sides.push_back({s["layer"].get<long>(), s["relation"].get<std::string>(),
                             printed_interval(s["lhs"], name + " lhs"),
                             printed_interval(s["rhs"], name + " rhs")});
    }
    for (const auto& [key, value] : j["bounds"].items())
        out.bounds.push_back({key, printed_interval(value, name + " " + key)});
    return out;
}

const std::vector<std::string>& quantity_names() {
    static const std::vector<std::string> all{"s_K_Y",
                                              "eps1",
                                              "z1",
                                              "z2",
                                              "z_L1",
                                              "s1",
                                              "s_K",
                                              "M1",
                                              "M_K",
                                              "features",
                                              "W_before_squared",
                                              "outside_frobenius_squared",
                                              "outside_operator_squared",
                                              "collapsed",
                                              "to_collapsed",
                                              "powers_apart",
                                              "nc1",
                                              "nc1_weighted",
                                              "nc2",
                                              "nc3"};
    return all;
}

const Json& not_covered() {
    static const Json all{
        "The proofs of the claims: a certificate says that an inequality holds between these "
        "numbers, not why.",
        "Where the snapshot comes from: it speaks of the file with this SHA-256, whoever made it.",
        "Rounding in the program that trained or runs the network: the quantities are those of the "
        "exact real network with these weights.",
        "Claims about gradient descent, the loss landscape, near-optimal parameters and exactly "
        "balanced heads (B1, B2, B4 to B10, C, A4e, A7)."};
    return all;
}

} // namespace

Interval printed_interval(const Json& j, const std::string& where) {
    if (!j.is_array() || j.size() != 2) throw Unreadable(where + ": must be a pair of ends");
    const Interval out(Arf(endpoint(j[0], where)), Arf(endpoint(j[1], where)));
    if (!(out.lower <= out.upper))
        throw Unreadable(where + ": its lower end is above the upper one");
    return out;
}

Certificate read_certificate(const std::string& path) {
    const std::string text = read_file(path);
    const auto fail = [&](const std::string& what) { throw Unreadable(path + ": " + what); };
    // Keys that stand twice, other spacing and other spellings of numbers do not survive this.
    const Json j = Json::parse(text, nullptr, false);
    if (j.is_discarded() || !j.is_object() || !j.contains("certificate"))
        fail("is no certificate (JSON with the key \"certificate\")");
    if (j["certificate"] != 1) fail("is of another version of certificates; this program knows 1");
    if (j.dump(1) + "\n" != text) fail("is not laid out as the format says, or has a key twice");
    const auto line = text.rfind(" \"digest\"");
    if (!j.contains("digest") || line == std::string::npos ||
        j["digest"] != sha256(std::string_view(text).substr(0, line)))
        fail("is damaged: its digest is not that of what stands before it");
    need_keys(j,
              {"certificate", "snapshot", "network", "quantities", "layers", "claims",
               "not_covered", "digest"},
              path);
    try {
        Certificate c;
        need_keys(j["snapshot"], {"sha256", "bytes"}, "snapshot");
        c.sha256 = j["snapshot"]["sha256"].get<std::string>();
        c.bytes = j["snapshot"]["bytes"].get<std::size_t>();
        c.network = j["network"];
        need_keys(j["quantities"], quantity_names(), "quantities");
        for (const auto& [key, value] : j["quantities"].items())
            c.quantities[key] = printed_interval(value, "quantity " + key);
        for (const Json& layer : j["layers"]) c.layers.push_back(read_layer(layer, "layer"));
        for (const Json& claim : j["claims"]) c.claims.push_back(read_claim(claim, "claim"));
        if (j["not_covered"] != not_covered())
            fail("not_covered is not what this program knows to be left out");
        return c;
    } catch (const nlohmann::json::exception& e) {
        throw Unreadable(path + ": a value is of the wrong kind (" + e.what() + ")");
    }
}

} // namespace recheck
