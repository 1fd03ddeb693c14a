// Arb's balls and matrices of balls with C++ operators. A ball is a midpoint with a proved radius;
// every operation encloses the exact result (Johansson, IEEE Trans. Comput. 66, 2017).
#pragma once

#include <arb.h>
#include <arb_hypgeom.h>
#include <arb_mat.h>

#include <utility>

namespace recheck {

inline slong bits = 128; // the working precision; main raises it

class Ball {
  public:
    Ball() { arb_init(x_); }
    Ball(double v) : Ball() { arb_set_d(x_, v); }
    Ball(const Ball& o) : Ball() { arb_set(x_, o.x_); }
    Ball(Ball&& o) noexcept : Ball() { arb_swap(x_, o.x_); }
    Ball& operator=(Ball o) noexcept {
        arb_swap(x_, o.x_);
        return *this;
    }
    ~Ball() { arb_clear(x_); }
    arb_ptr get() { return x_; }
    arb_srcptr get() const { return x_; }
    bool is_positive() const { return arb_is_positive(x_); }
    bool is_negative() const { return arb_is_negative(x_); }
    bool is_zero() const { return arb_is_zero(x_); }

  private:
    arb_t x_;
};

#define RECHECK_BINARY(op, f)                                                                      \
    inline Ball operator op(const Ball& a, const Ball& b) {                                        \
        Ball out;                                                                                  \
        f(out.get(), a.get(), b.get(), bits);                                                      \
        return out;                                                                                \
    }
RECHECK_BINARY(+, arb_add)
RECHECK_BINARY(-, arb_sub)
RECHECK_BINARY(*, arb_mul)
RECHECK_BINARY(/, arb_div)
#undef RECHECK_BINARY
#define RECHECK_UNARY(name, f)                                                                     \
    inline Ball name(const Ball& a) {                                                              \
        Ball out;                                                                                  \
        f(out.get(), a.get(), bits);                                                               \
        return out;                                                                                \
    }
RECHECK_UNARY(sqrt, arb_sqrtpos) // of the part that is not negative
RECHECK_UNARY(square, arb_sqr)
RECHECK_UNARY(exp, arb_exp)
RECHECK_UNARY(expm1, arb_expm1)
RECHECK_UNARY(log, arb_log)
RECHECK_UNARY(log1p, arb_log1p)
RECHECK_UNARY(tanh, arb_tanh)
RECHECK_UNARY(erfc, arb_hypgeom_erfc)
#undef RECHECK_UNARY

class Balls { // a matrix
  public:
    Balls() : Balls(0, 0) {}
    Balls(slong rows, slong cols) { arb_mat_init(m_, rows, cols); }
    Balls(const Balls& o) : Balls(o.rows(), o.cols()) { arb_mat_set(m_, o.m_); }
    Balls(Balls&& o) noexcept : Balls() { arb_mat_swap(m_, o.m_); }
    Balls& operator=(Balls o) noexcept {
        arb_mat_swap(m_, o.m_);
        return *this;
    }
    ~Balls() { arb_mat_clear(m_); }
    slong rows() const { return arb_mat_nrows(m_); }
    slong cols() const { return arb_mat_ncols(m_); }
    arb_ptr at(slong i, slong j) { return arb_mat_entry(m_, i, j); }
    arb_srcptr at(slong i, slong j) const { return arb_mat_entry(m_, i, j); }
    arb_mat_struct* get() { return m_; }
    const arb_mat_struct* get() const { return m_; }
    Balls transpose() const {
        Balls out(cols(), rows());
        arb_mat_transpose(out.m_, m_);
        return out;
    }

  private:
    arb_mat_t m_;
};

inline Balls operator*(const Balls& a, const Balls& b) {
    Balls out(a.rows(), b.cols());
    arb_mat_mul(out.get(), a.get(), b.get(), bits);
    return out;
}
inline Balls operator-(const Balls& a, const Balls& b) {
    Balls out(a.rows(), a.cols());
    arb_mat_sub(out.get(), a.get(), b.get(), bits);
    return out;
}
inline Balls operator+(const Balls& a, const Balls& b) {
    Balls out(a.rows(), a.cols());
    arb_mat_add(out.get(), a.get(), b.get(), bits);
    return out;
}
inline Balls operator*(const Ball& c, const Balls& a) {
    Balls out(a.rows(), a.cols());
    arb_mat_scalar_mul_arb(out.get(), a.get(), c.get(), bits);
    return out;
}
// The sum of the squares of all entries.
inline Ball squared_norm(const Balls& a) {
    Ball sum;
    for (slong i = 0; i < a.rows(); ++i)
        arb_dot(sum.get(), sum.get(), 0, a.at(i, 0), 1, a.at(i, 0), 1, a.cols(), bits);
    return sum;
}

} // namespace recheck
