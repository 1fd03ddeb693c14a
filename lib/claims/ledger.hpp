/// Keeps the account of one claim on one snapshot: what was measured, what was required, both
/// sides; and draws the status from it. Every claim's formula is written against this.
#pragma once

#include "claims/outcome.hpp"
#include "spectra/approx.hpp"

#include <cmath>
#include <utility>

namespace ncv {

template <class Real>
class Ledger {
    using S = scalar_of_t<Real>;

  public:
    /// `dropped`: the hypothesis that is counted as met (see CheckOptions).
    explicit Ledger(std::string claim, std::optional<Hypothesis> dropped = {}) : dropped_(dropped) {
        out_.claim = std::move(claim);
    }
    bool drops(Hypothesis h) const { return dropped_ == h; }

    Ledger& quantity(const std::string& name, const Real& v) {
        return note(out_.hypotheses, name, printed(v), Role::measured);
    }
    Ledger& quantity(const std::string& name, long v) {
        out_.hypotheses.push_back({name, static_cast<double>(v)});
        return *this;
    }
    /// A hypothesis that is met when margin > 0.
    Ledger& require(Hypothesis h, const Real& exact) {
        const Real margin = printed_margin(exact), zero(S(0));
        note(out_.hypotheses, std::string(hypothesis_name(h)), margin, Role::margin);
        if (drops(h) || certainly_greater(margin, zero)) return *this;
        if (certainly_at_most(margin, zero) || is_nan(margin))
            fail(h);
        else
            open_ = true;
        return *this;
    }
    /// A counted hypothesis, met when surplus >= 0.
    Ledger& require_count(Hypothesis h, long surplus) {
        quantity(std::string(hypothesis_name(h)), surplus);
        out_.hypotheses.back().role = Role::count;
        if (surplus < 0 && (!drops(h) || is_definitional(h))) fail(h);
        return *this;
    }
    /// False: stop here. A hypothesis is not met, or not certainly: nothing follows.
    bool applicable() const { return !out_.lacks && !open_; }

    /// Another form of the bound, beside rhs.
    Ledger& further(const std::string& name, const Real& v) {
        return note(out_.further, name, printed(v), Role::measured);
    }

    /// lhs <= rhs; a right side at or above `trivial` says nothing.
    Ledger& at_most(const Real& lhs, const Real& rhs, const Real& trivial, int layer = 0) {
        return side(compare_at_most(printed(lhs), printed(rhs), trivial), layer);
    }
    /// The same of another form of the claim, which the outcome reports only where it fails; an
    /// enclosure's status counts all forms.
    Ledger& beside_at_most(const Real& lhs, const Real& rhs, const Real& trivial) {
        const Comparison c = compare_at_most(printed(lhs), printed(rhs), trivial);
        if (c.status == Status::violated) return side(c, 0);
        if (is_enclosure<Real> && severity(c.status) > severity(out_.status)) return side(c, 0);
        out_.sides.push_back(side_of(c, 0));
        return *this;
    }
    /// lhs >= rhs; a right side at or below `trivial` says nothing. Of two negative sides the ratio
    /// is lhs/rhs, so that above 1 it breaks the claim, as ever.
    Ledger& at_least(const Real& exact_lhs, const Real& exact_rhs, const Real& trivial,
                     int layer = 0) {
        const Real lhs = printed(exact_lhs), rhs = printed(exact_rhs);
        const bool vacuous = certainly_infinite(rhs) || no_better(-rhs, -trivial);
        const bool certain = certainly_at_most(rhs, lhs) && better(-rhs, -trivial);
        return side({Relation::at_least, lhs, rhs,
                     status_of(certain, certainly_greater(rhs, lhs), vacuous),
                     at_least_ratio(lhs, rhs)},
                    layer);
    }
    /// lhs = rhs up to the rounding in them, two positive numbers; undecided where the rounding is
    /// more than a hundredth of rhs.
    Ledger& equal(const Real& exact_lhs, const Real& exact_rhs, int layer = 0) {
        const Real lhs = printed(exact_lhs), rhs = printed(exact_rhs);
        const bool apart = certainly_greater(lhs, rhs) || certainly_greater(rhs, lhs);
        const bool larger = no_better(lhs, rhs);
        return side(
            {Relation::equal, lhs, rhs,
             status_of(!apart && known_to_a_hundredth(lhs, rhs), apart, certainly_infinite(rhs)),
             larger ? quotient(lhs, rhs) : quotient(rhs, lhs)},
            layer);
    }
    /// An identity's defect against its rounding budget.
    Ledger& identity(const Real& defect, const Real& budget, int layer = 0) {
        const bool within = no_better(budget, defect),
                   beyond = !within && no_better(defect, budget);
        return side({Relation::identity, defect, budget,
                     status_of(within, beyond, is_infinite(budget)), quotient(defect, budget)},
                    layer);
    }

