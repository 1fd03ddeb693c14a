#include "measure/enclosed_subject.hpp"

#include "enclosure/collapse.hpp"
#include "enclosure/column_norms.hpp"
#include "enclosure/environment.hpp"
#include "enclosure/passes.hpp"
#include "enclosure/row_space.hpp"
#include "measure/measure_affine_tail.hpp"
#include "measure/measure_head.hpp"
#include "measure/measure_last_layer.hpp"
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

template <class A>
LastLayer<Interval> last_layer_in(const Snapshot& snapshot, unsigned bits) {
    require_exact_doubles(bits);
    const StandardFloatingPoint standard;
    const IntervalPrecision precision(bits);
    LastLayer<Interval> out;
    measure_last_layer_in(snapshot, enclose_passes<A>(snapshot), out);
    return out;
}

template <class A>
AffineTail<Interval> enclose_tail_in(const Snapshot& snapshot, unsigned bits) {
    require_exact_doubles(bits);
    const StandardFloatingPoint standard;
    const IntervalPrecision precision(bits);
    AffineTail<Interval> out;
    // Of a single affine layer no pass is looked at.
    const auto passes =
        snapshot.network.linear_layers() < 2 ? Passes<A>{} : enclose_passes<A>(snapshot);
    TailMeasuring<A>(snapshot, passes, out).measure();
    return out;
}

} // namespace

const Measured<Interval>& EnclosedSubject::head() {
    if (!head_) head_ = bits_ == fast ? measure_fast(*snapshot_) : measure_slow(*snapshot_, bits_);
    return *head_;
}
const LastLayer<Interval>& EnclosedSubject::last_layer() {
    if (!last_layer_) last_layer_ = enclose_last_layer(*snapshot_, bits_);
    return *last_layer_;
}
const AffineTail<Interval>& EnclosedSubject::affine_tail() {
    if (!tail_) tail_ = enclose_tail(*snapshot_, bits_);
    return *tail_;
}
const Landscape<Interval>& EnclosedSubject::landscape() {
    if (!landscape_) landscape_ = survey_slow(*snapshot_, std::max(bits_, first_slow));
    return *landscape_;
}

Descent<Interval> EnclosedSubject::descent() const {
    return {*snapshot_, std::max(bits_, first_slow), steps_};
}

Landscape<Interval> survey_slow(const Snapshot& snapshot, unsigned bits) {
    require_exact_doubles(bits);
    const StandardFloatingPoint standard;
    const IntervalPrecision precision(bits);
    Landscape<Interval> out;
    survey_passes(snapshot, enclose_all_passes(snapshot, exact_weights(snapshot.network)), out);
    return out;
}

LastLayer<Interval> enclose_last_layer(const Snapshot& snapshot, unsigned bits) {
    return bits == EnclosedSubject::fast ? last_layer_in<BallMatrix<double>>(snapshot, fast_bits)
                                         : last_layer_in<IntervalMatrix>(snapshot, bits);
}

AffineTail<Interval> enclose_tail(const Snapshot& snapshot, unsigned bits) {
    return bits == EnclosedSubject::fast ? enclose_tail_in<BallMatrix<double>>(snapshot, fast_bits)
                                         : enclose_tail_in<IntervalMatrix>(snapshot, bits);
}

Measured<Interval> measure_fast(const Snapshot& snapshot) {
    return measure_in<BallMatrix<double>>(snapshot, fast_bits);
}

Measured<Interval> measure_slow(const Snapshot& snapshot, unsigned bits) {
    return measure_in<IntervalMatrix>(snapshot, bits);
}

} // namespace ncv
