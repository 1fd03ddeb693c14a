#include "site/hypothesis_json.hpp"

#include "site/run_file.hpp"

#include "io/strict_json.hpp"

#include <algorithm>

namespace ncv::app {
namespace {

using nlohmann::ordered_json;
using sweep::Cell;

ordered_json factor_json(const sweep::Factor& factor) {
    ordered_json levels = ordered_json::array();
    for (const sweep::Level& level : factor.levels)
        levels.push_back({{"name", level.name},
                          {"number", level.number ? real(*level.number) : ordered_json(nullptr)}});
    return {{"name", factor.name}, {"levels", std::move(levels)}};
}

ordered_json transformed_json(const sweep::Transformed& t) {
    ordered_json words = ordered_json::array();
    for (const sweep::Transform transform : t.transforms)
        words.push_back(name_of(transform, sweep::transforms));
    return {{"transforms", std::move(words)}, {"name", t.name}};
}

ordered_json test_json(const sweep::Test& test, const sweep::TestResult& r) {
    return {{"name", test.name},
            {"kind", name_of(test.kind, sweep::test_kinds)},
            {"response", transformed_json(test.response)},
            {"factor", transformed_json(test.factor)},
            {"across", transformed_json(test.across)},
            {"where", test.where},
            {"high", test.high},
            {"low", test.low},
            {"predicts", name_of(test.predicts, sweep::predictions)},
            {"values", test.values},
            {"smallest_effect", test.smallest_effect},
            {"result",
             {{"effect", real(r.effect)},
              {"low", real(r.low)},
              {"high", real(r.high)},
              {"confidence", real(r.confidence)},
              {"p_value", real(r.p_value)},
              {"adjusted_p", real(r.adjusted_p)},
              {"seeds", r.seeds},
              {"runs", r.runs},
              {"without_value", r.without_value},
              {"verdict", name_of(r.verdict, sweep::verdicts)},
              {"sentence", r.sentence}}}};
}

ordered_json counts_json(const std::vector<Cell>& cells) {
    ordered_json out{{"planned", cells.size()}};
    for (const auto& [status, name] : run_statuses)
        out[std::string(name)] = std::ranges::count(cells, status, &Cell::status);
    return out;
}

/// A column a factor with each run's place among its levels.
ordered_json level_columns(const sweep::Plan& plan, const std::vector<Cell>& cells) {
    ordered_json out = ordered_json::array();
    for (const sweep::Factor& factor : plan.factors) {
        std::map<std::string, std::size_t> place;
        for (std::size_t i = 0; i < factor.levels.size(); ++i) place[factor.levels[i].name] = i;
        ordered_json column = ordered_json::array();
        for (const Cell& cell : cells) column.push_back(place.at(cell.levels.at(factor.name)));
        out.push_back(std::move(column));
    }
    return out;
}

template <class Value>
ordered_json column(const std::vector<Cell>& cells, Value value) {
    ordered_json out = ordered_json::array();
    for (const Cell& cell : cells) out.push_back(value(cell));
    return out;
}

ordered_json cells_json(const Hypothesis& h, const std::vector<std::string>& measures) {
    ordered_json values = ordered_json::object();
    for (const std::string& name : measures)
        values[name] = column(h.cells, [&](const Cell& cell) {
            const auto found = cell.measures.find(name);
            return found == cell.measures.end() ? ordered_json(nullptr) : real(found->second);
        });
    return {{"number", column(h.cells, [](const Cell& cell) { return cell.number; })},
            {"levels", level_columns(h.plan, h.cells)},
            {"seed", column(h.cells, [](const Cell& cell) { return cell.seed; })},
            {"file", column(h.cells, [](const Cell& cell) { return run_file(cell.digest); })},
            {"status", column(h.cells, [](const Cell& cell) { return status_text(cell.status); })},
            {"measures", std::move(values)}};
}

} // namespace

std::size_t deciding_test(const sweep::Decision& decision) {
    const auto& tests = decision.tests;
    const auto found = std::ranges::find(tests, decision.verdict, &sweep::TestResult::verdict);
    return found == tests.end() ? 0 : static_cast<std::size_t>(found - tests.begin());
}

ordered_json hypothesis_json(const Hypothesis& h, const std::vector<std::string>& measures) {
    ordered_json factors = ordered_json::array(), tests = ordered_json::array();
    for (const sweep::Factor& factor : h.plan.factors) factors.push_back(factor_json(factor));
    for (std::size_t i = 0; i < h.plan.tests.size(); ++i)
        tests.push_back(test_json(h.plan.tests[i], h.decision.tests[i]));
    return {{"id", h.plan.id},
            {"title", h.plan.title},
            {"statement", h.plan.statement},
            {"notes", h.plan.notes},
            {"confidence", h.plan.confidence},
            {"seeds", h.plan.seeds.size()},
            {"measures", h.plan.measures},
            {"verdict", name_of(h.decision.verdict, sweep::verdicts)},
            {"sentence", h.decision.sentence},
            {"deciding", deciding_test(h.decision)},
            {"counts", counts_json(h.cells)},
            {"factors", std::move(factors)},
            {"tests", std::move(tests)},
            {"cells", cells_json(h, measures)}};
}

} // namespace ncv::app
