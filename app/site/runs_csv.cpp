#include "site/runs_csv.hpp"

#include <fmt/format.h>

#include <cmath>
#include <set>

namespace ncv::app {
namespace {

/// Quoted where it must be.
std::string field(const std::string& text) {
    if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
    std::string out = "\"";
    for (const char c : text) out += c == '"' ? std::string("\"\"") : std::string(1, c);
    return out + '"';
}

} // namespace

std::vector<std::string> measures_of(const std::vector<sweep::Cell>& cells) {
    std::set<std::string> names;
    for (const sweep::Cell& cell : cells)
        for (const auto& [name, value] : cell.measures) names.insert(name);
    return {names.begin(), names.end()};
}

std::string runs_csv(const sweep::Plan& plan, const std::vector<sweep::Cell>& cells) {
    const std::vector<std::string> measures = measures_of(cells);
    std::string out = "run";
    for (const sweep::Factor& factor : plan.factors) out += ',' + field(factor.name);
    out += ",seed,end,seconds,digest";
    for (const std::string& name : measures) out += ',' + field(name);
    for (const sweep::Cell& cell : cells) {
        out += fmt::format("\r\n{}", cell.number);
        for (const sweep::Factor& factor : plan.factors)
            out += ',' + field(cell.levels.at(factor.name));
        out += fmt::format(",{},{},", cell.seed, status_text(cell.status));
        if (cell.status) out += fmt::format("{}", cell.seconds);
        out += ',' + cell.digest;
        for (const std::string& name : measures) {
            const auto value = cell.measures.find(name);
            out += ',';
            if (value != cell.measures.end() && std::isfinite(value->second))
                out += fmt::format("{}", value->second);
        }
    }
    return out + "\r\n";
}

} // namespace ncv::app
