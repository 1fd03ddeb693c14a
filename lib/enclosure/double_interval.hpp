/// Intervals whose ends are doubles, for what is asked of samples one by one: their matrices are known
/// less well than a double is. The interface is that of Interval, as far as samples need it.
///
/// An end is computed to nearest and moved past its neighbour: of c the numbers
/// fl(c -+ fl(phi |c| + eta)), phi = u (1 + 2 u), eta the least positive one, are at or beyond the
/// neighbours of c. An end is a limit, so 0 times an infinite one is 0; what cannot be told (infinite
/// less infinite) has no end on that side. Rounding to nearest is what the caller must have set.
/// Source: Rump, Zimmermann, Boldo & Melquiond, Computing predecessor and successor in rounding to
/// nearest (BIT 49, 2009)
#pragma once

#include "enclosure/interval.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace ncv {

struct DoubleInterval {
    static constexpr double no_end = std::numeric_limits<double>::infinity();

    double lower, upper;

    DoubleInterval(double v = 0) : lower(v), upper(v) {}
    DoubleInterval(double l, double u) : lower(l), upper(u) {}
    /// What is NaN may be anything.
    explicit DoubleInterval(const Interval& x)
        : lower(x.is_nan() ? -no_end : x.lower()), upper(x.is_nan() ? no_end : x.upper()) {}
    operator Interval() const { return Interval::of_doubles(lower, upper); }

    static DoubleInterval between(double l, double u) { return {l, u}; }
    static DoubleInterval hull(const DoubleInterval& low, const DoubleInterval& high) {
        return {low.lower, high.upper};
    }
};

template <>
struct scalar_of<DoubleInterval> {
    using type = double;
};
template <>
inline constexpr bool is_enclosure<DoubleInterval> = true;

namespace detail {

/// At most, and at least, the neighbour of what was computed to nearest.
inline double below(double c) {
    if (std::isnan(c)) return -DoubleInterval::no_end;
    if (std::isinf(c)) return c > 0 ? std::numeric_limits<double>::max() : c;
    return c - (0x1.0000000000001p-53 * std::abs(c) + std::numeric_limits<double>::denorm_min());
}
inline double above(double c) { return -below(-c); }

/// From the four numbers f(end of a, end of b).
template <class F>
DoubleInterval of_ends(const DoubleInterval& a, const DoubleInterval& b, const F& f) {
    const double p = f(a.lower, b.lower), q = f(a.lower, b.upper), r = f(a.upper, b.lower),
                 s = f(a.upper, b.upper);
    return {below(std::min({p, q, r, s})), above(std::max({p, q, r, s}))};
}

} // namespace detail

inline double nearest_double(const DoubleInterval& x) { return x.lower + (x.upper - x.lower) / 2; }
inline bool is_zero(const DoubleInterval& x) { return x.lower == 0 && x.upper == 0; }
inline bool certainly_at_most(const DoubleInterval& a, const DoubleInterval& b) {
    return a.upper <= b.lower;
}
inline bool certainly_greater(const DoubleInterval& a, const DoubleInterval& b) {
    return a.lower > b.upper;
}

inline DoubleInterval operator-(const DoubleInterval& a) { return {-a.upper, -a.lower}; }
inline DoubleInterval operator+(const DoubleInterval& a, const DoubleInterval& b) {
    return {detail::below(a.lower + b.lower), detail::above(a.upper + b.upper)};
}
inline DoubleInterval operator-(const DoubleInterval& a, const DoubleInterval& b) {
    return a + (-b);
}
inline DoubleInterval& operator+=(DoubleInterval& a, const DoubleInterval& b) { return a = a + b; }
inline DoubleInterval operator*(const DoubleInterval& a, const DoubleInterval& b) {
    if (is_zero(a) || is_zero(b)) return 0;
    return detail::of_ends(a, b, [](double x, double y) { return x == 0 || y == 0 ? 0 : x * y; });
}
/// The whole line where b may be 0 or has no end.
inline DoubleInterval operator/(const DoubleInterval& a, const DoubleInterval& b) {
    if (!(b.lower > 0 && b.upper < DoubleInterval::no_end))
        return {-DoubleInterval::no_end, DoubleInterval::no_end};
    if (is_zero(a)) return 0;
    return detail::of_ends(a, b, [](double x, double y) { return x / y; });
}
/// a/b of a >= 0 where b > 0, infinite where it is not.
inline DoubleInterval over(const DoubleInterval& a, const DoubleInterval& b) {
    if (b.upper <= 0) return DoubleInterval::no_end;
    if (b.lower > 0) return a / b;
    return {std::max(detail::below(a.lower / b.upper), 0.0), DoubleInterval::no_end};
}
inline DoubleInterval max(const DoubleInterval& a, const DoubleInterval& b) {
    return {std::max(a.lower, b.lower), std::max(a.upper, b.upper)};
}
inline DoubleInterval min(const DoubleInterval& a, const DoubleInterval& b) { return -max(-a, -b); }
inline DoubleInterval square(const DoubleInterval& x) {
    const DoubleInterval out = x * x;
    return {std::max(out.lower, 0.0), out.upper};
}
/// Of the part of x that is not negative.
inline DoubleInterval sqrt(const DoubleInterval& x) {
    if (is_zero(x)) return 0;
    return {std::max(detail::below(std::sqrt(std::max(x.lower, 0.0))), 0.0),
            detail::above(std::sqrt(std::max(x.upper, 0.0)))};
}

/// Of the part of x that is not negative. Ends near the roots are taken where their cubes, rounded
/// outwards, show that they are beyond them.
DoubleInterval cube_root(const DoubleInterval& x);
/// e^x, log x and log(1 + x), 2^-47 of themselves wider than rounding to nearest would have them. Of
/// the part of x that is not negative for the last two.
///
///   e^x: n = [x/log 2], r = (x - n L1) - n L2, L1 of 32 bits and L1 + L2 = log 2 but for 2^-86. n L1
///     and the first difference are exact, so r is off by 2^-54 at most, |r| <= 0.35. The Taylor
///     polynomial of degree 13 leaves 2^-56 of e^r, Horner's rule 28 u e^{2|r|} <= 2^-47.1 of it
///   log x: x = 2^k m, m in [sqrt(1/2), sqrt 2], s = (m-1)/(m+1) off by 2.1 u of itself, and
///     log m = 2 (s + s^3/3 + .. + s^21/21) but for 2^-60 of it, all terms of one sign: 30 u. k log 2
///     adds at least 0.69 to what is at most 0.35, so of the sum all that is 40 u
///   log(1 + x): s = x/(2 + x) for x <= 0.41, else log of fl(1 + x), off by 3 u of it
DoubleInterval exp(const DoubleInterval& x);
DoubleInterval log(const DoubleInterval& x);
DoubleInterval log1p(const DoubleInterval& x);

} // namespace ncv
