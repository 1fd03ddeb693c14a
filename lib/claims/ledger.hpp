/// Keeps the account of one claim on one snapshot: what was measured, what was required, both
/// sides; and draws the status from it. Every claim's formula is written against this.
#pragma once

#include "claims/measured.hpp"
#include "claims/outcome.hpp"

#include <cmath>
#include <utility>

namespace ncv {

template <class Real>
class Ledger {
    using S = scalar_of_t<Real>;

  public:
    /// `measured` has `lacks`, the requirement counted as met (see CheckOptions).
    template <class Part>
    Ledger(std::string claim, const Part& measured) : dropped_(measured.lacks) {
        out_.claim = std::move(claim);
    }

    Ledger& quantity(const std::string& name, const Real& v) {
        out_.hypotheses.push_back({name, to_double(v.value)});
        return *this;
    }
    Ledger& quantity(const std::string& name, long v) {
        out_.hypotheses.push_back({name, static_cast<double>(v)});
        return *this;
    }
    /// A hypothesis that is met when margin > 0.
    Ledger& require(const std::string& name, const Real& margin) {
        quantity(name, margin);
        const Real zero(S(0));
        if (name == dropped_ || certainly_greater(margin, zero)) return *this;
        if (certainly_at_most(margin, zero) || margin.value != margin.value)
            fail(name);
        else
            uncertain_ = true;
        return *this;
    }
    /// A counted hypothesis, met when surplus >= 0.
    Ledger& require_count(const std::string& name, long surplus) {
        quantity(name, surplus);
        if (surplus < 0 && (name != dropped_ || is_definitional(name))) fail(name);
        return *this;
    }
    /// False: stop here, the formula's domain is left.
    bool applicable() const { return out_.lacks.empty(); }

    /// Another form of the bound, beside rhs.
    Ledger& further(const std::string& name, const Real& v) {
        out_.further.push_back({name, to_double(v.value)});
        return *this;
    }

    /// lhs <= rhs; a right side at or above `trivial` says nothing.
    Ledger& at_most(const Real& lhs, const Real& rhs, const Real& trivial, int layer = 0) {
        const bool vacuous = is_infinite(rhs) || bool(rhs.value >= trivial.value);
        return side(Relation::at_most, lhs, rhs, certainly_at_most(lhs, rhs),
                    certainly_greater(lhs, rhs), vacuous, quotient(lhs, rhs), layer);
    }
    /// lhs >= rhs; a right side at or below `trivial` says nothing.
    Ledger& at_least(const Real& lhs, const Real& rhs, const Real& trivial, int layer = 0) {
        const bool vacuous = is_infinite(rhs) || bool(rhs.value <= trivial.value);
        return side(Relation::at_least, lhs, rhs, certainly_at_most(rhs, lhs),
                    certainly_greater(rhs, lhs), vacuous,
                    rhs.value > S(0) ? quotient(rhs, lhs) : S(0), layer);
    }
    /// lhs = rhs up to the rounding in them, two positive numbers; undecided where the rounding is
    /// more than a hundredth of rhs.
    Ledger& equal(const Real& lhs, const Real& rhs, int layer = 0) {
        const bool apart = certainly_greater(lhs, rhs) || certainly_greater(rhs, lhs);
        const S ratio = lhs.value > rhs.value ? quotient(lhs, rhs) : quotient(rhs, lhs);
        const bool sharp = bool((lhs.error + rhs.error) * S(100) <= rhs.value);
        return side(Relation::equal, lhs, rhs, !apart && sharp && is_finite(lhs), apart,
                    is_infinite(rhs), ratio, layer);
    }
    /// An identity's defect against its rounding budget.
    Ledger& identity(const Real& defect, const Real& budget, int layer = 0) {
        return side(Relation::identity, defect, budget, bool(defect.value <= budget.value),
                    bool(defect.value > budget.value), is_infinite(budget),
                    quotient(defect, budget), layer);
    }

    /// What is only observed (kind `empirical`): holds where lhs <= rhs is certain, else undecided;
    /// no theorem makes it a violation.
    Ledger& observed_at_most(const Real& lhs, const Real& rhs) {
        return side(Relation::at_most, lhs, rhs, certainly_at_most(lhs, rhs), false,
                    is_infinite(rhs), quotient(lhs, rhs), 0);
    }

    Outcome outcome() {
        if (!applicable()) {
            out_.status = Status::not_applicable;
            return out_;
        }
        // A dropped requirement may leave nothing to compare: no hidden head layer, say.
        if (!any_) out_.status = Status::undecided;
        if (uncertain_ && out_.status == Status::violated) out_.status = Status::undecided;
        return out_;
    }

  private:
    static double to_double(const S& v) { return static_cast<double>(v); }
    static bool is_finite(const Real& v) {
        using std::abs;
        return bool(abs(v.value) <= std::numeric_limits<S>::max());
    }
    static bool is_infinite(const Real& v) { return !is_finite(v) && v.value == v.value; }
    static S quotient(const Real& a, const Real& b) {
        return a.value == S(0) && b.value == S(0) ? S(0) : S(a.value / b.value);
    }
    void fail(const std::string& name) {
        if (out_.lacks.empty()) out_.lacks = name;
    }
    static int severity(Status s) {
        switch (s) {
        case Status::violated: return 4;
        case Status::undecided: return 3;
        case Status::vacuous: return 2;
        default: return 1;
        }
    }
    Ledger& side(Relation relation, const Real& lhs, const Real& rhs, bool certain, bool refuted,
                 bool vacuous, const S& ratio, int layer) {
        const Status status = refuted   ? Status::violated
                              : vacuous ? Status::vacuous
                              : certain ? Status::holds
                                        : Status::undecided;
        const double quotient_ = to_double(ratio);
        const bool first = !any_;
        any_ = true;
        const bool worse =
            severity(status) > severity(out_.status) ||
            (severity(status) == severity(out_.status) && !(quotient_ <= out_.ratio));
        if (!first && !worse) return *this;
        out_.relation = relation;
        out_.status = status;
        out_.lhs = to_double(lhs.value);
        out_.rhs = to_double(rhs.value);
        out_.ratio = quotient_;
        out_.budget =
            relation == Relation::identity ? out_.rhs : to_double(S(lhs.error + rhs.error));
        out_.layer = layer;
        return *this;
    }

    std::string dropped_;
    Outcome out_;
    bool uncertain_ = false, any_ = false;
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

/// The hypotheses that every claim of the generic theorem shares, and what enters its formulas.
template <class Real>
Ledger<Real> generic_ledger(std::string claim, const Measured<Real>& m) {
    Ledger<Real> ledger(std::move(claim), m);
    ledger.quantity("eps1", m.eps1).quantity("eps2", m.eps2).quantity("r", m.r);
    ledger.quantity("s_K_Y", m.s_K_Y).quantity("kappa_head", m.kappa);
    ledger.require_count("two_linear_layers", m.L2 - 2);
    ledger.require_count("head_width", static_cast<long>(m.head_width) - m.K);
    ledger.require("interpolation", m.zero_loss_gap);
    return ledger;
}

} // namespace ncv
