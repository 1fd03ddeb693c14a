#include "sweep/events.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <numeric>

namespace ncv::sweep {
namespace {

constexpr double undefined = std::numeric_limits<double>::quiet_NaN();

struct Metric {
    std::string name;
    double (*value)(const HistoryRow&);
};
const std::vector<Metric> metrics{
    {"nc1", [](const HistoryRow& row) { return std::log(row.nc1); }},
    {"nc2", [](const HistoryRow& row) { return std::log(row.nc2); }},
    {"nc3", [](const HistoryRow& row) { return std::log1p(-row.nc3); }}};

/// 231 where the second comes first and the first last; 0 where two come at once.
double order_of(const std::vector<double>& times) {
    std::vector<int> places{0, 1, 2};
    const auto at = [&](int i) { return times[static_cast<std::size_t>(i)]; };
    std::sort(places.begin(), places.end(), [&](int a, int b) { return at(a) < at(b); });
    if (at(places[0]) == at(places[1]) || at(places[1]) == at(places[2])) return 0;
    return 100 * (places[0] + 1) + 10 * (places[1] + 1) + places[2] + 1;
}

} // namespace

std::size_t change_point(const std::vector<double>& values) {
    if (std::ranges::adjacent_find(values, std::ranges::not_equal_to{}) == values.end()) return 0;
    const auto n = static_cast<double>(values.size());
    const double total = std::accumulate(values.begin(), values.end(), 0.0);
    // The sum of squares falls by (S_i - i S_n/n)^2 n/(i (n - i)), S_i the sum of the first i.
    std::size_t best = 0;
    double most = 0, sum = 0;
    for (std::size_t i = 1; i < values.size(); ++i) {
        sum += values[i - 1];
        const auto before = static_cast<double>(i);
        const double gap = sum - before * total / n;
        const double gain = gap * gap * n / (before * (n - before));
        if (gain > most) {
            most = gain;
            best = i;
        }
    }
    return best;
}

std::size_t half_way(const std::vector<double>& values) {
    if (values.size() < 2 || values.front() == values.back()) return 0;
    const double middle = std::midpoint(values.front(), values.back());
    const double sign = values.front() < values.back() ? 1 : -1;
    std::size_t i = values.size();
    while (i > 0 && sign * values[i - 1] > sign * middle) --i;
    return i;
}

std::map<std::string, double> collapse_times(const std::vector<HistoryRow>& history) {
    std::map<std::string, double> out;
    const std::vector<std::pair<std::string, std::size_t (*)(const std::vector<double>&)>> kinds{
        {"t_", change_point}, {"half_", half_way}};
    for (const auto& [prefix, place] : kinds) {
        std::vector<double> times;
        for (const Metric& metric : metrics) {
            std::vector<double> values;
            for (const HistoryRow& row : history) values.push_back(metric.value(row));
            bool known = true;
            for (const double v : values) known = known && std::isfinite(v);
            const std::size_t i = known ? place(values) : 0;
            times.push_back(i > 0 ? static_cast<double>(history[i].step) : undefined);
            out[prefix + metric.name] = times.back();
        }
        const bool all = !std::isnan(times[0] + times[1] + times[2]);
        const std::string order = prefix == "t_" ? "order" : "half_order";
        out[order] = all ? order_of(times) : undefined;
        out[order + "_123"] = all ? (out[order] == 123 ? 1.0 : 0.0) : undefined;
    }
    return out;
}

} // namespace ncv::sweep
