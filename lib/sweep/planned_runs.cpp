#include "io/digest.hpp"
#include "sweep/plan_reading.hpp"
#include "training/config_reading.hpp"

namespace ncv::sweep {
namespace {

using Levels = std::map<std::string, std::string>;

const std::vector<std::string> sections{"network", "backbone", "data", "training"};

/// Puts { "section.key" = value, .. } into a configuration; the nodes are moved, so that they keep
/// their lines.
void apply(toml::table& set, toml::table& config, const std::string& file) {
    for (auto&& [key, node] : set) {
        const std::string name(key.str());
        const std::size_t dot = name.find('.');
        const std::string section = name.substr(0, dot);
        if (std::find(sections.begin(), sections.end(), section) == sections.end() ||
            dot == std::string::npos)
            fail_at(node, file,
                    fmt::format("set: unknown key \"{}\"; a key is a section ({}), a point and a "
                                "key, in quotes: \"training.steps\"",
                                name, fmt::join(sections, ", ")));
        toml::table& into = *config.insert(section, toml::table()).first->second.as_table();
        node.visit(
            [&](auto& value) { into.insert_or_assign(name.substr(dot + 1), std::move(value)); });
    }
}

/// The table `set` of `in`, null if there is none.
toml::table* settings(toml::table& in, const std::string& file) {
    toml::node* node = in.get("set");
    if (node && !node->is_table())
        fail_at(*node, file, "set must be a table { \"section.key\" = value, .. }");
    return node ? node->as_table() : nullptr;
}

bool matches(const Selection& where, const Levels& levels) {
    for (const auto& [factor, names] : where)
        if (std::find(names.begin(), names.end(), levels.at(factor)) == names.end()) return false;
    return true;
}

std::string named(const Levels& levels) {
    std::vector<std::string> parts;
    for (const auto& [factor, level] : levels) parts.push_back(factor + " = " + level);
    return fmt::format("{}", fmt::join(parts, ", "));
}

/// [base] as a configuration file of its own.
toml::table base_of(toml::table& root, const std::string& file) {
    toml::node* node = root.get("base");
    if (!node)
        throw BadInput(fmt::format("{}: needs [base.network] or [base.backbone], [base.data] and "
                                   "[base.training], a configuration",
                                   file));
    const Section in(node, "base", sections, file);
    for (auto&& [key, value] : *node->as_table())
        if (!value.is_table()) in.fail(value, fmt::format("[base.{}] must be a table", key.str()));
    return std::move(*node->as_table());
}

RunConfig read_run_config(const toml::table& config, const std::string& file) {
    const toml::node* backbone = config.get("backbone");
    if (backbone && config.contains("network"))
        fail_at(*backbone, file, "a plan has [base.network] or [base.backbone], not both");
    if (backbone) return read_backbone_config(config, file);
    TrainingConfig out = read_training_config(config, file);
    out.checkpoint_every = 0; // a run is kept whole
    return out;
}

} // namespace

void each_combination(const std::vector<Factor>& factors,
                      const std::function<void(const Levels&)>& visit) {
    Levels levels;
    const std::function<void(std::size_t)> choose = [&](std::size_t i) {
        if (i == factors.size()) return visit(levels);
        for (const Level& level : factors[i].levels) {
            levels[factors[i].name] = level.name;
            choose(i + 1);
        }
    };
    choose(0);
}

RunConfig configuration_at(const Plan& plan, const Levels& levels, const std::string& file) {
    toml::table root = parse_toml(plan.text, file);
    toml::table config = base_of(root, file);
    if (toml::array* factors = root["factor"].as_array())
        for (std::size_t i = 0; i < plan.factors.size(); ++i) {
            toml::array& entries = *(*factors)[i].as_table()->get("levels")->as_array();
            for (std::size_t j = 0; j < plan.factors[i].levels.size(); ++j)
                if (levels.at(plan.factors[i].name) == plan.factors[i].levels[j].name)
                    if (toml::table* set = settings(*entries[j].as_table(), file))
                        apply(*set, config, file);
        }
    if (toml::array* combinations = root["combination"].as_array())
        for (toml::node& node : *combinations) {
            const Section in(&node, "[combination]", {"where", "set"}, file);
            if (!in.find("where") || !in.find("set"))
                in.fail(node, "[[combination]] needs where = { factor = level } and set = { .. }");
            if (matches(read_selection(in, "where", plan.factors), levels))
                apply(*settings(*node.as_table(), file), config, file);
        }
    if (const toml::node* seed = config["training"]["seed"].node())
        fail_at(*seed, file, "training.seed stands in [seeds], not in a plan's configuration");
    try {
        return read_run_config(config, file);
    } catch (const BadInput& e) {
        if (levels.empty()) throw;
        throw BadInput(fmt::format("{} (at {})", e.what(), named(levels)));
    }
}

void for_each_run(const Plan& plan, const std::function<void(const PlannedRun&)>& visit) {
    const std::string name = "plan " + plan.id;
    PlannedRun run;
    each_combination(plan.factors, [&](const Levels& levels) {
        run.levels = levels;
        run.config = configuration_at(plan, levels, name);
        for (const std::uint64_t seed : plan.seeds) {
            run.seed = seed_of(run.config) = seed;
            run.config_text = format_run_config(run.config);
            run.digest = sha256_of(run.config_text);
            visit(run);
            ++run.number;
        }
    });
}

std::vector<PlannedRun> planned_runs(const Plan& plan) {
    std::vector<PlannedRun> out;
    for_each_run(plan, [&](const PlannedRun& run) { out.push_back(run); });
    return out;
}

} // namespace ncv::sweep
