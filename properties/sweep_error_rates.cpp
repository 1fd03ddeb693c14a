/// How often verdicts are wrong and how often they find what is there, on simulated sweeps whose
/// truth is known; the tables of docs/verdicts.md are these very numbers.
#include "support/simulated_sweep.hpp"

#include "io/files.hpp"
#include "sweep/statistics.hpp"

#include <boost/math/distributions/normal.hpp>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <numeric>

namespace ncv::sweep {
namespace {

using namespace properties;
constexpr int simulations = 4000;
constexpr std::array noises{Noise::normal, Noise::t3, Noise::outliers, Noise::skewed};

/// What may be counted at a true rate of `rate` in all but one of 30,000 cases.
double at_most(double rate) { return rate + 4 * std::sqrt(rate * (1 - rate) / simulations); }

void expect_on_page(const std::string& table) {
    const std::string page = read_file(NCV_SOURCE "/docs/verdicts.md");
    EXPECT_NE(page.find(table), std::string::npos) << "docs/verdicts.md should have\n" << table;
}

struct Rates {
    double supported = 0, refuted = 0; ///< hypotheses
};

/// Tests "the contrast of y1, y2, .. is above 0", with true contrasts `effects` in units of one
/// seed's noise; `sign` -1 predicts below, of mirrored effects.
Rates rates_of(Noise noise, int seeds, const std::vector<double>& effects, int sign = 1) {
    Plan plan = plan_of(2, seeds);
    for (std::size_t i = 0; i < effects.size(); ++i) {
        plan.tests.push_back(test_of(TestKind::contrast, "y" + std::to_string(i),
                                     sign > 0 ? Predicts::above : Predicts::below, {0}));
        plan.tests.back().high = {{"x", {"1"}}};
        plan.tests.back().low = {{"x", {"0"}}};
    }
    Random random(std::uint64_t(seeds) * 100 + effects.size());
    Rates out;
    for (int i = 0; i < simulations; ++i) {
        const auto runs = runs_of(plan, [&](std::uint64_t, double x) {
            std::map<std::string, double> y;
            for (std::size_t t = 0; t < effects.size(); ++t)
                y["y" + std::to_string(t)] = x > 0 ? sign * effects[t] + draw(noise, random) : 0.0;
            return y;
        });
        const Verdict verdict = decide(plan, runs).verdict;
        out.supported += double(verdict == Verdict::supported) / simulations;
        out.refuted += double(verdict == Verdict::refuted) / simulations;
    }
    return out;
}

// One test whose effect is 0, between true and false: each wrong verdict has half of 5 %. Six such
// tests: refuting any. One such beside five that clearly hold: supporting the hypothesis.
TEST(ErrorRates, AreAtMostHalfOfWhatIsDeclared) {
    std::string table =
        "| noise | seeds | one test: supported | refuted | six tests at 0: refuted | "
        "five hold, one at 0: supported |\n|---|---|---|---|---|---|\n";
    for (const Noise noise : noises)
        for (const int seeds : {5, 10, 20}) {
            const Rates one = rates_of(noise, seeds, {0});
            const Rates six = rates_of(noise, seeds, {0, 0, 0, 0, 0, 0});
            const Rates last = rates_of(noise, seeds, {9, 9, 9, 9, 9, 0});
            table += fmt::format("| {} | {} | {:.1f} % | {:.1f} % | {:.1f} % | {:.1f} % |\n",
                                 noise_name(noise), seeds, 100 * one.supported, 100 * one.refuted,
                                 100 * six.refuted, 100 * last.supported);
            if (noise == Noise::skewed) continue; // Student's t errs on one side, the page says so
            for (const double rate : {one.supported, one.refuted, six.refuted, last.supported})
                EXPECT_LE(rate, at_most(0.025)) << noise_name(noise) << ", seeds " << seeds;
        }
    expect_on_page(table);
}

TEST(ErrorRates, AreTheSameForTheOtherSide) {
    const Rates six = rates_of(Noise::normal, 10, {0, 0, 0, 0, 0, 0}, -1);
    EXPECT_LE(six.refuted, at_most(0.025));
    EXPECT_LE(rates_of(Noise::normal, 10, {0}, -1).supported, at_most(0.025));
}

TEST(ErrorRates, AreNotBoughtByNeverDeciding) {
    std::string table = "| effect beyond the threshold | tests | 5 seeds | 10 seeds | 20 seeds |\n"
                        "|---|---|---|---|---|\n";
    double power = 0;
    for (const double effect : {0.5, 1.0, 2.0, 3.0})
        for (const int tests : {1, 4}) {
            table += fmt::format("| {:.1f} | {} |", effect, tests);
            for (const int seeds : {5, 10, 20}) {
                power =
                    rates_of(Noise::normal, seeds, std::vector<double>(std::size_t(tests), effect))
                        .supported;
                table += fmt::format(" {:.0f} % |", 100 * power);
            }
            table += "\n";
        }
    EXPECT_GT(power, 0.9999); // 3 standard deviations, 20 seeds
    expect_on_page(table);
}

/// The bias-corrected and accelerated bootstrap interval of a mean (Efron, Journal of the American
/// Statistical Association 82 (1987) 171), which verdicts do not use: what it was measured against.
Interval bca_interval(const std::vector<double>& x, double confidence) {
    constexpr int replicates = 1000;
    const double n = double(x.size()), mean = std::accumulate(x.begin(), x.end(), 0.0) / n;
    Random random(1);
    std::vector<double> means(replicates);
    for (double& m : means) {
        for (std::size_t i = 0; i < x.size(); ++i)
            m += x[std::size_t(uniform_int(random, 0, int(x.size()) - 1))] / n;
    }
    std::sort(means.begin(), means.end());
    const auto [below, above] = std::equal_range(means.begin(), means.end(), mean);
    const double share = double((below - means.begin()) + (above - means.begin())) / 2 / replicates;
    const boost::math::normal normal;
    const double bias = quantile(normal, std::clamp(share, 0.001, 0.999));
    double cubes = 0, squares = 0; // of the jackknife's deviations, up to a factor that cancels
    for (const double v : x) {
        cubes += std::pow(v - mean, 3);
        squares += std::pow(v - mean, 2);
    }
    const double acceleration = cubes / (6 * std::pow(squares, 1.5));
    const auto end = [&](double p) {
        const double z = bias + quantile(normal, p);
        const double at = cdf(normal, bias + z / (1 - acceleration * z));
        return means[std::size_t(std::clamp(at * replicates, 0.0, replicates - 1.0))];
    };
    return {end((1 - confidence) / 2), end((1 + confidence) / 2)};
}

// Why verdicts use Student's t: at the numbers of seeds that sweeps have, the bootstrap's intervals
// cover far less often than they say.
TEST(Intervals, OfStudentCoverMoreOftenThanTheBootstraps) {
    std::string table = "| noise | seeds | 95 %: Student's t | BCa | 98.75 %: Student's t | BCa |\n"
                        "|---|---|---|---|---|---|\n";
    for (const Noise noise : noises)
        for (const int seeds : {5, 10, 20}) {
            table += fmt::format("| {} | {} |", noise_name(noise), seeds);
            for (const double confidence : {0.95, 0.9875}) {
                Random random(std::uint64_t(seeds) + 17);
                int student = 0, bootstrap = 0;
                for (int i = 0; i < simulations; ++i) {
                    std::vector<double> x;
                    std::vector<Interval> points;
                    for (int s = 0; s < seeds; ++s) {
                        x.push_back(draw(noise, random));
                        points.push_back({x.back(), x.back()});
                    }
                    const Interval t = StudentMean(points).interval(confidence);
                    const Interval b = bca_interval(x, confidence);
                    student += t.low <= 0 && 0 <= t.high;
                    bootstrap += b.low <= 0 && 0 <= b.high;
                }
                EXPECT_GT(student, bootstrap);
                table += fmt::format(" {:.1f} % | {:.1f} % |", 100.0 * student / simulations,
                                     100.0 * bootstrap / simulations);
            }
            table += "\n";
        }
    expect_on_page(table);
}

// Two measures that share an effect of the seed and one of the level, whose rank correlation over
// all seeds there could be is known from a hundred thousand of them.
TEST(Intervals, OfRankCorrelationsCoverAsOftenAsDeclared) {
    const auto correlated = [](int seeds, double trend, double of_seed, Random& random) {
        Plan plan = plan_of(4, seeds);
        std::map<std::uint64_t, double> shared;
        for (const auto s : plan.seeds) shared[s] = of_seed * gaussian(random);
        auto runs = runs_of(plan, [&](std::uint64_t s, double x) {
            return std::map<std::string, double>{{"a", trend * x + shared[s] + gaussian(random)},
                                                 {"b", trend * x + shared[s] + gaussian(random)}};
        });
        sweep::Test test = test_of(TestKind::rank_correlation, "a", Predicts::above, {0});
        test.factor = {{}, "b"};
        plan.tests = {test};
        return std::pair{plan, runs};
    };
    std::string table = "| rank correlation | 6 seeds | 10 seeds | 20 seeds |\n|---|---|---|---|\n";
    for (const auto& [trend, of_seed] : {std::pair{0.0, 0.0}, {1.0, 0.5}, {0.0, 2.0}, {3.0, 1.0}}) {
        Random random(3);
        std::vector<double> a, b;
        for (const Observation& run : correlated(100'000, trend, of_seed, random).second) {
            a.push_back(run.measures.at("a"));
            b.push_back(run.measures.at("b"));
        }
        const double truth = spearman(a, b);
        table += fmt::format("| {:.2f} |", truth);
        for (const int seeds : {6, 10, 20}) {
            int covered = 0;
            for (int i = 0; i < simulations / 4; ++i) {
                const auto [plan, runs] = correlated(seeds, trend, of_seed, random);
                const TestResult r = decide(plan, runs).tests[0];
                covered += r.low <= truth && truth <= r.high;
            }
            const double n = simulations / 4;
            if (trend > 0 || of_seed == 0) { // of seeds' own effects alone: less, the page says so
                EXPECT_GT(covered, 0.95 * n - 4 * std::sqrt(0.95 * 0.05 * n));
            }
            table += fmt::format(" {:.1f} % |", 400.0 * covered / simulations);
        }
        table += "\n";
    }
    expect_on_page(table);
}

} // namespace
} // namespace ncv::sweep
