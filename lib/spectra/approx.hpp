/// A computed number with a bound on its rounding error: running error analysis (Higham, Accuracy
/// and Stability of Numerical Algorithms, 2nd ed., section 3.3), generic in the scalar.
///
/// Approx<S>{v, e} says: the exact value lies in [v - e, v + e]. The bounds are propagated to all
/// orders, but e itself is computed in round-to-nearest, so an Approx is evidence, not a proof.
/// The claims' formulas are generic in their arithmetic; this is the one behind `double` and `mp`.
#pragma once

#include "network/scalar.hpp"

#include <cmath>
#include <limits>
#include <numeric>

namespace ncv {

template <class S>
struct Approx {
    S value;
    S error;

    /// Not measured: NaN, which no comparison is certain of.
    Approx() : value(std::numeric_limits<S>::quiet_NaN()), error(0) {}
    Approx(S v) : value(std::move(v)), error(0) {}
    Approx(S v, S e) : value(std::move(v)), error(std::move(e)) {}

    static Approx between(double lower, double upper) {
        return {(S(lower) + S(upper)) / S(2), (S(upper) - S(lower)) / S(2)};
    }

    S upper() const { return value + error; }
    S lower() const { return value - error; }
};

/// The scalar under an arithmetic: Approx<double> -> double.
template <class Real>
struct scalar_of;
template <class S>
struct scalar_of<Approx<S>> {
    using type = S;
};
template <class Real>
using scalar_of_t = typename scalar_of<Real>::type;

namespace detail {
/// One operation's rounding: half an ulp, and the smallest number in case of underflow.
template <class S>
S rounding(const S& v) {
    using std::abs;
    return unit_roundoff<S>() * abs(v) + std::numeric_limits<S>::min();
}
/// An elementary function's rounding: a few ulps (glibc and MPFR promise less than 4).
template <class S>
S function_rounding(const S& v) {
    return S(4) * rounding(v);
}
/// f monotone: the image of [x - e, x + e], the domain cut off at `least`.
template <class S, class F>
Approx<S> monotone(const Approx<S>& x, const S& least, F f) {
    using std::abs;
    const S v = f(x.value < least ? least : x.value);
    if (x.error == S(0)) return {v, function_rounding(v)};
    const S low = f(x.lower() < least ? least : x.lower());
    const S high = f(x.upper() < least ? least : x.upper());
    const S spread = abs(high - v) > abs(v - low) ? S(abs(high - v)) : S(abs(v - low));
    return {v, spread + function_rounding(v)};
}
} // namespace detail

template <class S>
Approx<S> operator-(const Approx<S>& a) {
    return {S(-a.value), a.error};
}
template <class S>
Approx<S> operator+(const Approx<S>& a, const Approx<S>& b) {
    const S v = a.value + b.value;
    const S exact = a.value == S(0) || b.value == S(0) ? S(0) : detail::rounding(v);
    return {v, a.error + b.error + exact};
}
template <class S>
Approx<S> operator-(const Approx<S>& a, const Approx<S>& b) {
    return a + (-b);
}
template <class S>
Approx<S> operator*(const Approx<S>& a, const Approx<S>& b) {
    using std::abs;
    const S v = a.value * b.value;
    const bool exact =
        a.value == S(0) || b.value == S(0) || abs(a.value) == S(1) || abs(b.value) == S(1);
    return {v, abs(a.value) * b.error + a.error * abs(b.value) + a.error * b.error +
                   (exact ? S(0) : detail::rounding(v))};
}
template <class S>
Approx<S> operator/(const Approx<S>& a, const Approx<S>& b) {
    using std::abs;
    const S v = a.value / b.value;
    const S divisor = abs(b.value) - b.error;
    if (!(divisor > S(0))) return {v, std::numeric_limits<S>::infinity()};
    const bool exact = a.value == S(0) || abs(b.value) == S(1);
    return {v, (a.error + abs(v) * b.error) / divisor + (exact ? S(0) : detail::rounding(v))};
}
template <class S>
Approx<S>& operator+=(Approx<S>& a, const Approx<S>& b) {
    return a = a + b;
}

template <class S>
Approx<S> sqrt(const Approx<S>& x) {
    using std::sqrt;
    return detail::monotone(x, S(0), [](const S& t) { return S(sqrt(t)); });
}
template <class S>
Approx<S> exp(const Approx<S>& x) {
    using std::exp;
    return detail::monotone(x, std::numeric_limits<S>::lowest(),
                            [](const S& t) { return S(exp(t)); });
}
/// exp(x) - 1, without cancellation near 0.
template <class S>
Approx<S> expm1(const Approx<S>& x) {
    using std::expm1;
    return detail::monotone(x, std::numeric_limits<S>::lowest(),
                            [](const S& t) { return S(expm1(t)); });
}
template <class S>
Approx<S> log(const Approx<S>& x) {
    using std::log;
    return detail::monotone(x, S(0), [](const S& t) { return S(log(t)); });
}
/// log(1 + x), without cancellation near 0.
template <class S>
Approx<S> log1p(const Approx<S>& x) {
    using std::log1p;
    return detail::monotone(x, S(-1), [](const S& t) { return S(log1p(t)); });
}
/// x^p for x >= 0 and real p > 0.
template <class S>
Approx<S> power(const Approx<S>& x, const S& p) {
    using std::pow;
    if (p == S(1)) return x;
    return detail::monotone(x, S(0), [&](const S& t) { return t == S(0) ? S(0) : S(pow(t, p)); });
}
/// x^{p/q} for x >= 0 and p, q > 0. Where p/q is no number of S its rounding, u of it, moves the
/// power y by y |log y| u to first order, 2 u y |log y| to all; y |log y| is at most 0.37 below 1.
template <class S>
Approx<S> rational_power(const Approx<S>& x, int p, int q) {
    using std::abs, std::log;
    Approx<S> y = power(x, S(S(p) / S(q)));
    const int denominator = q / std::gcd(p, q);
    if ((denominator & (denominator - 1)) == 0) return y; // a dyadic number
    const S low = y.lower(), high = y.upper();
    const S least = low > S(0) ? S(high * abs(S(log(low)))) : S(0.37);
    const S most = high > S(0) ? S(high * abs(S(log(high)))) : S(0);
    y.error += S(2) * unit_roundoff<S>() * (least > most ? least : most);
    return y;
}
template <class S>
Approx<S> cube_root(const Approx<S>& x) {
    return rational_power(x, 1, 3);
}
/// x^n by repeated multiplication, n >= 0; exact where the products are.
template <class S>
Approx<S> power(const Approx<S>& x, int n) {
    Approx<S> out(S(1));
    for (; n > 0; --n) out = out * x;
    return out;
}
template <class S>
Approx<S> square(const Approx<S>& x) {
    return x * x;
}
template <class S>
Approx<S> max(const Approx<S>& a, const Approx<S>& b) {
    const S error = a.error > b.error ? a.error : b.error;
    return {a.value > b.value || a.value != a.value ? a.value : b.value, error};
}
template <class S>
Approx<S> min(const Approx<S>& a, const Approx<S>& b) {
    return -max(-a, -b);
}
/// The same number, known a little less well.
template <class S>
Approx<S> widened(const Approx<S>& x, const Approx<S>& slack) {
    using std::abs;
    return {x.value, x.error + abs(slack.value) + slack.error};
}

/// Three-valued comparison: both certainly_* false means the two cannot be told apart. NaN is
/// never certain.
template <class S>
bool certainly_at_most(const Approx<S>& a, const Approx<S>& b) {
    return a.value == b.value ? a.error + b.error == S(0)
                              : bool(b.value - a.value >= a.error + b.error);
}
template <class S>
bool certainly_greater(const Approx<S>& a, const Approx<S>& b) {
    return bool(a.value - b.value > a.error + b.error);
}

// What a ledger asks of an arithmetic.

/// Whether an outcome in this arithmetic is a proof.
template <class Real>
inline constexpr bool is_enclosure = false;

/// While it lives, results have no more digits than `like` where the arithmetic can choose: for sums
/// over samples, whose own digits bound what the sum can have.
template <class Real>
struct DigitsOf {
    explicit DigitsOf(const Real&) {}
};

template <class S>
double nearest_double(const Approx<S>& x) {
    return static_cast<double>(x.value);
}
template <class S>
double lower_double(const Approx<S>& x) {
    return static_cast<double>(x.lower());
}
template <class S>
double upper_double(const Approx<S>& x) {
    return static_cast<double>(x.upper());
}
template <class S>
bool is_nan(const Approx<S>& x) {
    return x.value != x.value;
}
template <class S>
bool is_zero(const Approx<S>& x) {
    return x.value == S(0);
}
template <class S>
bool is_infinite(const Approx<S>& x) {
    using std::abs;
    return !is_nan(x) && !bool(abs(x.value) <= std::numeric_limits<S>::max());
}
/// How far a - b can be off.
template <class S>
double uncertainty(const Approx<S>& a, const Approx<S>& b) {
    return static_cast<double>(S(a.error + b.error));
}
/// 0/0 counts as 0.
template <class S>
double quotient(const Approx<S>& a, const Approx<S>& b) {
    return is_zero(a) && is_zero(b) ? 0 : static_cast<double>(S(a.value / b.value));
}
/// a is at least b, as far as this arithmetic tells: an upper bound that says nothing.
template <class S>
bool no_better(const Approx<S>& a, const Approx<S>& b) {
    return bool(a.value >= b.value);
}
template <class S>
bool better(const Approx<S>& a, const Approx<S>& b) {
    return !no_better(a, b);
}
template <class S>
bool certainly_infinite(const Approx<S>& x) {
    return is_infinite(x);
}
/// Both are known to a hundredth of b.
template <class S>
bool known_to_a_hundredth(const Approx<S>& a, const Approx<S>& b) {
    return !is_nan(a) && !is_infinite(a) && bool((a.error + b.error) * S(100) <= b.value);
}
/// x where it is certainly positive, 0 where it is not.
template <class S>
Approx<S> positive_part(const Approx<S>& x) {
    return certainly_greater(x, Approx<S>(S(0))) ? x : Approx<S>(S(0));
}
/// a/b of a >= 0 where b is certainly positive, infinite where it is not.
template <class S>
Approx<S> over(const Approx<S>& a, const Approx<S>& b) {
    if (certainly_greater(b, Approx<S>(S(0)))) return a / b;
    return Approx<S>(std::numeric_limits<S>::infinity());
}
/// As an outcome reports it.
template <class S>
const Approx<S>& printed(const Approx<S>& x) {
    return x;
}
template <class S>
const Approx<S>& printed_margin(const Approx<S>& x) {
    return x;
}
/// As a measured quantity, between its least and its most, enters the formulas.
template <class S>
const Approx<S>& settled(const Approx<S>& x, double = 0, double = 0) {
    return x;
}

} // namespace ncv
