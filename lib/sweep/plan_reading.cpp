#include "sweep/plan_reading.hpp"

namespace ncv::sweep {

std::string known_word(const Section& in, std::string_view key,
                       const std::vector<std::string>& known) {
    const toml::node* node = in.find(key);
    if (!node) in.missing(key, fmt::format("one of {}", fmt::join(known, ", ")));
    const std::string word = in.text(key, "");
    if (std::find(known.begin(), known.end(), word) == known.end())
        in.fail(*node, fmt::format("unknown {} \"{}\"; the nearest known one is \"{}\"", key, word,
                                   nearest(word, known)));
    return word;
}

std::optional<Level> read_level(const toml::node& node) {
    if (const auto word = node.value_exact<std::string>(); word && !word->empty())
        return Level{*word, std::nullopt};
    const auto number = node.value<double>();
    if (node.is_number() && number && std::isfinite(*number))
        return Level{fmt::format("{}", *number), *number};
    return std::nullopt;
}

Selection read_selection(const Section& in, std::string_view key,
                         const std::vector<Factor>& factors) {
    Selection out;
    const toml::node* node = in.find(key);
    if (!node) return out;
    if (!node->is_table() || node->as_table()->empty())
        in.fail(*node, fmt::format("{} must be a table such as {{ factor = \"level\" }}", key));
    for (const auto& entry_of_factor : *node->as_table()) {
        const std::string name(entry_of_factor.first.str());
        const toml::node& value = entry_of_factor.second;
        std::vector<std::string> factor_names, level_names;
        for (const Factor& factor : factors) {
            factor_names.push_back(factor.name);
            if (factor.name != name) continue;
            for (const Level& level : factor.levels) level_names.push_back(level.name);
        }
        if (factors.empty()) in.fail(value, fmt::format("{}: the plan has no factors", key));
        if (level_names.empty())
            in.fail(value, fmt::format("{}: unknown factor \"{}\"; the nearest known one is \"{}\"",
                                       key, name, nearest(name, factor_names)));
        const auto add = [&](const toml::node& entry) {
            const auto level = read_level(entry);
            if (!level)
                in.fail(value,
                        fmt::format("{}: {} must be a level or a list of levels", key, name));
            if (std::find(level_names.begin(), level_names.end(), level->name) == level_names.end())
                in.fail(value,
                        fmt::format("{}: {} has no level \"{}\"; the nearest known one is \"{}\"",
                                    key, name, level->name, nearest(level->name, level_names)));
            out[name].push_back(level->name);
        };
        if (!value.is_array())
            add(value);
        else
            for (const toml::node& entry : *value.as_array()) add(entry);
        if (out[name].empty()) in.fail(value, fmt::format("{}: {} names no level", key, name));
    }
    return out;
}

} // namespace ncv::sweep
