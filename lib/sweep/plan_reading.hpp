/// Reading parts of a plan (plan.hpp); names are checked against what the plan declares.
#pragma once

#include "sweep/plan.hpp"
#include "training/config_section.hpp"

#include <functional>

namespace ncv::sweep {

/// One of `known`, required. Throws BadInput that names the nearest.
std::string known_word(const Section& in, std::string_view key,
                       const std::vector<std::string>& known);

/// A level's name: the word, or the number in its shortest form. None if it is neither.
std::optional<Level> read_level(const toml::node& node);

/// A table from factors to a level or a list of levels.
Selection read_selection(const Section& in, std::string_view key,
                         const std::vector<Factor>& factors);

/// The tables of [[title]], in order.
void each_table(const toml::table& root, std::string_view title, const std::string& file,
                const std::function<void(const toml::node&)>& read);

/// [[test]]. Throws BadInput.
Test read_test(const toml::node& node, const Plan& plan, const std::string& file);

/// The training configuration of one combination of levels, [seeds] left out. Throws BadInput.
TrainingConfig configuration_at(const Plan& plan, const std::map<std::string, std::string>& levels,
                                const std::string& file);

/// Goes through all combinations of levels, the first factor slowest.
void each_combination(
    const std::vector<Factor>& factors,
    const std::function<void(const std::map<std::string, std::string>& levels)>& visit);

} // namespace ncv::sweep
