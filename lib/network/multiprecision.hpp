/// Numbers of 50 and 100 digits, for references and for checks asked for in `mp`. Heavy to compile:
/// headers that are generic in their scalar do not include it.
#pragma once

#include "network/scalar.hpp"

#include <boost/multiprecision/mpfr.hpp>

namespace ncv {

template <unsigned Digits>
using Multiprecision = boost::multiprecision::number<
    boost::multiprecision::mpfr_float_backend<Digits, boost::multiprecision::allocate_stack>,
    boost::multiprecision::et_off>;
using mp50 = Multiprecision<50>;
using mp100 = Multiprecision<100>;

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
