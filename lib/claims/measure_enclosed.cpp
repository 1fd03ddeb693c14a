#include "claims/measure_enclosed.hpp"

#include "claims/enclosed_subject.hpp"
#include "claims/measure_head.hpp"
#include "claims/survey_passes.hpp"
#include "enclosure/collapse.hpp"
#include "enclosure/environment.hpp"
#include "enclosure/passes.hpp"
#include "enclosure/row_space.hpp"

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
Measured<Interval> measure_in(const Snapshot& snapshot, unsigned bits, const std::string& lacks) {
    require_exact_doubles(bits);
    const StandardFloatingPoint standard;
    const IntervalPrecision precision(bits);
    Measured<Interval> out = counted<Interval>(snapshot, lacks);
    measure_head(snapshot, enclose_passes<A>(snapshot), out);
    return out;
}

} // namespace

const Snapshot& EnclosedSubject::snapshot() const {
    if (!snapshot_) throw std::logic_error("quantities of a head alone say nothing of the network");
    return *snapshot_;
}
const Measured<Interval>& EnclosedSubject::head() {
    if (!head_)
        head_ = bits_ == fast ? measure_fast(snapshot(), lacks_)
                              : measure_slow(snapshot(), bits_, lacks_);
    return *head_;
}
const Landscape<Interval>& EnclosedSubject::landscape() {
    if (!landscape_) landscape_ = survey_slow(snapshot(), std::max(bits_, first_slow), lacks_);
    return *landscape_;
}

Descent<Interval> EnclosedSubject::descent() const {
    return {snapshot(), lacks_, std::max(bits_, first_slow), steps_};
}

Landscape<Interval> survey_slow(const Snapshot& snapshot, unsigned bits, const std::string& lacks) {
    require_exact_doubles(bits);
    const StandardFloatingPoint standard;
    const IntervalPrecision precision(bits);
    Landscape<Interval> out;
    out.lacks = lacks;
    survey_passes(snapshot, enclose_all_passes(snapshot, exact_weights(snapshot.network)), out);
    return out;
}

Measured<Interval> measure_fast(const Snapshot& snapshot, const std::string& lacks) {
    return measure_in<BallMatrix<double>>(snapshot, fast_bits, lacks);
}

Measured<Interval> measure_slow(const Snapshot& snapshot, unsigned bits, const std::string& lacks) {
    return measure_in<IntervalMatrix>(snapshot, bits, lacks);
}

} // namespace ncv
