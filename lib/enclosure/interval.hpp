/// A real number enclosed: MPFI intervals with the interface that the claims' formulas are written
/// against, so that one formula gives evidence (Approx) and proof (Interval).
///
/// Every operation encloses the exact result for all values of its arguments (outward rounding by
/// MPFR, independent of the processor's rounding mode). An end is a limit, so 0 times an infinite
/// one is 0, and where an end cannot be told (infinite less infinite) the interval has none on that
/// side. What was not measured, or lies outside a function's domain, is NaN, of which no comparison
/// is certain.
/// Source: Revol & Rouillier, Motivations for an arbitrary precision interval arithmetic and the
/// MPFI library (Reliable Computing 11, 2005).
#pragma once

#include "spectra/approx.hpp"

#include <mpfi.h>

#include <utility>

namespace ncv {

class Interval {
  public:
    /// Not measured: NaN.
    Interval() { mpfi_init2(data(), new_bits); }
    Interval(double v) : Interval() { mpfi_set_d(data(), v); }
    Interval(const Interval& other) {
        mpfi_init2(data(), mpfi_get_prec(other.data()));
        mpfi_set(data(), other.data());
    }
    /// What was moved from can only be assigned to or end.
    Interval(Interval&& other) noexcept {
        *ends_ = *other.ends_;
        other.ends_->left._mpfr_d = nullptr;
    }
    Interval& operator=(Interval other) noexcept {
        std::swap(*ends_, *other.ends_);
        return *this;
    }
    ~Interval() {
        if (ends_->left._mpfr_d) mpfi_clear(data());
    }
    /// The point, or where it needs more digits than this precision has, its neighbours.
    static Interval at(mpfr_srcptr v) {
        Interval out;
        mpfi_set_fr(out.data(), v);
        return out;
    }
    static Interval between(double lower, double upper) {
        Interval out;
        mpfi_interv_d(out.data(), lower, upper);
        return out;
    }
    /// The same with the digits of doubles and a few more: DigitsOf it computes quickly.
    static Interval of_doubles(double lower, double upper) {
        Interval out(mpfr_prec_t(64), nullptr);
        mpfi_interv_d(out.data(), lower, upper);
        return out;
    }
    /// From the lower end of one to the upper end of the other.
    static Interval hull(const Interval& low, const Interval& high) {
        Interval out;
        mpfr_set(&out.data()->left, &low.data()->left, MPFR_RNDD);
        mpfr_set(&out.data()->right, &high.data()->right, MPFR_RNDU);
        return out;
    }

    mpfi_ptr data() { return ends_; }
    mpfi_srcptr data() const { return ends_; }
    mpfr_srcptr left() const { return &data()->left; }
    mpfr_srcptr right() const { return &data()->right; }

    double lower() const { return mpfr_get_d(left(), MPFR_RNDD); }  ///< at most the lower end
    double upper() const { return mpfr_get_d(right(), MPFR_RNDU); } ///< at least the upper end
    bool is_nan() const { return mpfi_nan_p(data()) != 0; }
    bool is_point() const { return mpfr_equal_p(left(), right()) != 0; }
    bool is_positive() const { return mpfr_sgn(left()) > 0; } ///< certainly, as the two below
    bool is_not_positive() const { return !is_nan() && mpfr_sgn(right()) <= 0; }
    bool is_not_negative() const { return !is_nan() && mpfr_sgn(left()) >= 0; }

  private:
    Interval(mpfr_prec_t bits, std::nullptr_t) { mpfi_init2(data(), bits); }

    friend class IntervalPrecision;
    static mpfr_prec_t new_bits; ///< the precision of a new one

    mpfi_t ends_;
};

template <>
struct scalar_of<Interval> {
    using type = double;
};

/// Sets the precision of every new Interval; the former one returns at the end of its scope.
class IntervalPrecision {
  public:
    explicit IntervalPrecision(unsigned bits);
    ~IntervalPrecision();
    IntervalPrecision(const IntervalPrecision&) = delete;
    IntervalPrecision& operator=(const IntervalPrecision&) = delete;

