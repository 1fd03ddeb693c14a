#include "site/run_json.hpp"

#include "claims/registry.hpp"
#include "io/strict_json.hpp"

#include <algorithm>
#include <set>

namespace ncv::app {
namespace {

using nlohmann::ordered_json;

ordered_json neighbour_json(const std::optional<RunPlace::Neighbour>& n) {
    if (!n) return nullptr;
    return {{"file", n->file}, {"number", n->number}};
}

ordered_json places_json(const std::vector<RunPlace>& places) {
    ordered_json out = ordered_json::array();
    for (const RunPlace& p : places)
        out.push_back({{"id", p.plan},
                       {"number", p.number},
                       {"levels", p.levels},
                       {"seed", p.seed},
                       {"previous", neighbour_json(p.previous)},
                       {"next", neighbour_json(p.next)}});
    return out;
}

ordered_json history_json(const std::vector<HistoryRow>& rows) {
    constexpr std::pair<const char*, double HistoryRow::*> columns[] = {
        {"loss", &HistoryRow::loss}, {"residual", &HistoryRow::residual},
        {"nc1", &HistoryRow::nc1},   {"nc2", &HistoryRow::nc2},
        {"nc3", &HistoryRow::nc3},   {"balancedness", &HistoryRow::balancedness}};
    ordered_json out{{"step", ordered_json::array()}};
    for (const HistoryRow& row : rows) out["step"].push_back(row.step);
    for (const auto& [name, value] : columns) {
        ordered_json& column = out[name] = ordered_json::array();
        for (const HistoryRow& row : rows) column.push_back(real(row.*value));
    }
    return out;
}

/// A column a metric over the layers that have any.
ordered_json layers_json(const std::vector<sweep::LayerRow>& rows) {
    std::set<int> numbers;
    for (const sweep::LayerRow& row : rows) numbers.insert(row.layer);
    const auto place = [&](int layer) {
        return static_cast<std::size_t>(std::distance(numbers.begin(), numbers.find(layer)));
    };
    ordered_json values = ordered_json::object();
    for (const sweep::LayerRow& row : rows) {
        ordered_json& column = values[row.name];
        if (column.is_null()) column = std::vector<std::nullptr_t>(numbers.size());
        column[place(row.layer)] = real(row.value);
    }
    return {{"number", numbers}, {"values", std::move(values)}};
}

ordered_json layer_history_json(const std::vector<sweep::LayerState>& states) {
    ordered_json out = ordered_json::array();
    for (const sweep::LayerState& state : states)
        out.push_back({{"step", state.step}, {"layers", layers_json(state.layers)}});
    return out;
}

ordered_json claims_json(const std::vector<sweep::ClaimRow>& rows) {
    ordered_json out = ordered_json::array();
    for (const sweep::ClaimRow& row : rows) {
        const Claim* claim = find_claim(row.claim);
        out.push_back({{"claim", row.claim},
                       {"title", claim ? claim->title : ""},
                       {"status", row.status},
                       {"lhs", real(row.lhs)},
                       {"rhs", real(row.rhs)},
                       {"ratio", real(row.ratio)}});
    }
    return out;
}

ordered_json angles_json(const std::vector<sweep::AngleRow>& rows) {
    int classes = 0;
    ordered_json out{{"start", ordered_json::array()}, {"end", ordered_json::array()}};
    for (const sweep::AngleRow& row : rows) {
        out[row.at].push_back({row.a, row.b, real(row.cosine)});
        classes = std::max(classes, row.b + 1);
    }
    out["classes"] = classes;
    return out;
}

} // namespace

ordered_json run_json(const sweep::RunResult& run, const std::string& title,
                      const std::vector<RunPlace>& places, const RunFiles& files) {
    ordered_json measures = ordered_json::object();
    for (const auto& [name, value] : run.measures) measures[name] = real(value);
    return {{"title", title},
            {"digest", run.digest},
            {"status", status_text(run.status)},
            {"note", run.note},
            {"seconds", real(run.seconds)},
            {"version", run.version},
            {"places", places_json(places)},
            {"config", run.config_text},
            {"config_file", files.config},
            {"snapshot", files.snapshot},
            {"command", files.command},
            {"measures", std::move(measures)},
            {"history", history_json(run.history)},
            {"layers", layers_json(run.layers)},
            {"layer_history", layer_history_json(run.layer_history)},
            {"claims", claims_json(run.claims)},
            {"angles", angles_json(run.angles)}};
}

} // namespace ncv::app
