// A closed interval with binary endpoints, on Arb's arf numbers with directed rounding: what a
// certificate prints, and what the claims' formulas make of it. Endpoint arithmetic, so that the
// range of a formula in nonnegative quantities is not overestimated. NaN makes nothing true.
#pragma once

#include "arb.hpp"

#include <arf.h>

#include <algorithm>

namespace recheck {

class Arf {
  public:
    Arf() { arf_init(x_); }
    Arf(double v) : Arf() { arf_set_d(x_, v); }
    Arf(const Arf& o) : Arf() { arf_set(x_, o.x_); }
    Arf& operator=(const Arf& o) {
        arf_set(x_, o.x_);
        return *this;
    }
    ~Arf() { arf_clear(x_); }
    arf_ptr get() { return x_; }
    arf_srcptr get() const { return x_; }

  private:
    arf_t x_;
};
inline bool operator<=(const Arf& a, const Arf& b) {
    return arf_cmp(a.get(), b.get()) <= 0 && !arf_is_nan(a.get()) && !arf_is_nan(b.get());
}
inline bool operator<(const Arf& a, const Arf& b) {
    return a <= b && arf_cmp(a.get(), b.get()) < 0;
}
inline bool operator==(const Arf& a, const Arf& b) { return arf_equal(a.get(), b.get()); }

struct Interval {
    Arf lower, upper;
    Interval(double v = 0) : lower(v), upper(v) {}
    Interval(Arf l, Arf u) : lower(std::move(l)), upper(std::move(u)) {}
    explicit Interval(const Ball& b) {
        arb_get_interval_arf(lower.get(), upper.get(), b.get(), bits + 30);
    }
    bool inside(const Interval& o) const { return o.lower <= lower && upper <= o.upper; }
    bool is_positive() const { return arf_sgn(lower.get()) > 0 && !arf_is_nan(lower.get()); }
    bool is_infinite() const { return arf_is_pos_inf(upper.get()); }
    // As a ball, where both ends are finite.
    Ball ball() const {
        Ball out;
        arb_set_interval_arf(out.get(), lower.get(), upper.get(), bits);
        return out;
    }
};
inline Interval infinite() { return Interval(D_INF); }

#define RECHECK_ENDS(f, out, low_a, low_b, high_a, high_b)                                         \
    f(out.lower.get(), low_a.get(), low_b.get(), bits, ARF_RND_FLOOR);                             \
    f(out.upper.get(), high_a.get(), high_b.get(), bits, ARF_RND_CEIL);
inline Interval operator+(const Interval& a, const Interval& b) {
    Interval out;
    RECHECK_ENDS(arf_add, out, a.lower, b.lower, a.upper, b.upper)
    return out;
}
inline Interval operator-(const Interval& a, const Interval& b) {
    Interval out;
    RECHECK_ENDS(arf_sub, out, a.lower, b.upper, a.upper, b.lower)
    return out;
}
inline Interval operator*(const Interval& a, const Interval& b) {
    Interval out;
    bool first = true;
    for (const Arf* x : {&a.lower, &a.upper})
        for (const Arf* y : {&b.lower, &b.upper}) {
            Interval p;
            RECHECK_ENDS(arf_mul, p, (*x), (*y), (*x), (*y))
            if (first || !(out.lower <= p.lower)) out.lower = p.lower;
            if (first || !(p.upper <= out.upper)) out.upper = p.upper;
            first = false;
        }
    return out;
}
// For a divisor that is certainly positive.
inline Interval operator/(const Interval& a, const Interval& b) {
    Interval low, high, out;
    RECHECK_ENDS(arf_div, low, a.lower, b.upper, a.upper, b.lower)
    RECHECK_ENDS(arf_div, high, a.lower, b.lower, a.upper, b.upper)
    out.lower = arf_sgn(a.lower.get()) >= 0 ? low.lower : high.lower;
    out.upper = arf_sgn(a.upper.get()) >= 0 ? low.upper : high.upper;
    return out;
}
#undef RECHECK_ENDS
// Of the part that is not negative.
inline Interval sqrt(const Interval& a) {
    Interval out;
    if (arf_sgn(a.lower.get()) > 0) arf_sqrt(out.lower.get(), a.lower.get(), bits, ARF_RND_FLOOR);
    arf_sqrt(out.upper.get(), a.upper.get(), bits, ARF_RND_CEIL);
    return out;
}
inline Interval square(const Interval& a) {
    Interval out = a * a;
    if (arf_sgn(out.lower.get()) < 0) arf_zero(out.lower.get());
    return out;
}
inline Interval power(const Interval& a, long n) {
    Interval out(1);
    for (long i = 0; i < n; ++i) out = out * a;
    return out;
}
inline Interval max(const Interval& a, const Interval& b) {
    return {a.lower <= b.lower ? b.lower : a.lower, a.upper <= b.upper ? b.upper : a.upper};
}
inline Interval min(const Interval& a, const Interval& b) {
    return {a.lower <= b.lower ? a.lower : b.lower, a.upper <= b.upper ? a.upper : b.upper};
}

} // namespace recheck
