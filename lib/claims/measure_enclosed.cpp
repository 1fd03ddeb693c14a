#include "claims/measure_enclosed.hpp"

#include "claims/measure_head.hpp"
#include "enclosure/collapse.hpp"
#include "enclosure/environment.hpp"
#include "enclosure/passes.hpp"
#include "enclosure/row_space.hpp"

namespace ncv {
namespace {

/// Of the scalars of the fast tier, and of the thin Gram matrices it forms with more digits.
constexpr unsigned fast_bits = 200;

template <class A>
Measured<Interval> measure_in(const Snapshot& snapshot, unsigned bits, const std::string& lacks) {
    const StandardFloatingPoint standard;
    const IntervalPrecision precision(bits);
    Measured<Interval> out = counted<Interval>(snapshot, lacks);
    measure_head(snapshot, enclose_passes<A>(snapshot), out);
    return out;
}

} // namespace

Measured<Interval> measure_fast(const Snapshot& snapshot, const std::string& lacks) {
    return measure_in<BallMatrix<double>>(snapshot, fast_bits, lacks);
}

Measured<Interval> measure_slow(const Snapshot& snapshot, unsigned bits, const std::string& lacks) {
    return measure_in<IntervalMatrix>(snapshot, bits, lacks);
}

} // namespace ncv
