/// A hypothesis as its page and the index show it.
#pragma once

#include "store/store.hpp"
#include "sweep/decision.hpp"

#include <nlohmann/json.hpp>

#include <string>
#include <vector>

namespace ncv::app {

struct Hypothesis {
    sweep::Plan plan;
    std::vector<sweep::Cell> cells;
    sweep::Decision decision;
};

/// The first test whose verdict is that of the whole.
std::size_t deciding_test(const sweep::Decision& decision);

/// Statement, factors, tests with their results, counts, and the runs as columns, of `measures`
/// only. Undefined numbers are null.
nlohmann::ordered_json hypothesis_json(const Hypothesis& hypothesis,
                                       const std::vector<std::string>& measures);

} // namespace ncv::app
