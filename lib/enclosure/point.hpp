/// Floating point of the precision at hand, for the midpoints of the slow tier and for whatever the
/// fast one wants more digits of.
#pragma once

#include "enclosure/interval.hpp"
#include "network/multiprecision.hpp"

namespace ncv {

using mpx = boost::multiprecision::number<boost::multiprecision::mpfr_float_backend<0>,
                                          boost::multiprecision::et_off>;

/// The unit roundoff and the smallest positive number of a scalar, enclosed.
inline Interval enclosed_roundoff(double) { return Interval(0x1p-53); }
inline Interval enclosed_roundoff(const mpx&) {
    Interval u(1);
    mpfi_div_2exp(u.data(), u.data(),
                  static_cast<unsigned long>(mpfr_get_prec(mpx().backend().data())));
    return u;
}
inline Interval least_positive(double) { return Interval(0x1p-1074); }
inline Interval least_positive(const mpx&) {
    Interval least(1);
    mpfi_div_2exp(least.data(), least.data(), static_cast<unsigned long>(-(mpfr_get_emin() - 1)));
    return least;
}
inline Interval enclosed(double v) { return Interval(v); }
inline Interval enclosed(const mpx& v) { return Interval::at(v.backend().data()); }
inline double nearest_double(const mpx& v) { return mpfr_get_d(v.backend().data(), MPFR_RNDN); }
inline double nearest_double(double v) { return v; }

/// A point near the middle of x.
template <class S>
S middle(const Interval& x);
template <>
inline double middle<double>(const Interval& x) {
    return nearest_double(x);
}
template <>
inline mpx middle<mpx>(const Interval& x) {
    mpx out;
    mpfi_mid(out.backend().data(), x.data());
    return out;
}

} // namespace ncv

template <>
struct Eigen::NumTraits<ncv::mpx> : ncv::MultiprecisionTraits<ncv::mpx> {
    static ncv::mpx epsilon() {
        return ldexp(ncv::mpx(1), 1 - static_cast<int>(mpfr_get_prec(ncv::mpx().backend().data())));
    }
    static ncv::mpx highest() { return ldexp(ncv::mpx(1), 1000000); }
    static ncv::mpx lowest() { return -highest(); }
    static int digits10() { return static_cast<int>(ncv::mpx::default_precision()); }
};
