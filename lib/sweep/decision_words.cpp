#include "sweep/decision_words.hpp"

#include <boost/math/distributions/binomial.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cmath>

namespace ncv::sweep {
namespace {

std::string words(const Transformed& t) {
    std::string out = t.name;
    for (auto it = t.transforms.rbegin(); it != t.transforms.rend(); ++it) {
        switch (*it) {
        case Transform::one_minus: out = "(1 - " + out + ")"; break;
        case Transform::minus_one: out = "(" + out + " - 1)"; break;
        default: out = fmt::format("{} {}", name_of(*it, transforms), out);
        }
    }
    return out;
}

std::string words(const Selection& selection) {
    std::vector<std::string> parts;
    for (const auto& [factor, levels] : selection)
        parts.push_back(fmt::format("{} {}", factor, fmt::join(levels, " or ")));
    return fmt::format("{}", fmt::join(parts, ", "));
}

std::string effect_in_words(const Test& test) {
    const std::string y = words(test.response), x = words(test.factor);
    if (test.kind == TestKind::slope) return fmt::format("the slope of {} in {}", y, x);
    if (test.kind == TestKind::exponent) return fmt::format("the exponent of {} in {}", y, x);
    if (test.kind == TestKind::crossing)
        return fmt::format("the {} at which {} does not depend on {}", words(test.across), y, x);
    if (test.kind == TestKind::mean) return fmt::format("the mean of {}", y);
    if (test.kind == TestKind::share) return fmt::format("the share of runs with {}", y);
    if (test.kind == TestKind::rank_correlation)
        return fmt::format("the rank correlation of {} and {}", y, x);
    return fmt::format("{} at {} less that at {}", y, words(test.high), words(test.low));
}

std::string prediction_in_words(const Test& test) {
    const Prediction p = prediction_of(test);
    if (test.predicts == Predicts::below) return fmt::format("below {:.4g}", p.high);
    if (test.predicts == Predicts::above) return fmt::format("above {:.4g}", p.low);
    return fmt::format("{} {:.4g} {} {:.4g}", p.outside ? "outside" : "between", p.low,
                       p.outside ? "to" : "and", p.high);
}

/// Why refuted: of `below` and `above`, whether the effect is contrary or too small to count.
std::string denial(const Test& test, const TestResult& r) {
    if (!test.one_sided()) return "refuted";
    const double v = test.values[0];
    const bool contrary = test.predicts == Predicts::below ? r.low > v : r.high < v;
    return contrary ? "refuted, it is on the other side" : "refuted, no effect that counts";
}

} // namespace

std::string sentence_of(const Test& test, const Evidence& e, const TestResult& r) {
    const std::string what = effect_in_words(test), predicted = prediction_in_words(test);
    if (!e.trouble.empty())
        return fmt::format("Inconclusive: {}. Predicted: {} is {}.", e.trouble, what, predicted);
    std::string verdict =
        r.verdict == Verdict::refuted ? denial(test, r) : std::string(name_of(r.verdict, verdicts));
    verdict[0] = char(std::toupper(verdict[0]));
    std::string out =
        fmt::format("{}: {} is {:.3g} ({:.4g} % interval {:.3g} to {:.3g}; predicted "
                    "{})",
                    verdict, what, r.effect, 100 * r.confidence, r.low, r.high, predicted);
    if (!e.of_seeds.empty() && test.kind != TestKind::share) {
        // Were at most half of all seeds in line, so many would be this rare: the exact sign test.
        const boost::math::binomial coin(double(r.seeds), 0.5);
        const double chance =
            r.seeds_in_line == 0
                ? 1
                : boost::math::cdf(boost::math::complement(coin, double(r.seeds_in_line) - 1));
        out += fmt::format("; {} of {} seeds by themselves are in line (sign test p {:.2g})",
                           r.seeds_in_line, r.seeds, chance);
    }
    if (r.without_value > 0)
        out += fmt::format("; {} of {} runs have no value, the interval allows for any",
                           r.without_value, r.runs);
    return out + ".";
}

std::string sentence_of(const Decision& decision) {
    const auto named = [&](Verdict verdict) {
        std::vector<std::string> names;
        for (const TestResult& r : decision.tests)
            if (r.verdict == verdict) names.push_back(r.name);
        return names;
    };
    const std::size_t all = decision.tests.size();
    const auto refuted = named(Verdict::refuted), open = named(Verdict::inconclusive);
    if (!refuted.empty())
        return fmt::format("Refuted by {} of {} tests: {}.", refuted.size(), all,
                           fmt::join(refuted, "; "));
    if (!open.empty())
        return fmt::format("Inconclusive: {} of {} tests supported, undecided: {}.",
                           all - open.size(), all, fmt::join(open, "; "));
    return all == 1 ? "Supported." : fmt::format("Supported by all {} tests.", all);
}

} // namespace ncv::sweep
