/// Eigen's decompositions of dense matrices in double and 100 digits, compiled once. Who includes this
/// in place of Eigen's own headers compiles calls of them and not the algorithms, seconds each.
#pragma once

#include "network/multiprecision.hpp"

#include <Eigen/Cholesky>
#include <Eigen/Eigenvalues>
#include <Eigen/QR>
#include <Eigen/SVD>

namespace ncv {

/// Q of A = Q R with as many columns as A, which has no more columns than rows.
template <class M>
M thin_q(const Eigen::HouseholderQR<M>& qr) {
    return qr.householderQ() * M::Identity(qr.rows(), qr.cols());
}

} // namespace ncv

/// What is compiled once for the matrices M: said to be so where EXTERN is extern, done where it is empty.
#define NCV_DECOMPOSITIONS(EXTERN, M)                                                              \
    EXTERN template class Eigen::HouseholderQR<M>;                                                 \
    EXTERN template M ncv::thin_q(const Eigen::HouseholderQR<M>&);                                 \
    EXTERN template class Eigen::ColPivHouseholderQR<M>;                                           \
    EXTERN template class Eigen::JacobiSVD<M>;                                                     \
    EXTERN template Eigen::LDLT<M>& Eigen::LDLT<M>::compute(const Eigen::EigenBase<M>&);           \
    EXTERN template Eigen::SelfAdjointEigenSolver<M>& Eigen::SelfAdjointEigenSolver<M>::compute(   \
        const Eigen::EigenBase<M>&, int);

NCV_DECOMPOSITIONS(extern, ncv::Matrix<double>)
NCV_DECOMPOSITIONS(extern, ncv::Matrix<ncv::mp100>)
extern template class Eigen::BDCSVD<ncv::Matrix<double>>;
