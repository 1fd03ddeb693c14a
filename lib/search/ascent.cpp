#include "search/ascent.hpp"

#include "search/coordinates.hpp"

#include <nlopt.h>

#include <algorithm>
#include <cmath>
#include <memory>

namespace ncv {
namespace {

struct Ascent {
    const Snapshot* shape;
    Constraints constraints;
    Judge* judge;
    nlopt_opt optimiser;
    Scored best;
};

double judged(unsigned, const double* point, double*, void* data) {
    Ascent& ascent = *static_cast<Ascent*>(data);
    Snapshot s = projected(at_coordinates(*ascent.shape, point), ascent.constraints);
    const double score = ascent.judge->score(s);
    if (score > ascent.best.score) ascent.best = {std::move(s), score};
    if (ascent.judge->over()) nlopt_force_stop(ascent.optimiser);
    return score;
}

} // namespace

Scored ascend(const Scored& start, const Constraints& constraints, Judge& judge, long evaluations,
              double enough) {
    std::vector<double> point = coordinates(start.snapshot);
    const auto dimension = static_cast<unsigned>(point.size());
    const std::unique_ptr<nlopt_opt_s, decltype(&nlopt_destroy)> optimiser(
        nlopt_create(NLOPT_LN_SBPLX, dimension), nlopt_destroy);
    Ascent ascent{&start.snapshot, constraints, &judge, optimiser.get(), start};
    std::vector<double> step;
    for (double x : point) step.push_back(std::max(std::abs(x) / 4, 1.0 / 16));
    nlopt_set_max_objective(optimiser.get(), judged, &ascent);
    nlopt_set_initial_step(optimiser.get(), step.data());
    nlopt_set_maxeval(optimiser.get(), static_cast<int>(std::max(1L, evaluations)));
    nlopt_set_stopval(optimiser.get(), enough);
    nlopt_set_xtol_rel(optimiser.get(), 1e-6);
    double value = 0;
    nlopt_optimize(optimiser.get(), point.data(), &value); // the best point was kept on the way
    return std::move(ascent.best);
}

} // namespace ncv
