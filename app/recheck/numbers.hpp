// The arithmetic: Arb's balls and matrices of balls for the network, intervals of Arb's arf numbers
// with directed rounding for what is printed and follows from it.
#pragma once

#include "failure.hpp"

#include <arb.h>
#include <arb_hypgeom.h>
#include <arb_mat.h>

#include <cmath>
#include <concepts>

namespace recheck {

inline slong bits = 128; // the working precision; verify.cpp raises it
struct Precision {       // another one, for as long as this lives
    slong before = bits;
    explicit Precision(slong now) { bits = now; }
    ~Precision() { bits = before; }
    Precision(const Precision&) = delete;
    Precision& operator=(const Precision&) = delete;
};

// A midpoint with a proved radius; every operation encloses the exact result (Johansson, IEEE
// Trans. Comput. 66, 2017).
struct Ball {
    arb_t x;
    Ball(double v = 0) { arb_init(x), arb_set_d(x, v); }
    Ball(const Ball& o) : Ball() { arb_set(x, o.x); }
    Ball(arb_srcptr o) : Ball() { arb_set(x, o); }
    Ball& operator=(const Ball& o) { return arb_set(x, o.x), *this; }
    ~Ball() { arb_clear(x); }
};

inline Ball whole(long n) { return static_cast<double>(n); }
inline std::size_t at(long l) { return static_cast<std::size_t>(l); }

#define RECHECK_BINARY(name, f)                                                                    \
    inline Ball name(const Ball& a, const Ball& b) {                                               \
        Ball out;                                                                                  \
        return f(out.x, a.x, b.x, bits), out;                                                      \
    }
RECHECK_BINARY(operator+, arb_add)
RECHECK_BINARY(operator-, arb_sub)
RECHECK_BINARY(operator*, arb_mul)
RECHECK_BINARY(operator/, arb_div)

#define RECHECK_UNARY(name, f)                                                                     \
    inline Ball name(const Ball& a) {                                                              \
        Ball out;                                                                                  \
        return f(out.x, a.x, bits), out;                                                           \
    }
RECHECK_UNARY(sqrt, arb_sqrtpos) // of the part that is not negative
RECHECK_UNARY(square, arb_sqr)
RECHECK_UNARY(exp, arb_exp)
RECHECK_UNARY(log, arb_log)
RECHECK_UNARY(log1p, arb_log1p)
RECHECK_UNARY(expm1, arb_expm1)
RECHECK_UNARY(tanh, arb_tanh)
RECHECK_UNARY(erfc, arb_hypgeom_erfc)

RECHECK_BINARY(least, arb_min)
RECHECK_BINARY(most, arb_max)
inline Ball cube_root(const Ball& a) {
    Ball out;
    return arb_root_ui(out.x, a.x, 3, bits), out;
}

struct Balls { // a matrix
    arb_mat_t m;
    Balls(slong rows = 0, slong cols = 0) { arb_mat_init(m, rows, cols); }
    Balls(const Balls& o) : Balls(o.rows(), o.cols()) { arb_mat_set(m, o.m); }
    Balls(Balls&& o) noexcept : Balls() { arb_mat_swap(m, o.m); }
    Balls& operator=(Balls o) noexcept { return arb_mat_swap(m, o.m), *this; }
    ~Balls() { arb_mat_clear(m); }
    slong rows() const { return arb_mat_nrows(m); }
    slong cols() const { return arb_mat_ncols(m); }
    arb_ptr at(slong i, slong j) { return arb_mat_entry(m, i, j); }
    arb_srcptr at(slong i, slong j) const { return arb_mat_entry(m, i, j); }
    Balls top(slong n) const { // its first rows
        Balls out(n, cols());
        for (slong i = 0; i < n * cols(); ++i) arb_set(out.at(0, 0) + i, at(0, 0) + i);
        return out;
    }
    Balls transpose() const {
        Balls out(cols(), rows());
        return arb_mat_transpose(out.m, m), out;
    }
};

#define RECHECK_MATRICES(op, f, A, rows, cols)                                                     \
    inline Balls operator op(const A& a, const Balls& b) {                                         \
        Balls out(rows, cols);                                                                     \
        return f, out;                                                                             \
    }
RECHECK_MATRICES(-, arb_mat_sub(out.m, a.m, b.m, bits), Balls, b.rows(), b.cols())
RECHECK_MATRICES(*, arb_mat_scalar_mul_arb(out.m, b.m, a.x, bits), Ball, b.rows(), b.cols())
Balls operator*(const Balls& a, const Balls& b);                    // products.cpp
inline Ball dot(const Balls& a, slong i, const Balls& b, slong j) { // of rows
    Ball out;
    return arb_dot(out.x, nullptr, 0, a.at(i, 0), 1, b.at(j, 0), 1, a.cols(), bits), out;
}
inline Ball inner_product(const Balls& a, const Balls& b) { // of all entries
    Ball out;
    const slong n = a.rows() * a.cols(); // row by row without gaps
    return arb_dot(out.x, nullptr, 0, a.at(0, 0), 1, b.at(0, 0), 1, n, bits), out;
}
inline Ball squared_norm(const Balls& a) { return inner_product(a, a); }

struct Arf {
    arf_t x;
    Arf(double v = 0) { arf_init(x), arf_set_d(x, v); }
    Arf(const Arf& o) : Arf() { arf_set(x, o.x); }
    Arf& operator=(const Arf& o) { return arf_set(x, o.x), *this; }
    ~Arf() { arf_clear(x); }
};
inline bool operator<=(const Arf& a, const Arf& b) { // NaN makes nothing true
    return !arf_is_nan(a.x) && !arf_is_nan(b.x) && arf_cmp(a.x, b.x) <= 0;
}
inline bool operator<(const Arf& a, const Arf& b) { return a <= b && !(b <= a); }
inline Arf least(const Arf& a, const Arf& b) { return a <= b ? a : b; }
inline Arf most(const Arf& a, const Arf& b) { return a <= b ? b : a; }

// Rounded downwards or upwards; what is no number (infinite less infinite) is without a bound.
inline constexpr auto down = ARF_RND_FLOOR, up = ARF_RND_CEIL;
#define RECHECK_ROUNDED(name, f)                                                                   \
    inline Arf name(const Arf& a, const Arf& b, arf_rnd_t to) {                                    \
        Arf out;                                                                                   \
        f(out.x, a.x, b.x, bits, to);                                                              \
        return arf_is_nan(out.x) ? Arf(to == down ? -HUGE_VAL : HUGE_VAL) : out;                   \
    }
RECHECK_ROUNDED(add, arf_add)
RECHECK_ROUNDED(subtract, arf_sub)
RECHECK_ROUNDED(divide, arf_div)
RECHECK_ROUNDED(multiply, arf_mul)

// A closed interval, its ends in order: no other can be made. End by end, so that the range of a
// formula in quantities that are not negative is not overestimated.
struct Interval {
    Arf lower, upper;
    Interval(double v = 0) : Interval(Arf(v), Arf(v)) {}
    Interval(std::integral auto n) : Interval(static_cast<double>(n)) {}
    Interval(const Arf& l, const Arf& u) : lower(l), upper(u) {
        need(lower <= upper, rejected, "an interval's lower end is above its upper one");
    }
    Interval(const Ball& b) : Interval(Arf(-HUGE_VAL), Arf(HUGE_VAL)) {
        if (!arf_is_nan(arb_midref(b.x))) arb_get_interval_arf(lower.x, upper.x, b.x, bits + 30);
    }
    bool inside(const Interval& o) const { return o.lower <= lower && upper <= o.upper; }
    bool apart(const Interval& o) const { return o.upper < lower || upper < o.lower; }
    bool is_positive() const { return Arf() < lower; }
    bool is_not_positive() const { return upper <= Arf(); }
    bool is_infinite() const { return arf_is_pos_inf(upper.x); }
};
using I = const Interval&;
inline const Interval infinite(HUGE_VAL), unknown(Arf(-HUGE_VAL), Arf(HUGE_VAL));

inline Interval operator+(I a, I b) {
    return {add(a.lower, b.lower, down), add(a.upper, b.upper, up)};
}
inline Interval operator-(I a, I b) {
    return {subtract(a.lower, b.upper, down), subtract(a.upper, b.lower, up)};
}
inline Interval operator*(I a, I b) {
    Arf lower(HUGE_VAL), upper(-HUGE_VAL);
    for (const Arf* x : {&a.lower, &a.upper})
        for (const Arf* y : {&b.lower, &b.upper}) {
            // An end is a limit: 0 times an unbounded one adds 0.
            const bool zero = arf_is_zero(x->x) || arf_is_zero(y->x);
            lower = least(lower, zero ? Arf() : multiply(*x, *y, down));
            upper = most(upper, zero ? Arf() : multiply(*x, *y, up));
        }
    return {lower, upper};
}
inline Interval operator/(I a, I b) {
    need(b.is_positive(), rejected, "a divisor is not certainly positive");
    return {divide(a.lower, arf_sgn(a.lower.x) < 0 ? b.lower : b.upper, down),
            divide(a.upper, arf_sgn(a.upper.x) < 0 ? b.upper : b.lower, up)};
}
inline Interval max(I a, I b) { return {most(a.lower, b.lower), most(a.upper, b.upper)}; }
inline Interval min(I a, I b) { return {least(a.lower, b.lower), least(a.upper, b.upper)}; }
// What of `a` is between the two; it must be something.
inline Interval cut(I a, const Arf& low, const Arf& high) {
    return {most(a.lower, low), least(a.upper, high)};
}
inline Interval size(I a) { return cut(a, 0, HUGE_VAL); } // of what is not negative
// a/b of a >= 0 where b > 0, infinite where it is not.
inline Interval over(I a, I b) {
    if (b.is_positive()) return size(a) / b;
    return b.is_not_positive() ? infinite
                               : Interval(divide(size(a).lower, b.upper, down), Arf(HUGE_VAL));
}
inline Interval sqrt(I a) { // of the part that is not negative
    Interval part = size(a);
    arf_sqrt(part.lower.x, part.lower.x, bits, down);
    arf_sqrt(part.upper.x, part.upper.x, bits, up);
    return part;
}
// Of a function that rises, from its ends.
template <class F>
Interval rising(I a, const F& f) {
    const auto end = [&](const Arf& x) {
        Ball b;
        arb_set_arf(b.x, x.x);
        return arf_is_inf(x.x) ? Interval(x, x) : Interval(f(b));
    };
    return {end(a.lower).lower, end(a.upper).upper};
}
inline Interval cube_root(I a) {
    return rising(size(a), [](const Ball& x) { return cube_root(x); });
}
inline Interval log(I a) { // -inf at 0
    return rising(size(a), [](const Ball& x) { return log(x); });
}
inline Interval log1p(I a) {
    return rising(size(a), [](const Ball& x) { return log1p(x); });
}
inline Interval square(I a) { return size(a * a); }
inline Interval power(I a, long n) {
    Interval out(1);
    for (long i = 0; i < n; ++i) out = out * a;
    return out;
}
inline Interval positive_part(I a) { return max(a, 0); }

} // namespace recheck