    /// What is only observed (kind `empirical`): holds where lhs <= rhs is certain, else undecided;
    /// no theorem makes it a violation.
    Ledger& observed_at_most(const Real& lhs, const Real& rhs) {
        return side({Relation::at_most, lhs, rhs,
                     status_of(certainly_at_most(lhs, rhs), false, is_infinite(rhs)),
                     quotient(lhs, rhs)},
                    0);
    }

    Outcome outcome() {
        // A dropped requirement may leave nothing to compare: no hidden head layer, say.
        if (!any_ || open_) out_.status = Status::undecided;
        if (out_.lacks) out_.status = Status::not_applicable;
        return out_;
    }

  private:
    struct Comparison {
        Relation relation;
        Real lhs, rhs;
        Status status;
        double ratio;
    };
    static Status status_of(bool certain, bool refuted, bool vacuous) {
        return refuted   ? Status::violated
               : vacuous ? Status::vacuous
               : certain ? Status::holds
                         : Status::undecided;
    }
    static Comparison compare_at_most(const Real& lhs, const Real& rhs, const Real& trivial) {
        const bool vacuous = certainly_infinite(rhs) || no_better(rhs, trivial);
        const bool certain = certainly_at_most(lhs, rhs) && better(rhs, trivial);
        return {Relation::at_most, lhs, rhs,
                status_of(certain, certainly_greater(lhs, rhs), vacuous), quotient(lhs, rhs)};
    }
    static double at_least_ratio(const Real& lhs, const Real& rhs) {
        if (nearest_double(rhs) > 0) return quotient(rhs, lhs);
        return nearest_double(lhs) < 0 ? quotient(lhs, rhs) : 0;
    }
    static Range range_of(const Real& v) { return {lower_double(v), upper_double(v)}; }
    Ledger& note(std::vector<Quantity>& where, const std::string& name, const Real& v, Role role) {
        where.push_back({name, nearest_double(v), range_of(v), role});
        return *this;
    }
    void fail(Hypothesis h) {
        if (!out_.lacks) out_.lacks = h;
    }
    static int severity(Status s) {
        switch (s) {
        case Status::violated: return 4;
        case Status::undecided: return 3;
        case Status::vacuous: return 2;
        default: return 1;
        }
    }
    static Side side_of(const Comparison& c, int layer) {
        return {layer, c.relation, c.status, range_of(c.lhs), range_of(c.rhs)};
    }
    Ledger& side(const Comparison& c, int layer) {
        out_.sides.push_back(side_of(c, layer));
        const bool first = !any_;
        any_ = true;
        const bool worse =
            severity(c.status) > severity(out_.status) ||
            (severity(c.status) == severity(out_.status) && !(c.ratio <= out_.ratio));
        if (!first && !worse) return *this;
        out_.relation = c.relation;
        out_.status = c.status;
        out_.lhs = nearest_double(c.lhs);
        out_.rhs = nearest_double(c.rhs);
        out_.ratio = c.ratio;
        out_.budget = c.relation == Relation::identity ? out_.rhs : uncertainty(c.lhs, c.rhs);
        out_.layer = layer;
        return *this;
    }

    std::optional<Hypothesis> dropped_;
    Outcome out_;
    bool open_ = false; ///< a hypothesis can not be told met from failed
    bool any_ = false;  ///< something was compared
};

/// Integers and fractions of the formulas, in any arithmetic.
template <class Real>
Real number(double v) {
    return Real(scalar_of_t<Real>(v));
}
template <class Real>
Real infinity() {
    return Real(std::numeric_limits<scalar_of_t<Real>>::infinity());
}

} // namespace ncv
