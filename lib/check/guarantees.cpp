#include "check/guarantees.hpp"

#include "check/outward.hpp"

#include "claims/registry.hpp"
#include "io/strict_json.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <sstream>

namespace ncv {
namespace {

double up(double v) { return std::nextafter(v, INFINITY); }
double down(double v) { return std::nextafter(v, -INFINITY); }

struct Classes {
    double samples;     ///< N
    double largest = 1; ///< K max N_c/N or a little more; 1 for equal classes
    explicit Classes(const std::vector<Eigen::Index>& counts)
        : samples(
              static_cast<double>(std::accumulate(counts.begin(), counts.end(), Eigen::Index(0)))) {
        const auto [least, most] = std::minmax_element(counts.begin(), counts.end());
        if (*least < *most) largest = up(static_cast<double>(*most * std::ssize(counts)) / samples);
    }
};

/// What a bound on one metric says of another, NaN for nothing.
double transferred(double bound, const std::string& from, const std::string& to,
                   const Classes& classes) {
    const auto is_nc1 = [](const std::string& name) {
        return name == "nc1" || name == "nc1_weighted" || name == "nc1_balanced";
    };
    if (from == to || (classes.largest == 1 && is_nc1(from) && is_nc1(to))) return bound;
    if (from == "nc1_balanced" && to == "nc1") return up(bound * classes.largest);
    return Outcome::undefined;
}

/// 1 - share, from below; of samples a whole number is wrong.
double rest_of(double share, const std::string& quantity, double samples) {
    if (!quantity.ends_with("accuracy")) return down(1 - share);
    const double wrong = std::floor(up(share * samples));
    return wrong == 0 ? 1 : down((samples - wrong) / samples);
}

/// Takes the bound that a side has on a metric, or on 1 less it, if it is about this quantity and
/// better.
void improve(Guarantee& g, const std::string& claim, const Side& side, const std::string& metric,
             bool from_one, const Classes& classes) {
    const bool at_least = (side.relation == Relation::at_least) != from_one;
    if (side.status != Status::holds || side.relation == Relation::equal || at_least != g.at_least)
        return;
    const double rhs = side.relation == Relation::at_least ? side.rhs.lower : side.rhs.upper;
    const double bound = transferred(from_one ? rest_of(rhs, metric, classes.samples) : rhs, metric,
                                     g.quantity, classes);
    if (std::isnan(bound)) return;
    const bool better = std::isnan(g.bound) || (g.at_least ? bound > g.bound : bound < g.bound);
    if (!better) return;
    g.bound = bound;
    g.claim = claim;
}
void improve(Guarantee& g, const Outcome& o, const Classes& classes) {
    const std::string metrics = find_claim(o.claim)->bounds;
    const bool from_one = metrics.starts_with("1 - ");
    std::istringstream names(from_one ? metrics.substr(4) : metrics);
    std::size_t side = 0;
    for (std::string metric; names >> metric && side < o.sides.size(); ++side)
        improve(g, o.claim, o.sides[side], metric, from_one, classes);
}

} // namespace

std::vector<Guarantee> guarantees(const SnapshotMetrics& metrics,
                                  const std::vector<Outcome>& outcomes,
                                  const std::vector<Eigen::Index>& counts) {
    const Classes classes(counts);
    std::vector<Guarantee> out{{"accuracy", true, metrics.fit.accuracy()}};
    for (const auto& [name, at_least] :
         {std::pair{"nearest_mean_accuracy", true}, std::pair{"nc1", false},
          std::pair{"nc1_balanced", false}, std::pair{"nc2", false},
          std::pair{"nc2_centred", false}, std::pair{"nc3", true}, std::pair{"nc3_centred", true}})
        out.push_back({name, at_least, metrics.last[name]});
    for (Guarantee& g : out)
        for (const Outcome& o : outcomes) improve(g, o, classes);
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

std::string table_of(const std::vector<Guarantee>& guarantees) {
    const auto shown = [](double v) {
        return std::isnan(v) ? "undefined" : fmt::format("{:.6g}", v);
    };
    std::string out =
        fmt::format("{:24}{:>12}      {:>12}  {}\n", "guaranteed", "measured", "bound", "by");
    for (const Guarantee& g : guarantees)
        if (std::isnan(g.bound))
            out +=
                fmt::format("{:24}{:>12}      {:>12}\n", g.quantity, shown(g.measured), "no claim");
        else
            out += fmt::format("{:24}{:>12}  {}  {:>12}  {}\n", g.quantity, shown(g.measured),
                               g.at_least ? ">=" : "<=",
                               g.at_least ? rounded_down(g.bound) : rounded_up(g.bound), g.claim);
    return out;
}

} // namespace ncv
