/// The gradient of the cross-entropy in the logits enclosed: softmax less targets, K x N.
#pragma once

#include "enclosure/cells.hpp"
#include "enclosure/interval_matrix.hpp"
#include "network/network.hpp"

#include <algorithm>

namespace ncv {

namespace detail {

/// One column's. The largest logit is taken off: no exponential overflows, and their sum is about 1
/// at least.
template <class Real>
std::vector<Real> softmax_less_targets(std::vector<Real> z, int label, double smoothing) {
    double largest = -std::numeric_limits<double>::infinity();
    for (const Real& x : z) largest = std::max(largest, nearest_double(x));
    Real sum(0.0);
    for (Real& x : z) sum += x = exp(x - Real(largest));
    const Real s(smoothing), K(static_cast<double>(z.size()));
    const auto own = static_cast<std::size_t>(label);
    for (std::size_t j = 0; j < z.size(); ++j)
        z[j] = z[j] / sum - (j == own ? Real(1.0) - s + s / K : s / K);
    return z;
}

} // namespace detail

inline IntervalMatrix softmax_error(const Loss& loss, const IntervalMatrix& Z,
                                    const std::vector<int>& labels) {
    IntervalMatrix out = Z;
    for (Eigen::Index i = 0; i < Z.cols(); ++i) {
        std::vector<Interval> column;
        for (Eigen::Index j = 0; j < Z.rows(); ++j) column.push_back(Z(j, i));
        column = detail::softmax_less_targets(
            std::move(column), labels[static_cast<std::size_t>(i)], loss.label_smoothing);
        for (Eigen::Index j = 0; j < Z.rows(); ++j) out(j, i) = column[static_cast<std::size_t>(j)];
    }
    return out;
}

/// The softmax is 1/2-Lipschitz, so the radius shrinks.
inline BallMatrix<double> softmax_error(const Loss& loss, const BallMatrix<double>& Z,
                                        const std::vector<int>& labels) {
    Matrix<double> mid = Z.mid, off(Z.rows(), Z.cols());
    for (Eigen::Index i = 0; i < Z.cols(); ++i) {
        std::vector<DoubleInterval> column(Z.mid.col(i).begin(), Z.mid.col(i).end());
        column = detail::softmax_less_targets(
            std::move(column), labels[static_cast<std::size_t>(i)], loss.label_smoothing);
        for (Eigen::Index j = 0; j < Z.rows(); ++j) {
            const DoubleInterval& x = column[static_cast<std::size_t>(j)];
            mid(j, i) = nearest_double(x);
            off(j, i) =
                std::max(detail::above(x.upper - mid(j, i)), detail::above(mid(j, i) - x.lower));
        }
    }
    return {std::move(mid), Z.radius + enclosed_frobenius(off)};
}

} // namespace ncv
