#include "store/refutation.hpp"

#include "io/errors.hpp"
#include "io/strict_json.hpp"

#include <fmt/format.h>

#include <limits>
#include <set>

namespace ncv::sweep {
namespace {

using nlohmann::ordered_json;

std::vector<std::string> measures_of_tests(const Plan& plan) {
    std::set<std::string> out;
    for (const Test& test : plan.tests) {
        out.insert(test.response.name);
        if (test.kind == TestKind::rank_correlation) out.insert(test.factor.name);
    }
    return {out.begin(), out.end()};
}

/// The value of `names` that a word means; `what` says of what it is the word.
template <class T, std::size_t n>
T value_of(const nlohmann::json& word, const Names<T, n>& names, std::string_view what,
           const std::string& name) {
    if (word.is_string())
        if (const auto value = value_named(word.get_ref<const std::string&>(), names))
            return *value;
    throw BadInput(fmt::format("{}: {} is {}; known are {}", name, what, word.dump(),
                               fmt::join(words_of(names), ", ")));
}

/// The rows of "runs", one a planned run: how it ended, then its measures.
std::vector<Cell> read_rows(const nlohmann::json& rows, const Plan& plan, const std::string& name) {
    const auto measures = measures_of_tests(plan);
    std::vector<Cell> out;
    for_each_run(plan, [&](const PlannedRun& run) {
        if (run.number >= rows.size()) return;
        const nlohmann::json& row = rows[run.number];
        if (!row.is_array() || row.size() != measures.size() + 1)
            throw BadInput(fmt::format("{}: run {} must be [end, {}]", name, run.number,
                                       fmt::join(measures, ", ")));
        Cell cell{run.number,
                  run.levels,
                  run.seed,
                  run.digest,
                  value_of(row[0], run_statuses, "a run's end", name),
                  0,
                  {}};
        for (std::size_t i = 0; i < measures.size(); ++i) {
            if (!row[i + 1].is_number() && !row[i + 1].is_null())
                throw BadInput(fmt::format("{}: {} of run {} is {}, must be a number or null", name,
                                           measures[i], run.number, row[i + 1].dump()));
            cell.measures[measures[i]] = row[i + 1].is_null()
                                             ? std::numeric_limits<double>::quiet_NaN()
                                             : row[i + 1].get<double>();
        }
        out.push_back(std::move(cell));
    });
    if (out.size() != rows.size() || rows.size() != planned_runs(plan).size())
        throw BadInput(fmt::format("{}: holds {} runs, its plan has {}", name, rows.size(),
                                   planned_runs(plan).size()));
    return out;
}

const nlohmann::json& member(const nlohmann::json& object, const char* key,
                             nlohmann::json::value_t type, const std::string& name) {
    if (!object.is_object() || !object.contains(key))
        throw BadInput(fmt::format("{}: the key \"{}\" is missing", name, key));
    if (object[key].type() != type)
        throw BadInput(fmt::format("{}: \"{}\" must be a{} {}", name, key,
                                   type == nlohmann::json::value_t::string ? "" : "n",
                                   nlohmann::json(type).type_name()));
    return object[key];
}

} // namespace

std::string format_refutation(const Refutation& refutation) {
    const Plan& plan = refutation.plan;
    ordered_json tests = ordered_json::array(), rows = ordered_json::array();
    for (const TestResult& t : refutation.decision.tests)
        tests.push_back({{"name", t.name},
                         {"verdict", name_of(t.verdict, verdicts)},
                         {"effect", real(t.effect)}});
    const auto measures = measures_of_tests(plan);
    for (const Cell& cell : refutation.cells) {
        ordered_json row{status_text(cell.status.value())};
        for (const std::string& m : measures) {
            const auto found = cell.measures.find(m);
            row.push_back(found == cell.measures.end() ? ordered_json(nullptr)
                                                       : real(found->second));
        }
        rows.push_back(std::move(row));
    }
    std::string out = "{\n";
    const auto add = [&](const char* key, const ordered_json& value) {
        out += fmt::format("  \"{}\": {},\n", key, value.dump());
    };
    add("id", "F12");
    add("claim", plan.id);
    add("version", refutation.version);
    add("expected",
        {{"verdict", name_of(refutation.decision.verdict, verdicts)}, {"tests", std::move(tests)}});
    add("plan", plan.text);
    add("plan_sha256", plan.digest);
    add("measures", measures);
    out += "  \"runs\": [";
    for (std::size_t i = 0; i < rows.size(); ++i)
        out += fmt::format("{}\n    {}", i ? "," : "", rows[i].dump());
    return out + "\n  ]\n}\n";
}

bool is_refutation(std::string_view json, const std::string& name) {
    const nlohmann::json j = parse_strict_json(json, name);
    return j.is_object() && j.contains("id") && j["id"] == "F12";
}

Refutation parse_refutation(std::string_view json, const std::string& name) {
    using Kind = nlohmann::json::value_t;
    const nlohmann::json j = parse_strict_json(json, name);
    if (j.is_object())
        only_keys(j,
                  {"id", "claim", "version", "expected", "plan", "plan_sha256", "measures", "runs"},
                  name);
    Refutation out;
    out.plan =
        parse_plan(member(j, "plan", Kind::string, name).get<std::string>(), name + ", its plan");
    if (member(j, "plan_sha256", Kind::string, name) != out.plan.digest)
        throw BadInput(fmt::format("{}: the plan's SHA-256 is {}, not what \"plan_sha256\" says",
                                   name, out.plan.digest));
    if (member(j, "claim", Kind::string, name) != out.plan.id)
        throw BadInput(fmt::format("{}: \"claim\" must be the plan's id, {}", name, out.plan.id));
    out.version = member(j, "version", Kind::string, name).get<std::string>();
    const nlohmann::json& expected = member(j, "expected", Kind::object, name);
    only_keys(expected, {"verdict", "tests"}, name + ": expected");
    out.decision.verdict =
        value_of(member(expected, "verdict", Kind::string, name), verdicts, "\"verdict\"", name);
    for (const auto& t : member(expected, "tests", Kind::array, name)) {
        TestResult test;
        test.name = member(t, "name", Kind::string, name).get<std::string>();
        test.verdict =
            value_of(member(t, "verdict", Kind::string, name), verdicts, "a test's verdict", name);
        if (!t.contains("effect") || !(t["effect"].is_number() || t["effect"].is_null()))
            throw BadInput(
                fmt::format("{}: test {} has no effect (a number or null)", name, test.name));
        only_keys(t, {"name", "verdict", "effect"}, fmt::format("{}: test {}", name, test.name));
        test.effect = t["effect"].is_null() ? std::numeric_limits<double>::quiet_NaN()
                                            : t["effect"].get<double>();
        out.decision.tests.push_back(std::move(test));
    }
    if (member(j, "measures", Kind::array, name) != nlohmann::json(measures_of_tests(out.plan)))
        throw BadInput(fmt::format("{}: \"measures\" must be what the plan's tests look at: {}",
                                   name, fmt::join(measures_of_tests(out.plan), ", ")));
    out.cells = read_rows(member(j, "runs", Kind::array, name), out.plan, name);
    return out;
}

} // namespace ncv::sweep
