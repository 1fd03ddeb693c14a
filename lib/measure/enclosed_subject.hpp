/// A snapshot in interval arithmetic: what the claims with an enclosure measure of it, each part
/// once.
#pragma once

#include "enclosure/interval.hpp"
#include "measure/enclosed_descent.hpp"
#include "measure/head.hpp"
#include "measure/landscape.hpp"

#include <optional>
#include <utility>

namespace ncv {

/// The head's quantities by midpoint-radius arithmetic in double, at the speed of its matrix
/// products: relative widths of a few N u where nothing is badly conditioned, whatever rounding
/// mode the caller has set.
Measured<Interval> measure_fast(const Snapshot& snapshot);

/// The same by interval arithmetic entry by entry in `bits` binary digits: exact where the
/// network's own numbers let it be, about a thousand times slower. `bits`: at least 53, else
/// std::invalid_argument.
Measured<Interval> measure_slow(const Snapshot& snapshot, unsigned bits);

/// What the landscape's claims need, entry by entry.
Landscape<Interval> survey_slow(const Snapshot& snapshot, unsigned bits);

class EnclosedSubject {
  public:
    static constexpr unsigned fast = 53; ///< bits of the fast tier
    static constexpr unsigned first_slow = 128;

    /// `steps` as in Subject. The snapshot must outlive the subject.
    EnclosedSubject(const Snapshot& snapshot, unsigned bits, long steps = 0)
        : snapshot_(&snapshot), bits_(bits), steps_(steps) {}
    /// Of the head's quantities, which are given: it has no landscape and no run, and asking for
    /// them throws std::logic_error.
    explicit EnclosedSubject(Measured<Interval> head) : head_(std::move(head)) {}

    const Measured<Interval>& head();
    /// From here on head() is this.
    void replace_head(Measured<Interval> head) { head_ = std::move(head); }
    /// By the slow tier, whatever `bits`; so is the run.
    const Landscape<Interval>& landscape();
    Descent<Interval> descent() const;

  private:
    const Snapshot& snapshot() const;

    const Snapshot* snapshot_ = nullptr; ///< null where quantities were given
    unsigned bits_ = fast;
    long steps_ = 0;
    std::optional<Measured<Interval>> head_;
    std::optional<Landscape<Interval>> landscape_;
};

} // namespace ncv
