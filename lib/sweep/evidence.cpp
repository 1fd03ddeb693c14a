#include "sweep/evidence.hpp"

#include "io/errors.hpp"
#include "sweep/rank_effects.hpp"
#include "sweep/seed_effects.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace ncv::sweep {
namespace {

constexpr double most_without_value = 0.1; // of a test's runs

double middle(Interval i) { return i.low + (i.high - i.low) / 2; }

void infer_mean(Evidence& out, const StudentMean& mean) {
    out.effect = middle(mean.mean());
    out.deviation = mean.deviation();
    if (std::isnan(out.effect))
        out.trouble = "the effect is undefined";
    else if (mean.deviation() == 0)
        out.trouble = "all seeds give the same effect, so nothing is known of its spread";
    if (!out.trouble.empty()) return;
    out.p_at_least = [mean](double c) { return mean.p_at_least(c); };
    out.p_at_most = [mean](double c) { return mean.p_at_most(c); };
    out.interval = [mean](double confidence) { return mean.interval(confidence); };
}

void infer_share(Evidence& out, const Test& test, const Values& values) {
    Interval successes;
    for (const Interval& e : out.of_seeds)
        successes = {successes.low + e.low, successes.high + e.high};
    for (const auto& row : values)
        for (const double v : row)
            if (!std::isnan(v) && v != 0 && v != 1)
                throw BadInput(fmt::format("test \"{}\": a share is of 0 and 1, {} is {}",
                                           test.name, test.response.name, v));
    const double trials = static_cast<double>(out.of_seeds.size());
    const BinomialShare share(successes, trials);
    out.effect = middle(successes) / trials;
    out.p_at_least = [share](double c) { return share.p_at_least(c); };
    out.p_at_most = [share](double c) { return share.p_at_most(c); };
    out.interval = [share](double confidence) { return share.interval(confidence); };
}

void infer_correlation(Evidence& out, const RankEffects& ranks) {
    infer_mean(out, StudentMean(ranks.of_seeds));
    out.effect = ranks.correlation;
    if (!out.trouble.empty()) return;
    const auto z = [](double c) { return std::atanh(std::clamp(c, -1.0, 1.0)); };
    out.p_at_least = [p = out.p_at_least, z](double c) { return p(z(c)); };
    out.p_at_most = [p = out.p_at_most, z](double c) { return p(z(c)); };
    out.interval = [of_z = out.interval](double confidence) {
        const Interval i = of_z(confidence);
        return Interval{std::tanh(i.low), std::tanh(i.high)};
    };
}

} // namespace

Evidence gather(const Plan& plan, const Test& test, const std::vector<Observation>& observations) {
    const Cells cells = cells_of(plan, test, observations);
    Transformed response = test.response;
    if (test.kind == TestKind::exponent)
        response.transforms.insert(response.transforms.begin(), Transform::log);
    const bool correlated = test.kind == TestKind::rank_correlation;
    const Values values = values_of(cells, response);
    const Values others = correlated ? values_of(cells, test.factor) : values;

    Evidence out;
    out.runs = cells.levels.size() * cells.runs.size();
    for (std::size_t s = 0; s < values.size(); ++s)
        for (std::size_t i = 0; i < values[s].size(); ++i)
            out.without_value += std::isnan(values[s][i]) || std::isnan(others[s][i]);
    if (cells.missing > 0)
        out.trouble = fmt::format("{} of {} runs are still to be done", cells.missing, out.runs);
    else if (double(out.without_value) > most_without_value * double(out.runs))
        out.trouble = fmt::format("{} of {} runs have no value, more than a tenth",
                                  out.without_value, out.runs);
    else if (cells.runs.size() < 2)
        out.trouble = "one seed says nothing about others";
    if (!out.trouble.empty()) return out;

    if (correlated) {
        infer_correlation(out, rank_effects(others, values));
        return out;
    }
    const SeedEffect effect = seed_effect(plan, test, cells);
    const Interval range = test.kind == TestKind::share ? Interval{0, 1} : range_of(values);
    for (const auto& row : values) {
        out.of_seeds.push_back(effect(row, range));
        if (!std::isfinite(out.of_seeds.back().low))
            out.trouble = "there is a seed without an effect";
    }
    if (!out.trouble.empty()) return out;
    if (test.kind == TestKind::share)
        infer_share(out, test, values);
    else
        infer_mean(out, StudentMean(out.of_seeds));
    return out;
}

} // namespace ncv::sweep
