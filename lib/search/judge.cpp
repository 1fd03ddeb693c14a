#include "search/judge.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace ncv {
namespace {

constexpr long search_steps = 4; ///< of gradient descent, where a claim follows a run
constexpr double vacuous_below = -2000, inapplicable_below = -4000, invalid = -5000;

bool violated(const Outcome& o, double least_ratio) {
    return o.status == Status::violated && o.ratio >= least_ratio;
}

double log_ratio(const Outcome& o) {
    if (!(o.ratio > 0)) return -800;
    return std::clamp(std::log2(o.ratio), -800.0, 1100.0);
}

/// In (0, 1], 1 where the named requirement is nearly met.
double nearness(const Outcome& o) {
    for (const Quantity& q : o.hypotheses)
        if (q.name == hypothesis_name(o.lacks) && std::isfinite(q.value))
            return 1 / (1 + std::abs(q.value));
    return 0;
}

/// What rounding leaves of a ratio: a ratio of two sides that are rounding themselves says nothing,
/// and would draw the search to them. 0 in well scaled instances.
double rounding_discount(const Outcome& o) {
    const double share = o.budget / std::max(std::abs(o.lhs), std::abs(o.rhs));
    if (o.relation == Relation::identity || !(share > 1e-6)) return 0;
    return share < 0.5 ? std::log2(1 - 2 * share) : -800;
}

double score_of(const Outcome& o) {
    switch (o.status) {
    case Status::violated: return std::max(log_ratio(o), 0.0);
    case Status::holds:
    case Status::undecided:
        return std::isnan(o.ratio)
                   ? -850
                   : std::max(-850.0, std::min(log_ratio(o), 0.0) + rounding_discount(o));
    case Status::vacuous: return vacuous_below + log_ratio(o);
    case Status::not_applicable: return inapplicable_below + nearness(o);
    }
    return invalid;
}

} // namespace

Judge::Judge(Question question, long budget, std::function<bool()> stop)
    : question_(std::move(question)), budget_(budget), stop_(std::move(stop)) {}

Outcome Judge::outcome(const Snapshot& snapshot) {
    ++evaluations_;
    CheckOptions options;
    options.ids = {question_.claim};
    options.lacks = question_.lacks;
    options.steps = search_steps;
    return check(snapshot, options).front();
}

double Judge::score(const Snapshot& snapshot) {
    try {
        return score_of(outcome(snapshot));
    } catch (const std::invalid_argument&) { // numbers that overflowed: no snapshot
        return invalid;
    }
}

bool Judge::refutes(const Snapshot& snapshot) {
    try {
        return violated(outcome(snapshot), question_.least_ratio());
    } catch (const std::invalid_argument&) {
        return false;
    }
}

Outcome Judge::outcome_in(Arithmetic arithmetic, const Snapshot& snapshot) const {
    return check(snapshot, {{question_.claim}, arithmetic, question_.lacks}).front();
}

bool Judge::confirms(const Snapshot& snapshot) const {
    for (const auto arithmetic : {Arithmetic::binary64, Arithmetic::mp})
        if (!violated(outcome_in(arithmetic, snapshot), question_.least_ratio())) return false;
    return true;
}

bool Judge::shared_by_digits(const Snapshot& snapshot) const {
    const Status fast = outcome_in(Arithmetic::binary64, snapshot).status;
    const Status exact = outcome_in(Arithmetic::mp, snapshot).status;
    return fast == exact || fast == Status::undecided || exact == Status::undecided;
}

double Judge::spent() const {
    return std::min(1.0, static_cast<double>(evaluations_) / static_cast<double>(budget_));
}

bool Judge::over() {
    if (!stopped_ && evaluations_ % 16 == 0 && stop_()) stopped_ = true;
    return stopped_ || evaluations_ >= budget_;
}

} // namespace ncv
