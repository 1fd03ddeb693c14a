#include "guarantees.hpp"

#include "outward.hpp"

#include "claims/registry.hpp"
#include "io/strict_json.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>

namespace ncv::app {
namespace {

bool is_nc1(const std::string& metric) {
    return metric == "nc1" || metric == "nc1_weighted" || metric == "nc1_balanced";
}

/// Takes the bound of an outcome that holds if it is about this quantity and better.
void improve(Guarantee& g, const Outcome& o, bool equal_classes) {
    if (o.status != Status::holds || o.sides.empty()) return;
    const Side& side = o.sides.front();
    std::string metric = find_claim(o.claim)->bounds;
    const bool from_one = metric.starts_with("1 - ");
    if (from_one) metric.erase(0, 4);
    const bool same =
        metric == g.quantity || (equal_classes && is_nc1(metric) && is_nc1(g.quantity));
    const bool at_least = (side.relation == Relation::at_least) != from_one;
    if (!same || side.relation == Relation::equal || at_least != g.at_least) return;
    const double rhs = side.relation == Relation::at_least ? side.rhs.lower : side.rhs.upper;
    // 1 - rhs rounds to nearest; the next number below is certainly no larger than it.
    const double bound = from_one ? std::nextafter(1 - rhs, -INFINITY) : rhs;
    const bool better = std::isnan(g.bound) || (g.at_least ? bound > g.bound : bound < g.bound);
    if (!better) return;
    g.bound = bound;
    g.claim = o.claim;
}

} // namespace

std::vector<Guarantee> guarantees(const SnapshotMetrics& metrics,
                                  const std::vector<Outcome>& outcomes, bool equal_classes) {
    std::vector<Guarantee> out{{"accuracy", true, metrics.fit.accuracy()}};
    for (const auto& [name, at_least] :
         {std::pair{"nearest_mean_accuracy", true}, std::pair{"nc1", false},
          std::pair{"nc1_balanced", false}, std::pair{"nc2", false},
          std::pair{"nc2_centred", false}, std::pair{"nc3", true}, std::pair{"nc3_centred", true}})
        out.push_back({name, at_least, metrics.last[name]});
    for (Guarantee& g : out)
        for (const Outcome& o : outcomes) improve(g, o, equal_classes);
    return out;
}

nlohmann::ordered_json to_json(const std::vector<Guarantee>& guarantees, bool certified) {
    auto out = nlohmann::ordered_json::array();
    for (const Guarantee& g : guarantees) {
        const bool bounded = !std::isnan(g.bound);
        out.push_back({{"quantity", g.quantity},
                       {"measured", real(g.measured)},
                       {"bound", real(g.bound)},
                       {"sense", g.at_least ? ">=" : "<="},
                       {"claim", bounded ? nlohmann::ordered_json(g.claim) : nullptr},
                       {"certified", certified && bounded}});
    }
    return out;
}

void print(const std::vector<Guarantee>& guarantees) {
    const auto shown = [](double v) {
        return std::isnan(v) ? "undefined" : fmt::format("{:.6g}", v);
    };
    fmt::print("{:24}{:>12}      {:>12}  {}\n", "guaranteed", "measured", "bound", "by");
    for (const Guarantee& g : guarantees)
        if (std::isnan(g.bound))
            fmt::print("{:24}{:>12}      {:>12}\n", g.quantity, shown(g.measured), "no claim");
        else
            fmt::print("{:24}{:>12}  {}  {:>12}  {}\n", g.quantity, shown(g.measured),
                       g.at_least ? ">=" : "<=",
                       g.at_least ? rounded_down(g.bound) : rounded_up(g.bound), g.claim);
    fmt::print("\n");
}

} // namespace ncv::app