  private:
    mpfr_prec_t interval_bits_;
    unsigned point_digits_;
};
/// Bits of a new Interval.
inline long interval_bits() { return static_cast<long>(mpfi_get_prec(Interval().data())); }

namespace detail {
/// An operation of two intervals, without an end where MPFI cannot tell one.
template <class F>
Interval operation(F f, const Interval& a, const Interval& b) {
    Interval out;
    f(out.data(), a.data(), b.data());
    if (!out.is_nan() || a.is_nan() || b.is_nan()) return out;
    if (mpfr_nan_p(out.left())) mpfr_set_inf(&out.data()->left, -1);
    if (mpfr_nan_p(out.right())) mpfr_set_inf(&out.data()->right, 1);
    return out;
}
} // namespace detail

inline Interval operator-(const Interval& a) {
    Interval out;
    mpfi_neg(out.data(), a.data());
    return out;
}
inline Interval operator+(const Interval& a, const Interval& b) {
    return detail::operation(mpfi_add, a, b);
}
inline Interval operator-(const Interval& a, const Interval& b) {
    return detail::operation(mpfi_sub, a, b);
}
inline Interval operator*(const Interval& a, const Interval& b) {
    return detail::operation(mpfi_mul, a, b);
}
/// Where b may be 0: up to infinity for a, b >= 0 (infinite for a > 0 = b), else the whole line.
inline Interval operator/(const Interval& a, const Interval& b) {
    const bool may_be_zero = mpfr_sgn(b.left()) <= 0 && mpfr_sgn(b.right()) >= 0;
    if (!may_be_zero || a.is_nan() || b.is_nan()) return detail::operation(mpfi_div, a, b);
    const double end = std::numeric_limits<double>::infinity();
    if (!a.is_not_negative() || !b.is_not_negative()) return Interval::between(-end, end);
    if (mpfr_sgn(b.right()) == 0) return Interval::between(a.is_positive() ? end : 0, end);
    return Interval::hull(Interval::at(a.left()) / Interval::at(b.right()), Interval(end));
}
inline Interval& operator+=(Interval& a, const Interval& b) { return a = a + b; }

/// Of the part of x that is not negative; NaN where all of it is.
inline Interval sqrt(const Interval& x) {
    Interval cut = x;
    if (mpfr_sgn(cut.left()) < 0 && mpfr_sgn(cut.right()) >= 0) mpfr_set_zero(&cut.data()->left, 1);
    Interval out;
    mpfi_sqrt(out.data(), cut.data());
    return out;
}
inline Interval exp(const Interval& x) {
    Interval out;
    mpfi_exp(out.data(), x.data());
    return out;
}
inline Interval expm1(const Interval& x) {
    Interval out;
    mpfi_expm1(out.data(), x.data());
    return out;
}
inline Interval log(const Interval& x) {
    Interval out;
    mpfi_log(out.data(), x.data());
    return out;
}
inline Interval log1p(const Interval& x) {
    Interval out;
    mpfi_log1p(out.data(), x.data());
    return out;
}
inline Interval square(const Interval& x) {
    Interval out;
    mpfi_sqr(out.data(), x.data());
    return out;
}
/// x^n, n >= 0.
inline Interval power(const Interval& x, int n) {
    if (n == 0) return Interval(1);
    const Interval root = power(x, n / 2);
    return n % 2 ? square(root) * x : square(root);
}
/// x^{p/q} for x >= 0 and p, q > 0.
inline Interval rational_power(const Interval& x, int p, int q) {
    if (p % q == 0) return power(x, p / q);
    const Interval raised = exp(log(x) * Interval(p) / Interval(q));
    if (mpfr_sgn(x.left()) > 0) return raised;
    return Interval::hull(Interval(0), raised);
}
inline Interval cube_root(const Interval& x) {
    Interval out;
    mpfi_cbrt(out.data(), x.data());
    return out;
}
inline Interval max(const Interval& a, const Interval& b) {
    Interval out;
    mpfr_max(&out.data()->left, a.left(), b.left(), MPFR_RNDD);
    mpfr_max(&out.data()->right, a.right(), b.right(), MPFR_RNDU);
    return a.is_nan() || b.is_nan() ? Interval() : out;
}
inline Interval min(const Interval& a, const Interval& b) { return -max(-a, -b); }
/// |x|.
inline Interval abs(const Interval& x) {
    Interval out;
    mpfi_abs(out.data(), x.data());
    return out;
}
/// All numbers at most |slack| from x.
inline Interval widened(const Interval& x, const Interval& slack) {
    const Interval by = abs(slack);
    return Interval::hull(x - by, x + by);
}

inline bool certainly_at_most(const Interval& a, const Interval& b) {
    return mpfr_lessequal_p(a.right(), b.left()) != 0;
}
inline bool certainly_greater(const Interval& a, const Interval& b) {
    return mpfr_greater_p(a.left(), b.right()) != 0;
}

// What a ledger asks of an arithmetic; the same for Approx is in spectra/approx.hpp.

template <>
inline constexpr bool is_enclosure<Interval> = true;

template <>
struct DigitsOf<Interval> : IntervalPrecision {
    explicit DigitsOf(const Interval& like)
        : IntervalPrecision(static_cast<unsigned>(mpfi_get_prec(like.data()))) {}
};

inline double nearest_double(const Interval& x) { return mpfi_get_d(x.data()); }
inline double lower_double(const Interval& x) { return x.lower(); }
inline double upper_double(const Interval& x) { return x.upper(); }
inline bool is_nan(const Interval& x) { return x.is_nan(); }
inline bool is_zero(const Interval& x) { return mpfi_is_zero(x.data()) > 0; }
/// Infinite, or not known to be finite.
inline bool is_infinite(const Interval& x) { return mpfr_inf_p(x.right()) != 0; }
inline double uncertainty(const Interval& a, const Interval& b) {
    const Interval c = a - b;
    return (Interval::at(c.right()) - Interval::at(c.left())).upper() / 2;
}
inline double quotient(const Interval& a, const Interval& b) {
    return is_zero(a) && is_zero(b) ? 0 : nearest_double(a) / nearest_double(b);
}
/// Both ends are infinite.
inline bool certainly_infinite(const Interval& x) {
    return mpfr_inf_p(x.left()) != 0 && mpfr_equal_p(x.left(), x.right()) != 0;
}
/// a is certainly at least b: an upper bound that says nothing.
inline bool no_better(const Interval& a, const Interval& b) { return certainly_at_most(b, a); }
/// a is certainly below b: an upper bound that says something.
inline bool better(const Interval& a, const Interval& b) { return certainly_greater(b, a); }
/// |a - b| is certainly at most a hundredth of b.
inline bool known_to_a_hundredth(const Interval& a, const Interval& b) {
    return certainly_at_most(Interval(100) * abs(a - b), b);
}
/// x where it is positive, 0 where it is not.
inline Interval positive_part(const Interval& x) { return max(x, Interval(0)); }
/// a/b of a >= 0 where b > 0, infinite where it is not.
inline Interval over(const Interval& a, const Interval& b) {
    if (b.is_not_positive()) return Interval(std::numeric_limits<double>::infinity());
    return a / positive_part(b);
}

/// As a certificate prints what was computed from enclosures: a quarter of its width wider at
/// either end, and by 2^-60 of itself, so that another arithmetic finds the same within, then
/// rounded outwards to doubles. A point stays one.
Interval printed(const Interval& x);
/// The same of a hypothesis's margin, but never past 0: what is printed is positive, not positive
/// or open as what was found, and open, too, where a positive one is below every double.
Interval printed_margin(const Interval& x);
/// A measured quantity as a certificate prints it and as it enters the formulas: 2^-60 of itself
/// wider, unless it is a point, rounded outwards to doubles, and cut to what it can be. What is
/// below 2^-200 is not told from 0, so that nobody needs a thousand digits to verify it.
Interval settled(const Interval& x, double least = 0,
                 double most = std::numeric_limits<double>::infinity());

} // namespace ncv
