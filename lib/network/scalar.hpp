/// The scalar types of the suite, and the unit roundoff of each.
#pragma once

#include <boost/multiprecision/eigen.hpp>
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
