#include "sweep/seed_effects.hpp"

#include "io/errors.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace ncv::sweep {
namespace {

/// A linear function of a seed's responses as a weight a cell.
template <class Function>
std::vector<double> weights_of(std::size_t cells, Function linear) {
    std::vector<double> out, unit(cells);
    for (double& one : unit) {
        one = 1;
        out.push_back(linear(unit));
        one = 0;
    }
    return out;
}

/// The weighted sum of a seed's responses; those that lack lie anywhere in `range`.
Interval weighted(const std::vector<double>& weights, const std::vector<double>& responses,
                  Interval range) {
    Interval sum;
    for (std::size_t i = 0; i < weights.size(); ++i) {
        const double w = weights[i], y = responses[i];
        sum.low += w * (std::isnan(y) ? w > 0 ? range.low : range.high : y);
        sum.high += w * (std::isnan(y) ? w > 0 ? range.high : range.low : y);
    }
    return sum;
}

std::vector<double> contrast_weights(const Test& test, const Cells& cells) {
    double high = 0, low = 0;
    for (const auto& levels : cells.levels) {
        high += selected(test.high, levels);
        low += selected(test.low, levels);
    }
    if (high == 0 || low == 0)
        throw BadInput(
            fmt::format("test \"{}\": {} selects no runs", test.name, high == 0 ? "high" : "low"));
    std::vector<double> out;
    for (const auto& levels : cells.levels)
        out.push_back(selected(test.high, levels) / high - selected(test.low, levels) / low);
    return out;
}

/// The line through the slopes of y on x at each value of z.
Line line_of_slopes(const std::vector<double>& x, const std::vector<double>& z,
                    const std::vector<double>& y) {
    std::map<double, std::pair<std::vector<double>, std::vector<double>>> groups;
    for (std::size_t i = 0; i < z.size(); ++i) {
        groups[z[i]].first.push_back(x[i]);
        groups[z[i]].second.push_back(y[i]);
    }
    std::vector<double> at, slopes;
    for (const auto& [value, group] : groups) {
        at.push_back(value);
        slopes.push_back(least_squares(group.first, group.second).slope);
    }
    return least_squares(at, slopes);
}

/// -a/b; infinite if b may vanish.
Interval root(Interval a, Interval b) {
    constexpr double infinity = std::numeric_limits<double>::infinity();
    if (b.low <= 0 && b.high >= 0) return {-infinity, infinity};
    const auto [low, high] =
        std::minmax({-a.low / b.low, -a.low / b.high, -a.high / b.low, -a.high / b.high});
    return {low, high};
}

SeedEffect linear_effect(std::vector<double> weights) {
    return [weights = std::move(weights)](const std::vector<double>& y, Interval range) {
        return weighted(weights, y, range);
    };
}

SeedEffect crossing_effect(std::vector<double> at_zero, std::vector<double> slope) {
    return [at_zero = std::move(at_zero), slope = std::move(slope)](const std::vector<double>& y,
                                                                    Interval range) {
        return root(weighted(at_zero, y, range), weighted(slope, y, range));
    };
}

} // namespace

SeedEffect seed_effect(const Plan& plan, const Test& test, const Cells& cells) {
    const std::size_t count = cells.levels.size();
    if (test.kind == TestKind::mean || test.kind == TestKind::share)
        return linear_effect(std::vector<double>(count, 1 / static_cast<double>(count)));
    if (test.kind == TestKind::contrast) return linear_effect(contrast_weights(test, cells));
    Transformed factor = test.factor;
    if (test.kind == TestKind::exponent)
        factor.transforms.insert(factor.transforms.begin(), Transform::log);
    const std::vector<double> x = numbers_of(plan, test, factor, cells);
    if (test.kind != TestKind::crossing)
        return linear_effect(
            weights_of(count, [&](const auto& y) { return least_squares(x, y).slope; }));
    const std::vector<double> z = numbers_of(plan, test, test.across, cells);
    return crossing_effect(
        weights_of(count, [&](const auto& y) { return line_of_slopes(x, z, y).at_zero; }),
        weights_of(count, [&](const auto& y) { return line_of_slopes(x, z, y).slope; }));
}

} // namespace ncv::sweep
