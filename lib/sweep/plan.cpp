#include "sweep/plan.hpp"

#include "io/digest.hpp"
#include "sweep/measures.hpp"
#include "sweep/plan_reading.hpp"

#include <set>

namespace ncv::sweep {
namespace {

constexpr std::size_t most_combinations = 100'000;
constexpr std::int64_t most_seeds = 1'000'000;
constexpr std::size_t most_runs = 10'000'000;

void read_sweep(const Section& in, Plan& plan) {
    plan.id = in.required_text("id", "the hypothesis' permanent name, such as \"E1\"");
    for (const char c : plan.id)
        if (!std::isalnum(static_cast<unsigned char>(c)) && c != '_' && c != '-')
            in.fail(*in.find("id"),
                    fmt::format("id is \"{}\", must be of letters, digits, _ and -", plan.id));
    plan.title = in.required_text("title", "a line for tables");
    plan.statement = in.required_text("statement", "the hypothesis in words");
    plan.notes = in.text("notes", "");
}

void read_seeds(const Section& in, Plan& plan) {
    if (!in.find("count")) in.missing("count", "how many seeds each combination of levels gets");
    const std::int64_t first = in.integer("first", 1, 0, std::int64_t(1) << 53);
    const std::int64_t count = in.integer("count", 1, 1, most_seeds);
    for (std::int64_t i = 0; i < count; ++i)
        plan.seeds.push_back(static_cast<std::uint64_t>(first + i));
}

Factor read_factor(const toml::node& node, const std::string& file) {
    const Section in(&node, "[factor]", {"name", "levels"}, file);
    Factor factor;
    factor.name = in.required_text("name", "a word");
    if (factor.name.find_first_of(" \t\n") != std::string::npos || factor.name == "seed")
        in.fail(*in.find("name"),
                fmt::format("name is \"{}\", must be one word and not seed", factor.name));
    std::set<std::string> names;
    factor.levels = in.list("levels", [&](const toml::node& entry) {
        const Section at(&entry, "[factor] levels", {"level", "set"}, file);
        const toml::node* level = at.find("level");
        const auto read = level ? read_level(*level) : std::nullopt;
        if (!read) in.fail(entry, "every level needs level = a number or a word");
        if (!names.insert(read->name).second)
            in.fail(entry, fmt::format("level {} is there twice", read->name));
        return *read;
    });
    if (factor.levels.empty()) in.missing("levels", "a list of { level = .., set = { .. } }");
    return factor;
}

void read_outcome(const Section& in, Plan& plan) {
    std::vector<std::string> known;
    for (const MeasureInfo& m : known_measures()) known.push_back(m.name);
    plan.measures = in.list("measures", [&](const toml::node& entry) {
        const std::string name = entry.value_or(std::string());
        if (!find_measure(name))
            in.fail(entry, fmt::format("unknown measure \"{}\"; the nearest known one is \"{}\"",
                                       name, nearest(name, known)));
        return name;
    });
    if (plan.measures.empty()) in.missing("measures", "a list, the primary one first");
    plan.kept.snapshot = in.truth("keep_snapshots", false);
    plan.kept.layer_states = static_cast<int>(in.integer("layer_states", 0, 0, 10'000));
}

void read_decision(const Section& in, Plan& plan) {
    plan.confidence = in.real("confidence", 0.95, 0, false);
    if (!(plan.confidence < 1))
        in.fail(*in.find("confidence"),
                fmt::format("confidence is {}, must be below 1", plan.confidence));
}

/// Every combination of levels must be a configuration.
void check_combinations(Plan& plan, const std::string& file) {
    std::size_t combinations = 1;
    for (const Factor& factor : plan.factors) {
        combinations *= factor.levels.size();
        if (combinations > most_combinations || combinations * plan.seeds.size() > most_runs)
            throw BadInput(fmt::format("{}: has more than {} combinations of levels or {} runs",
                                       file, most_combinations, most_runs));
    }
    each_combination(plan.factors, [&](const auto& levels) {
        const RunConfig config = configuration_at(plan, levels, file);
        plan.backbones = std::holds_alternative<BackboneConfig>(config);
    });
}

} // namespace

Plan parse_plan(std::string_view text, const std::string& file) {
    const toml::table root = parse_toml(text, file);
    require_sections(
        root, {"sweep", "base", "seeds", "factor", "combination", "outcome", "decision", "test"},
        file);
    Plan plan;
    plan.text = text;
    plan.digest = sha256_of(text);
    read_sweep({root, "sweep", {"id", "title", "statement", "notes"}, file}, plan);
    read_seeds({root, "seeds", {"first", "count"}, file}, plan);
    each_table(root, "factor", file, [&](const toml::node& node) {
        Factor factor = read_factor(node, file);
        for (const Factor& other : plan.factors)
            if (other.name == factor.name)
                fail_at(node, file, fmt::format("factor {} is there twice", factor.name));
        plan.factors.push_back(std::move(factor));
    });
    read_outcome({root, "outcome", {"measures", "keep_snapshots", "layer_states"}, file}, plan);
    read_decision({root, "decision", {"confidence"}, file}, plan);
    check_combinations(plan, file);
    each_table(root, "test", file,
               [&](const toml::node& node) { plan.tests.push_back(read_test(node, plan, file)); });
    if (plan.tests.empty())
        throw BadInput(fmt::format("{}: needs a [[test]], the rule that decides", file));
    return plan;
}

} // namespace ncv::sweep
