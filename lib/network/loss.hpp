/// What is minimised of the outputs, summed over samples, and its gradient.
///
///   squared_error   1/2 ||Z_L - Y||_F^2                          gradient Z_L - Y
///   cross_entropy   sum_i log sum_j exp(z_ij) - <t_i, z_i>       gradient softmax(z_i) - t_i
///
/// with smoothed targets t_i = (1-s) y_i + s/K. Outputs and labels are K x N. Both loss and gradient
/// of the cross-entropy stay as they are when a constant is added to a sample's outputs.
///
/// Source: Szegedy et al. (arXiv 1512.00567) for the smoothing, as PyTorch's CrossEntropyLoss has it.
#pragma once

#include "network/scalar.hpp"

#include <cmath>

namespace ncv {

enum class LossKind { squared_error, cross_entropy };

struct Loss {
    LossKind kind = LossKind::squared_error;
    double label_smoothing = 0; ///< s of the cross-entropy, 0 <= s < 1
};

/// t_1 .. t_N.
template <class S>
Matrix<S> targets(const Loss& loss, const Matrix<S>& Y) {
    const S s = S(loss.label_smoothing), K = S(static_cast<double>(Y.rows()));
    return ((S(1) - s) * Y).array() + s / K;
}

template <class S>
S loss_value(const Loss& loss, const Matrix<S>& Z, const Matrix<S>& Y) {
    using std::exp, std::log;
    if (loss.kind == LossKind::squared_error) return (Z - Y).squaredNorm() / S(2);
    const Matrix<S> T = targets(loss, Y);
    S sum(0);
    for (Eigen::Index i = 0; i < Z.cols(); ++i) {
        const S largest = Z.col(i).maxCoeff();
        S exponentials(0), beside(0);
        for (Eigen::Index j = 0; j < Z.rows(); ++j) {
            exponentials += exp(S(Z(j, i) - largest));
            beside += T(j, i) * (Z(j, i) - largest);
        }
        sum += log(exponentials) - beside;
    }
    return sum;
}

/// Delta_L.
template <class S>
Matrix<S> loss_gradient(const Loss& loss, const Matrix<S>& Z, const Matrix<S>& Y) {
    using std::exp;
    if (loss.kind == LossKind::squared_error) return Z - Y;
    Matrix<S> out(Z.rows(), Z.cols());
    for (Eigen::Index i = 0; i < Z.cols(); ++i) {
        const S largest = Z.col(i).maxCoeff();
        S exponentials(0);
        for (Eigen::Index j = 0; j < Z.rows(); ++j)
            exponentials += out(j, i) = exp(S(Z(j, i) - largest));
        out.col(i) /= exponentials;
    }
    return out - targets(loss, Y);
}

} // namespace ncv
