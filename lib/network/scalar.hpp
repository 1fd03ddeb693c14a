/// The scalar types of the suite, and the unit roundoff of each.
#pragma once

#include <boost/multiprecision/mpfr.hpp>

#include <Eigen/Core>

#include <limits>

namespace ncv {

template <unsigned Digits>
using Multiprecision = boost::multiprecision::number<
    boost::multiprecision::mpfr_float_backend<Digits, boost::multiprecision::allocate_stack>,
    boost::multiprecision::et_off>;
using mp50 = Multiprecision<50>;
using mp100 = Multiprecision<100>;

template <class S>
using Matrix = Eigen::Matrix<S, Eigen::Dynamic, Eigen::Dynamic>;
template <class S>
using Vector = Eigen::Matrix<S, Eigen::Dynamic, 1>;

/// u: half the distance from 1 to the next larger number.
template <class S>
S unit_roundoff() {
    return std::numeric_limits<S>::epsilon() / S(2);
}

} // namespace ncv

/// What Eigen asks of a scalar; the traits that ship with Boost 1.74 lack infinity and quiet_NaN.
template <unsigned Digits>
struct Eigen::NumTraits<ncv::Multiprecision<Digits>>
    : Eigen::GenericNumTraits<ncv::Multiprecision<Digits>> {
    using Literal = double;
    enum {
        IsInteger = 0,
        IsSigned = 1,
        IsComplex = 0,
        RequireInitialization = 1,
        ReadCost = 2,
        AddCost = 20,
        MulCost = 40
    };
    static ncv::Multiprecision<Digits> dummy_precision() { return 1000 * NumTraits::epsilon(); }
};
