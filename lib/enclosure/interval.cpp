#include "enclosure/interval.hpp"

#include "enclosure/point.hpp"

#include <algorithm>

namespace ncv {
namespace {
/// Boost counts decimal digits.
unsigned digits_for(unsigned bits) { return static_cast<unsigned>(bits * 1000UL / 3322UL) + 1; }
} // namespace

IntervalPrecision::IntervalPrecision(unsigned bits)
    : interval_digits_(Interval::Number::default_precision()),
      point_digits_(mpx::default_precision()) {
    Interval::Number::default_precision(digits_for(bits));
    mpx::default_precision(digits_for(bits));
}
IntervalPrecision::~IntervalPrecision() {
    Interval::Number::default_precision(interval_digits_);
    mpx::default_precision(point_digits_);
}

Interval printed(const Interval& x) {
    if (x.is_nan()) return x;
    const Interval quarter = is_infinite(x)
                                 ? Interval(0)
                                 : (Interval::hull(x, x) - Interval::at(x.left())) * Interval(0.25);
    const double lower = (Interval::at(x.left()) - quarter).lower();
    const double upper = (Interval::at(x.right()) + quarter).upper();
    return Interval::between(lower, upper);
}

Interval settled(const Interval& x) {
    if (x.is_nan()) return Interval::between(0, std::numeric_limits<double>::infinity());
    const double lower = x.lower(), upper = x.upper();
    return Interval::between(lower, lower == 0 && upper > 0 ? std::max(upper, 0x1p-200) : upper);
}

} // namespace ncv
