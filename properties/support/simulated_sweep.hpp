/// Sweeps whose truth is known: a response that is linear in a factor x, with an effect of the seed
/// and noise of a chosen shape.
#pragma once

#include "data/random.hpp"
#include "sweep/decision.hpp"

#include <boost/random/student_t_distribution.hpp>

#include <cmath>
#include <string>

namespace ncv::properties {

/// Of mean 0 and, but for t3, standard deviation 1.
enum class Noise { normal, t3, outliers, skewed };
inline const char* noise_name(Noise noise) {
    return std::array{"normal", "Student's t, 3 degrees", "one in ten tenfold",
                      "lognormal, sigma 1/2"}[static_cast<std::size_t>(noise)];
}
inline double draw(Noise noise, Random& random) {
    if (noise == Noise::normal) return gaussian(random);
    if (noise == Noise::t3) return boost::random::student_t_distribution<double>(3)(random);
    if (noise == Noise::outliers)
        return gaussian(random) * (uniform_int(random, 0, 9) == 0 ? 10 : 1) / std::sqrt(10.9);
    const double v = 0.25; // sigma^2
    return (std::exp(std::sqrt(v) * gaussian(random)) - std::exp(v / 2)) /
           std::sqrt((std::exp(v) - 1) * std::exp(v));
}

/// A plan of factor x with `levels` levels 0, 1, .. and as many seeds; no tests yet.
inline sweep::Plan plan_of(int levels, int seeds, double confidence = 0.95) {
    sweep::Plan plan;
    plan.id = "simulated";
    plan.confidence = confidence;
    sweep::Factor x{"x", {}};
    for (int i = 0; i < levels; ++i) x.levels.push_back({std::to_string(i), double(i)});
    plan.factors = {x};
    for (int s = 0; s < seeds; ++s) plan.seeds.push_back(std::uint64_t(s + 1));
    return plan;
}

inline sweep::Test test_of(sweep::TestKind kind, const std::string& response,
                           sweep::Predicts predicts, std::vector<double> values,
                           double smallest_effect = 0) {
    sweep::Test test;
    test.name = std::string(name_of(kind, sweep::test_kinds)) + " of " + response;
    test.kind = kind;
    test.response = {{}, response};
    using enum sweep::TestKind;
    if (kind != contrast && kind != mean && kind != share) test.factor = {{}, "x"};
    test.predicts = predicts;
    test.values = std::move(values);
    test.smallest_effect = smallest_effect;
    return test;
}

/// A run at every cell of a plan with the one factor x.
template <class Measure>
std::vector<sweep::Observation> runs_of(const sweep::Plan& plan, Measure measure) {
    std::vector<sweep::Observation> out;
    for (const std::uint64_t seed : plan.seeds)
        for (const sweep::Level& level : plan.factors[0].levels)
            out.push_back({{{"x", level.name}}, seed, true, measure(seed, *level.number)});
    return out;
}

} // namespace ncv::properties
