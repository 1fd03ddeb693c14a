#include "search/search.hpp"

#include "search/ascent.hpp"
#include "search/minimise.hpp"
#include "search/starts.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>
#include <utility>
#include <vector>

namespace ncv {
namespace {

constexpr int draws_a_restart = 24;
constexpr double least_ratio_told = -799; ///< log2; below, the ratio was 0 or undefined

bool needs(const Question& q, const Hypotheses& any) {
    const Claim& claim = *find_claim(q.claim);
    return std::any_of(any.begin(), any.end(), [&](Hypothesis h) { return claim.has(h); });
}
bool drops(const Question& q, const Hypotheses& any) {
    return std::find(any.begin(), any.end(), q.lacks) != any.end();
}

/// Equalities among the hypotheses are always projected on to; small residuals and defects, which
/// sharpen a bound, at random.
Constraints draw_constraints(const Question& q, Random& random) {
    using enum Hypothesis;
    Constraints c;
    const bool coin = uniform_int(random, 0, 1), other = uniform_int(random, 0, 1);
    c.interpolates = needs(q, {exact_interpolation}) || (needs(q, {eps1, interpolation}) && coin);
    c.balanced = needs(q, {balanced_head}) || (needs(q, {eps2}) && other);
    if (drops(q, {eps1, exact_interpolation, interpolation})) c.interpolates = false;
    if (drops(q, {eps2, balanced_head})) c.balanced = false;
    return c;
}

Scored best_start(const Question& q, const Constraints& constraints, Judge& judge, Random& random) {
    Scored best{{}, -1e9};
    for (int i = 0; i < draws_a_restart && (i == 0 || !judge.over()); ++i) {
        Snapshot s = draw_start(q, random);
        double score = judge.score(s);
        if (score > best.score) best = {s, score};
        if (!constraints.interpolates && !constraints.balanced) continue;
        s = projected(std::move(s), constraints);
        score = judge.score(s);
        if (score > best.score) best = {std::move(s), score};
    }
    return best;
}

/// Small and confirmed, or nothing.
std::optional<Snapshot> confirmed(const Snapshot& found, const Constraints& constraints,
                                  Judge& judge) {
    Snapshot small =
        minimise(found, constraints, [&](const Snapshot& s) { return judge.refutes(s); });
    if (judge.confirms(small)) return small;
    if (judge.confirms(found)) return found;
    return std::nullopt;
}

} // namespace

SearchResult search(const SearchPlan& plan) {
    const Question& q = plan.question;
    if (!find_claim(q.claim)) throw std::invalid_argument("unknown claim " + q.claim);
    Random random(plan.seed * 0x9e3779b97f4a7c15ULL + 1);
    Judge judge(q, plan.evaluations, plan.stop);
    SearchResult out;
    double highest = informative;
    std::vector<Scored> rising; // the largest ratio met is the last that 100 digits share
    const double enough = std::log2(q.least_ratio()) + 1;
    while (!judge.over()) {
        ++out.restarts;
        const Constraints constraints = draw_constraints(q, random);
        Scored best = best_start(q, constraints, judge, random);
        const long share = 60 * static_cast<long>(out.restarts + 5);
        if (best.score < enough && !judge.over())
            best = ascend(best, constraints, judge, std::min(share, 3000L), enough);
        plan.progress(judge.spent());
        if (!judge.stopped() && judge.refutes(best.snapshot)) {
            if (auto instance = confirmed(best.snapshot, constraints, judge)) {
                out.refuted = true;
                out.instance = std::move(instance);
                break;
            }
            ++out.unconfirmed;
            continue;
        }
        if (best.score > highest) {
            highest = best.score;
            rising.push_back(std::move(best));
        }
    }
    for (; !out.instance && !rising.empty(); rising.pop_back()) {
        const auto& [instance, score] = rising.back();
        if (!judge.shared_by_digits(instance)) {
            ++out.unconfirmed;
            continue;
        }
        out.instance = instance;
        if (score > least_ratio_told) out.largest_ratio = std::exp2(score);
    }
    out.evaluations = judge.evaluations();
    out.stopped = judge.stopped();
    return out;
}

long evaluations_a_second(const std::string& claim) {
    switch (find_claim(claim)->cost) {
    case Cost::head: return 3000;
    case Cost::run: return 1000;
    case Cost::curvature: return 500;
    }
    return 500;
}

} // namespace ncv
