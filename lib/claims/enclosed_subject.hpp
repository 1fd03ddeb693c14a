/// A snapshot in interval arithmetic: what the claims with an enclosure measure of it, each part
/// once.
#pragma once

#include "claims/enclosed_descent.hpp"
#include "claims/landscape.hpp"
#include "claims/measured.hpp"
#include "enclosure/interval.hpp"

#include <optional>
#include <string>
#include <utility>

namespace ncv {

class EnclosedSubject {
  public:
    static constexpr unsigned fast = 53; ///< bits of the fast tier
    static constexpr unsigned first_slow = 128;

    /// The snapshot must outlive the subject. `lacks` and `steps` as in CheckOptions.
    EnclosedSubject(const Snapshot& snapshot, unsigned bits, std::string lacks, long steps)
        : snapshot_(&snapshot), bits_(bits), lacks_(std::move(lacks)), steps_(steps) {}
    /// Of the head's quantities, which are given: it has no landscape and no run, and asking for
    /// them throws std::logic_error.
    explicit EnclosedSubject(Measured<Interval> head) : head_(std::move(head)) {}

    const Measured<Interval>& head();
    /// By the slow tier, whatever `bits`; so is the run.
    const Landscape<Interval>& landscape();
    Descent<Interval> descent() const;

  private:
    const Snapshot& snapshot() const;

    const Snapshot* snapshot_ = nullptr; ///< null where quantities were given
    unsigned bits_ = fast;
    std::string lacks_;
    long steps_ = 0;
    std::optional<Measured<Interval>> head_;
    std::optional<Landscape<Interval>> landscape_;
};

} // namespace ncv
