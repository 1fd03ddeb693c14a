#include "theorem/choose_start.hpp"

#include "data/random.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace ncv {
namespace {

constexpr double never = std::numeric_limits<double>::infinity();

double rounded(double x) {
    const double unit = std::pow(10.0, std::floor(std::log10(x)) - 2);
    return unit < 1 ? std::round(x / unit) / std::round(1 / unit) : std::round(x / unit) * unit;
}

/// Logarithms of t, w_1, w, lambda.
using Point = Eigen::Array4d;

TheoremStart start_at(const Point& q) {
    const double w = rounded(std::exp(q(2)));
    return {rounded(std::exp(q(0))), rounded(std::exp(q(1))), w,
            rounded(std::exp(q(3))), rounded(w / 4),          4};
}

/// Steps, with a penalty that leads towards plans that are sound and below the target.
double cost(const StartGoal& goal, const TheoremPlan& plan) {
    const double bound = goal.sharp ? plan.nc1_sharp : plan.nc1;
    const bool rounds_too_much = plan.lacks == "rounding";
    if (!(plan.sound || rounds_too_much) || !std::isfinite(bound)) return never;
    double excess = bound / goal.target;
    if (rounds_too_much) excess = std::max({excess, plan.relative, plan.drift});
    return plan.steps() * (excess <= 1 ? 1 : 8 * std::pow(excess, 8));
}

} // namespace

ChosenStart choose_start(const StartGoal& goal, std::uint64_t seed) {
    Random random(seed);
    ChosenStart best;
    double least = never;
    for (int restart = 0; restart < 6; ++restart) {
        Point here = Point::Zero();
        double here_cost = never;
        for (int i = 0; i < 4000 && !(here_cost < never); ++i) {
            here = {uniform_real(random, -6, 3), uniform_real(random, -1, 4),
                    uniform_real(random, -1, 4), uniform_real(random, -24, -2)};
            here_cost = cost(goal, plan_theorem(build(start_at(here), goal.shape), goal.form));
        }
        for (int i = 0; i < 4000 && here_cost < never; ++i) {
            const double size = 0.5 * std::exp2(-uniform_real(random, 0, 8));
            Point there = here;
            for (int d = 0; d < 4; ++d) there(d) += size * gaussian(random);
            const TheoremStart start = start_at(there);
            const TheoremPlan plan = plan_theorem(build(start, goal.shape), goal.form);
            const double c = cost(goal, plan);
            if (!(c < here_cost)) continue;
            here = there;
            here_cost = c;
            const bool reached =
                plan.sound && (goal.sharp ? plan.nc1_sharp : plan.nc1) < goal.target;
            if (reached && c < least) {
                least = c;
                best = {start, plan};
            }
        }
    }
    if (!(least < never)) best.plan.k1 = best.plan.k2 = never;
    return best;
}

} // namespace ncv
