/// An account of inequalities checked along a run: how often, how many failed, how close.
#pragma once

#include "claims/outcome.hpp"
#include "spectra/approx.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

namespace ncv {

struct Tally {
    std::string name;
    long checked = 0, undecided = 0, violated = 0;
    double largest_ratio = 0; ///< left over right side; of an identity, defect over budget
    double off = 0;           ///< by how much rounding may move it; not kept in a file
};

class Account {
  public:
    /// lhs <= rhs, three-valued.
    template <class S>
    void at_most(const std::string& name, const Approx<S>& lhs, const Approx<S>& rhs) {
        add(name,
            certainly_at_most(lhs, rhs)   ? Status::holds
            : certainly_greater(lhs, rhs) ? Status::violated
                                          : Status::undecided,
            static_cast<double>(S(lhs.value / rhs.value)),
            static_cast<double>(S((lhs.error + rhs.error * lhs.value / rhs.value) / rhs.value)));
    }
    /// A claim's outcome; `not_applicable` counts as a violation, for a plan promises more.
    void outcome(const Outcome& o) {
        add(o.claim, o.status == Status::not_applicable ? Status::violated : o.status, o.ratio,
            o.relation == Relation::identity ? 0 : o.budget * (1 + o.ratio) / std::abs(o.rhs));
    }
    void add(const std::string& name, Status status, double ratio, double off) {
        Tally& t = tally(name);
        ++t.checked;
        t.undecided += status == Status::undecided;
        t.violated += status == Status::violated;
        if (ratio <= t.largest_ratio) return;
        t.largest_ratio = ratio;
        t.off = std::abs(off);
    }

    void merge(const Account& other) {
        for (const Tally& o : other.tallies_) {
            Tally& t = tally(o.name);
            t.checked += o.checked;
            t.undecided += o.undecided;
            t.violated += o.violated;
            if (!(t.largest_ratio < o.largest_ratio)) continue;
            t.largest_ratio = o.largest_ratio;
            t.off = o.off;
        }
    }

    const std::vector<Tally>& tallies() const { return tallies_; }
    void restore(std::vector<Tally> tallies) { tallies_ = std::move(tallies); }
    long violations() const {
        long sum = 0;
        for (const Tally& t : tallies_) sum += t.violated;
        return sum;
    }

  private:
    Tally& tally(const std::string& name) {
        for (Tally& t : tallies_)
            if (t.name == name) return t;
        tallies_.push_back({.name = name});
        return tallies_.back();
    }

    std::vector<Tally> tallies_;
};

} // namespace ncv
