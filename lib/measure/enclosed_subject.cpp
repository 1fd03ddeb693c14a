#include "measure/enclosed_subject.hpp"

#include "enclosure/collapse.hpp"
#include "enclosure/environment.hpp"
#include "enclosure/passes.hpp"
#include "enclosure/row_space.hpp"
#include "measure/measure_head.hpp"
#include "measure/survey_passes.hpp"

#include <stdexcept>

namespace ncv {
namespace {

/// Of the scalars of the fast tier, and of the thin Gram matrices it forms with more digits.
constexpr unsigned fast_bits = 200;

/// A point of fewer bits would not be the file's number.
void require_exact_doubles(unsigned bits) {
    if (bits < std::numeric_limits<double>::digits)
        throw std::invalid_argument("enclosures need at least the 53 bits of a double");
}

template <class A>
Measured<Interval> measure_in(const Snapshot& snapshot, unsigned bits) {
    require_exact_doubles(bits);
    const StandardFloatingPoint standard;
    const IntervalPrecision precision(bits);
    Measured<Interval> out = counted<Interval>(snapshot);
    measure_head(snapshot, enclose_passes<A>(snapshot), out);
    return out;
}

} // namespace

const Snapshot& EnclosedSubject::snapshot() const {
    if (!snapshot_) throw std::logic_error("quantities of a head alone say nothing of the network");
    return *snapshot_;
}
const Measured<Interval>& EnclosedSubject::head() {
    if (!head_) head_ = bits_ == fast ? measure_fast(snapshot()) : measure_slow(snapshot(), bits_);
    return *head_;
}
const Landscape<Interval>& EnclosedSubject::landscape() {
    if (!landscape_) landscape_ = survey_slow(snapshot(), std::max(bits_, first_slow));
    return *landscape_;
}

Descent<Interval> EnclosedSubject::descent() const {
    return {snapshot(), std::max(bits_, first_slow), steps_};
}

Landscape<Interval> survey_slow(const Snapshot& snapshot, unsigned bits) {
    require_exact_doubles(bits);
    const StandardFloatingPoint standard;
    const IntervalPrecision precision(bits);
    Landscape<Interval> out;
    survey_passes(snapshot, enclose_all_passes(snapshot, exact_weights(snapshot.network)), out);
    return out;
}

Measured<Interval> measure_fast(const Snapshot& snapshot) {
    return measure_in<BallMatrix<double>>(snapshot, fast_bits);
}

Measured<Interval> measure_slow(const Snapshot& snapshot, unsigned bits) {
    return measure_in<IntervalMatrix>(snapshot, bits);
}

} // namespace ncv
