#include "sweep/rank_effects.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace ncv::sweep {
namespace {

/// Fisher's scale; a perfect correlation stays finite.
double fisher(double correlation) {
    const double most = 1 - 1e-12;
    return std::atanh(std::clamp(correlation, -most, most));
}

/// A run that lacks a number gets the largest x, and the least or the largest y.
void fill(Values& x, Values& y, bool largest) {
    const Interval of_x = range_of(x), of_y = range_of(y);
    for (std::size_t s = 0; s < x.size(); ++s)
        for (std::size_t i = 0; i < x[s].size(); ++i)
            if (std::isnan(x[s][i]) || std::isnan(y[s][i])) {
                x[s][i] = of_x.high;
                y[s][i] = largest ? of_y.high : of_y.low;
            }
}

double correlation(const Values& x, const Values& y, std::size_t without) {
    std::vector<double> a, b;
    for (std::size_t s = 0; s < x.size(); ++s) {
        if (s == without) continue;
        for (std::size_t i = 0; i < x[s].size(); ++i) {
            if (std::isnan(x[s][i]) || std::isnan(y[s][i])) continue;
            a.push_back(x[s][i]);
            b.push_back(y[s][i]);
        }
    }
    return spearman(a, b);
}

std::vector<double> pseudo_values(Values x, Values y, bool largest) {
    fill(x, y, largest);
    const double n = static_cast<double>(x.size()), whole = fisher(correlation(x, y, x.size()));
    std::vector<double> out;
    for (std::size_t s = 0; s < x.size(); ++s)
        out.push_back(n * whole - (n - 1) * fisher(correlation(x, y, s)));
    return out;
}

} // namespace

RankEffects rank_effects(const Values& x, const Values& y) {
    RankEffects out{correlation(x, y, x.size()), {}};
    const auto a = pseudo_values(x, y, false), b = pseudo_values(x, y, true);
    for (std::size_t s = 0; s < a.size(); ++s)
        out.of_seeds.push_back({std::min(a[s], b[s]), std::max(a[s], b[s])});
    return out;
}

} // namespace ncv::sweep
