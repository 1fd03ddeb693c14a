#include "enclosure/interval.hpp"

#include "enclosure/point.hpp"

#include <algorithm>

namespace ncv {
namespace {
/// Boost counts decimal digits.
unsigned digits_for(unsigned bits) { return static_cast<unsigned>(bits * 1000UL / 3322UL) + 1; }
} // namespace

mpfr_prec_t Interval::new_bits = 68;

/// Points and intervals get the same number of bits.
IntervalPrecision::IntervalPrecision(unsigned bits)
    : interval_bits_(Interval::new_bits), point_digits_(mpx::default_precision()) {
    mpx::default_precision(digits_for(bits));
    Interval::new_bits = mpfr_get_prec(mpx().backend().data());
}
IntervalPrecision::~IntervalPrecision() {
    Interval::new_bits = interval_bits_;
    mpx::default_precision(point_digits_);
}

namespace {

/// At least |slack| and 2^-60 of each end wider, rounded outwards to doubles.
Interval rounded_outwards(const Interval& x, const Interval& slack) {
    const Interval little(0x1p-60), left = Interval::at(x.left()), right = Interval::at(x.right());
    return Interval::between((left - max(slack, abs(left) * little)).lower(),
                             (right + max(slack, abs(right) * little)).upper());
}

} // namespace

Interval printed(const Interval& x) {
    const double end = std::numeric_limits<double>::infinity();
    if (x.is_nan()) return Interval::between(-end, end); // what is undefined may be anything
    if (x.is_point()) return Interval::between(x.lower(), x.upper());
    const Interval width = Interval::at(x.right()) - Interval::at(x.left());
    return rounded_outwards(x, is_infinite(width) ? Interval(0) : width * Interval(0.25));
}

Interval printed_margin(const Interval& x) {
    const Interval shown = printed(x);
    if (x.is_positive() && !shown.is_positive())
        return Interval::between(std::min(x.lower(), std::numeric_limits<double>::denorm_min()),
                                 shown.upper());
    if (x.is_not_positive() && !shown.is_not_positive()) return Interval::between(shown.lower(), 0);
    return shown;
}

Interval settled(const Interval& x, double least, double most) {
    if (x.is_nan()) return Interval::between(least, most);
    const bool point = x.is_point();
    const Interval wide = point ? x : rounded_outwards(x, Interval(0));
    double lower = wide.lower(), upper = wide.upper();
    constexpr double floor = 0x1p-200;
    if (!point && std::abs(lower) < floor) lower = lower > 0 ? 0 : -floor;
    if (!point && std::abs(upper) < floor) upper = upper < 0 ? 0 : floor;
    return Interval::between(std::clamp(lower, least, most), std::clamp(upper, least, most));
}

} // namespace ncv
