#include "claims/outcome_json.hpp"

#include "io/digest.hpp"
#include "io/errors.hpp"
#include "io/files.hpp"
#include "io/number_text.hpp"
#include "io/snapshot_file.hpp"
#include "io/strict_json.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace ncv {

using nlohmann::ordered_json;

ordered_json to_json(const Outcome& outcome) {
    ordered_json out{{"id", outcome.claim},           {"status", status_name(outcome.status)},
                     {"lhs", real(outcome.lhs)},      {"rhs", real(outcome.rhs)},
                     {"ratio", real(outcome.ratio)},  {"relation", relation_name(outcome.relation)},
                     {"budget", real(outcome.budget)}};
    for (const Quantity& q : outcome.further) out[q.name] = real(q.value);
    if (outcome.layer) out["layer"] = outcome.layer;
    if (outcome.lacks) out["lacks"] = hypothesis_name(outcome.lacks);
    ordered_json hypotheses = ordered_json::object();
    for (const Quantity& q : outcome.hypotheses) hypotheses[q.name] = real(q.value);
    out["hypotheses"] = std::move(hypotheses);
    return out;
}

ordered_json enclosed_json(const Outcome& outcome) {
    const auto pair = [](const Range& r) { return ordered_json{real(r.lower), real(r.upper)}; };
    ordered_json out = to_json(outcome), sides = ordered_json::array(),
                 hypotheses = ordered_json::object();
    for (const Side& s : outcome.sides)
        sides.push_back({{"layer", s.layer},
                         {"relation", relation_name(s.relation)},
                         {"status", status_name(s.status)},
                         {"lhs", pair(s.lhs)},
                         {"rhs", pair(s.rhs)}});
    for (const Quantity& q : outcome.hypotheses)
        if (q.range.lower == q.range.lower) hypotheses[q.name] = pair(q.range);
    out["sides"] = std::move(sides);
    out["hypotheses_enclosed"] = std::move(hypotheses);
    return out;
}

ordered_json to_json(const Claim& claim) {
    return {{"id", claim.id},
            {"title", claim.title},
            {"kind", kind_name(claim.kind)},
            {"source", claim.source},
            {"statement", claim.statement},
            {"trivial", claim.trivial},
            {"needs", names_of(claim.needs)},
            {"theorems", claim.theorems}};
}

ordered_json to_json(const GalleryEntry& entry) {
    return {{"id", entry.id},
            {"title", entry.title},
            {"kind", "counterexample"},
            {"source", "docs/claims.md, Counterexamples"},
            {"claim", entry.claim},
            {"lacks", hypothesis_name(entry.lacks)},
            {"file", "counterexamples/" + entry.file + ".json"}};
}

namespace {

std::string string_of(const nlohmann::json& j, const char* key, const std::string& name) {
    if (!j.contains(key)) throw BadInput(fmt::format("{}: the key \"{}\" is missing", name, key));
    if (!j[key].is_string()) throw BadInput(fmt::format("{}: \"{}\" must be a string", name, key));
    return j[key].get<std::string>();
}

Status status_of(const std::string& text, const std::string& name) {
    for (Status s : {Status::holds, Status::violated, Status::vacuous, Status::not_applicable,
                     Status::undecided})
        if (status_name(s) == text) return s;
    throw BadInput(fmt::format("{}: unknown status \"{}\"; known are holds, violated, vacuous, "
                               "not_applicable, undecided",
                               name, text));
}

} // namespace

Counterexample parse_counterexample(std::string_view text, const std::string& name) {
    const nlohmann::json j = parse_strict_json(text, name);
    if (!j.is_object()) throw BadInput(name + ": must be a JSON object");
    only_keys(j, {"id", "claim", "lacks", "expected", "note", "sha256"}, name);
    Counterexample out;
    if (j.contains("id")) out.id = string_of(j, "id", name);
    out.claim = string_of(j, "claim", name);
    const Claim* claim = find_claim(out.claim);
    if (!claim)
        throw BadInput(fmt::format("{}: unknown claim \"{}\"; `ncv list` shows the known ones",
                                   name, out.claim));
    const std::string lacks =
        j.contains("lacks") && !j["lacks"].is_null() ? string_of(j, "lacks", name) : "";
    out.lacks = find_hypothesis(lacks);
    if (!lacks.empty() && (!out.lacks || !claim->has(*out.lacks)))
        throw BadInput(fmt::format("{}: claim {} has no hypothesis \"{}\"; it has {}", name,
                                   out.claim, lacks, fmt::join(names_of(claim->needs), ", ")));
    if (!j.contains("expected") || !j["expected"].is_object())
        throw BadInput(name + ": the object \"expected\" is missing");
    only_keys(j["expected"], {"status", "ratio"}, name + ": expected");
    out.status = status_of(string_of(j["expected"], "status", name), name);
    if (j["expected"].contains("ratio") && !j["expected"]["ratio"].is_null()) {
        const nlohmann::json& ratio = j["expected"]["ratio"];
        double value = 0;
        const bool hex =
            ratio.is_string() && parse_number(ratio.get_ref<const std::string&>(), value);
        if (!hex && !ratio.is_number())
            throw BadInput(name + ": expected.ratio must be a number, a hex float or null");
        out.ratio = hex ? value : ratio.get<double>();
    }
    if (j.contains("note")) out.note = string_of(j, "note", name);
    if (j.contains("sha256")) {
        out.sha256 = string_of(j, "sha256", name);
        if (out.sha256.size() != 64 ||
            out.sha256.find_first_not_of("0123456789abcdef") != std::string::npos)
            throw BadInput(name + ": sha256 must be the snapshot's, 64 lower-case hex digits");
    }
    return out;
}

void write_counterexample(const std::filesystem::path& json_path, const Counterexample& c,
                          const Snapshot& snapshot) {
    std::filesystem::path snapshot_path = json_path;
    const std::string bytes = format_snapshot(snapshot);
    ordered_json j{{"id", c.id},
                   {"claim", c.claim},
                   {"lacks", hypothesis_name(c.lacks)},
                   {"expected",
                    {{"status", status_name(c.status)},
                     {"ratio", c.ratio ? real(*c.ratio) : ordered_json(nullptr)}}},
                   {"note", c.note},
                   {"sha256", sha256_of(bytes)}};
    write_with_account(snapshot_path.replace_extension(".safetensors"), bytes, json_path,
                       j.dump(2) + "\n");
}

} // namespace ncv
