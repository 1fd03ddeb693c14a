#include "data/random.hpp"

#include <Eigen/QR>

namespace ncv {

Matrix<double> gaussian_matrix(Random& random, Eigen::Index rows, Eigen::Index cols) {
    boost::random::normal_distribution<double> normal;
    Matrix<double> out(rows, cols);
    for (Eigen::Index i = 0; i < out.size(); ++i) out.data()[i] = normal(random);
    return out;
}

Matrix<double> orthonormal_matrix(Random& random, Eigen::Index rows, Eigen::Index cols) {
    if (rows < cols) return orthonormal_matrix(random, cols, rows).transpose();
    const Eigen::HouseholderQR<Matrix<double>> qr(gaussian_matrix(random, rows, cols));
    return qr.householderQ() * Matrix<double>::Identity(rows, cols);
}

} // namespace ncv
