/// Seeded Gaussian matrices and frames. Boost.Random's generators and distributions give the same
/// numbers on every platform; those of the standard library need not.
#pragma once

#include "network/scalar.hpp"

#include <boost/random/mersenne_twister.hpp>
#include <boost/random/normal_distribution.hpp>
#include <boost/random/uniform_int_distribution.hpp>
#include <boost/random/uniform_real_distribution.hpp>

namespace ncv {

using Random = boost::random::mt19937_64;

inline double gaussian(Random& random) {
    return boost::random::normal_distribution<double>()(random);
}
inline int uniform_int(Random& random, int least, int most) {
    return boost::random::uniform_int_distribution<int>(least, most)(random);
}
inline double uniform_real(Random& random, double least, double most) {
    return boost::random::uniform_real_distribution<double>(least, most)(random);
}

/// rows x cols, independent standard normal entries, filled column by column.
Matrix<double> gaussian_matrix(Random& random, Eigen::Index rows, Eigen::Index cols);

/// rows x cols with orthonormal columns if rows >= cols, orthonormal rows otherwise.
Matrix<double> orthonormal_matrix(Random& random, Eigen::Index rows, Eigen::Index cols);

} // namespace ncv
