#include "sweep/decision.hpp"

#include "sweep/decision_words.hpp"

#include <algorithm>
#include <limits>

namespace ncv::sweep {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// The effect less the nearest predicted value, in standard deviations over seeds.
double standardised(const Test& test, const Evidence& e) {
    const auto nearer = [&](double a, double b) {
        return std::abs(a - e.effect) < std::abs(b - e.effect);
    };
    return (e.effect - *std::min_element(test.values.begin(), test.values.end(), nearer)) /
           e.deviation;
}

/// The tests' verdicts under Holm's correction, and the level at which each was judged.
struct Judged {
    std::vector<Verdict> verdict;
    std::vector<double> level;
    Holm supports, refutes;

    std::ptrdiff_t count(Verdict v) const { return std::ranges::count(verdict, v); }
};

Judged judge(const std::vector<Opposed>& p, double alpha) {
    std::vector<double> supports, refutes;
    for (const Opposed& one : p) {
        supports.push_back(one.supports);
        refutes.push_back(one.refutes);
    }
    Judged out{{}, {}, holm(supports), holm(refutes)};
    for (std::size_t i = 0; i < p.size(); ++i)
        out.verdict.push_back(out.supports.adjusted[i] <= alpha  ? Verdict::supported
                              : out.refutes.adjusted[i] <= alpha ? Verdict::refuted
                                                                 : Verdict::inconclusive);
    // What is undecided stands at the step at which Holm stopped.
    const auto stopped = p.size() - std::size_t(std::min(out.count(Verdict::supported),
                                                         out.count(Verdict::refuted)));
    for (std::size_t i = 0; i < p.size(); ++i) {
        const Verdict v = out.verdict[i];
        const std::size_t looks = v == Verdict::supported ? out.supports.factor[i]
                                  : v == Verdict::refuted ? out.refutes.factor[i]
                                                          : stopped;
        out.level.push_back(alpha / static_cast<double>(looks));
    }
    return out;
}

} // namespace

Decision decide(const Plan& plan, const std::vector<Observation>& observations) {
    std::vector<Evidence> evidence;
    std::vector<Opposed> p;
    for (const Test& test : plan.tests) {
        evidence.push_back(gather(plan, test, observations));
        p.push_back(weigh(prediction_of(test), evidence.back()));
    }
    const Judged judged = judge(p, 1 - plan.confidence);
    Decision out;
    for (std::size_t i = 0; i < plan.tests.size(); ++i) {
        const Test& test = plan.tests[i];
        const Evidence& e = evidence[i];
        TestResult r;
        r.name = test.name;
        r.verdict = judged.verdict[i];
        r.confidence = 1 - judged.level[i];
        const bool against = p[i].refutes < p[i].supports;
        r.p_value = std::min(p[i].refutes, p[i].supports);
        r.adjusted_p = (against ? judged.refutes : judged.supports).adjusted[i];
        r.effect = e.effect;
        const auto interval = e.trouble.empty() ? e.interval(r.confidence) : Interval{nan, nan};
        r.low = interval.low;
        r.high = interval.high;
        r.standardised = standardised(test, e);
        r.seeds = plan.seeds.size();
        r.runs = e.runs;
        r.without_value = e.without_value;
        const Prediction prediction = prediction_of(test);
        r.seeds_in_line = std::size_t(
            std::count_if(e.of_seeds.begin(), e.of_seeds.end(),
                          [&](const Interval& seed) { return prediction.holds(seed); }));
        r.sentence = sentence_of(test, e, r);
        out.tests.push_back(std::move(r));
    }
    out.verdict = judged.count(Verdict::refuted) > 0 ? Verdict::refuted
                  : judged.count(Verdict::supported) == std::ssize(plan.tests)
                      ? Verdict::supported
                      : Verdict::inconclusive;
    out.sentence = sentence_of(out);
    return out;
}

} // namespace ncv::sweep
