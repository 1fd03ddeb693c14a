/// Reading parts of a plan (plan.hpp); names are checked against what the plan declares.
#pragma once

#include "io/strict_toml.hpp"
#include "sweep/plan.hpp"

#include <functional>

namespace ncv::sweep {

/// One of `known`, required. Throws BadInput that names the nearest.
std::string known_word(const Section& in, std::string_view key,
                       const std::vector<std::string>& known);

/// The value of an enumeration that such a word names.
template <class T, std::size_t n>
T known_value(const Section& in, std::string_view key, const Names<T, n>& names) {
    return *value_named(known_word(in, key, words_of(names)), names);
}

/// A level's name: the word, or the number in its shortest form. None if it is neither.
std::optional<Level> read_level(const toml::node& node);

/// A table from factors to a level or a list of levels.
Selection read_selection(const Section& in, std::string_view key,
                         const std::vector<Factor>& factors);

/// [[test]]. Throws BadInput.
Test read_test(const toml::node& node, const Plan& plan, const std::string& file);

/// The configuration of one combination of levels, [seeds] left out. Throws BadInput.
RunConfig configuration_at(const Plan& plan, const std::map<std::string, std::string>& levels,
                           const std::string& file);

/// Goes through all combinations of levels, the first factor slowest.
void each_combination(
    const std::vector<Factor>& factors,
    const std::function<void(const std::map<std::string, std::string>& levels)>& visit);

} // namespace ncv::sweep
