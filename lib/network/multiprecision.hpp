/// Numbers of 50 and 100 digits, for references and for checks asked for in `mp`. Heavy to compile:
/// headers that are generic in their scalar do not include it, but for spectra/decompositions.hpp.
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

/// What Eigen asks of a scalar of many digits.
template <class Scalar>
struct MultiprecisionTraits : Eigen::GenericNumTraits<Scalar> {
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
    static Scalar dummy_precision() { return 1000 * Eigen::NumTraits<Scalar>::epsilon(); }
};

} // namespace ncv

/// The traits that ship with Boost 1.74 lack infinity and quiet_NaN.
template <unsigned Digits>
struct Eigen::NumTraits<ncv::Multiprecision<Digits>>
    : ncv::MultiprecisionTraits<ncv::Multiprecision<Digits>> {};
