/// An account of inequalities checked along a run: how often, how many failed, how close.
#pragma once

#include "claims/outcome.hpp"
#include "spectra/approx.hpp"

#include <algorithm>
#include <string>
#include <vector>

namespace ncv {

struct Tally {
    std::string name;
    long checked = 0, undecided = 0, violated = 0;
    double largest_ratio = 0; ///< left over right side; of an identity, defect over budget
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
            static_cast<double>(S(lhs.value / rhs.value)));
    }
    /// A claim's outcome; `not_applicable` counts as a violation, for a plan promises more.
    void outcome(const Outcome& o) {
        add(o.claim, o.status == Status::not_applicable ? Status::violated : o.status, o.ratio);
    }
    void add(const std::string& name, Status status, double ratio) {
        Tally& t = tally(name);
        ++t.checked;
        t.undecided += status == Status::undecided;
        t.violated += status == Status::violated;
        if (!(ratio <= t.largest_ratio)) t.largest_ratio = ratio;
    }

    void merge(const Account& other) {
        for (const Tally& o : other.tallies_) {
            Tally& t = tally(o.name);
            t.checked += o.checked;
            t.undecided += o.undecided;
            t.violated += o.violated;
            t.largest_ratio = std::max(t.largest_ratio, o.largest_ratio);
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
