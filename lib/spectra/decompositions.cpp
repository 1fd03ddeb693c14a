#include "spectra/decompositions.hpp"

NCV_DECOMPOSITIONS(, ncv::Matrix<double>)
NCV_DECOMPOSITIONS(, ncv::Matrix<ncv::mp100>)
template class Eigen::BDCSVD<ncv::Matrix<double>>;
