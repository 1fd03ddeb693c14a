/// The gradient of the cross-entropy in the logits enclosed: softmax less targets, K x N.
#pragma once

#include "enclosure/interval_matrix.hpp"
#include "network/network.hpp"

#include <algorithm>

namespace ncv {

namespace detail {

/// One column's. The largest logit is taken off: no exponential overflows, and their sum is about 1
/// at least.
inline std::vector<Interval> softmax_less_targets(std::vector<Interval> z, std::size_t label,
                                                  double smoothing) {
    double largest = -std::numeric_limits<double>::infinity();
    for (const Interval& x : z) largest = std::max(largest, nearest_double(x));
    Interval sum(0);
    for (Interval& x : z) sum += x = exp(x - Interval(largest));
    const Interval s(smoothing), K(static_cast<double>(z.size()));
    for (std::size_t j = 0; j < z.size(); ++j)
        z[j] = z[j] / sum - (j == label ? Interval(1) - s + s / K : s / K);
    return z;
}

} // namespace detail

inline IntervalMatrix softmax_error(const Loss& loss, const IntervalMatrix& Z,
                                    const Dataset<double>& data) {
    IntervalMatrix out = Z;
    for (Eigen::Index i = 0; i < Z.cols(); ++i) {
        std::vector<Interval> column;
        for (Eigen::Index j = 0; j < Z.rows(); ++j) column.push_back(Z(j, i));
        const auto label = static_cast<std::size_t>(data.labels[static_cast<std::size_t>(i)]);
        column = detail::softmax_less_targets(std::move(column), label, loss.label_smoothing);
        for (Eigen::Index j = 0; j < Z.rows(); ++j) out(j, i) = column[static_cast<std::size_t>(j)];
    }
    return out;
}

/// The softmax is 1/2-Lipschitz, so the radius shrinks.
template <class S>
BallMatrix<S> softmax_error(const Loss& loss, const BallMatrix<S>& Z, const Dataset<double>& data) {
    Matrix<S> mid = Z.mid;
    Interval squares(0);
    for (Eigen::Index i = 0; i < Z.cols(); ++i) {
        std::vector<Interval> column;
        for (Eigen::Index j = 0; j < Z.rows(); ++j) column.push_back(enclosed(Z.mid(j, i)));
        const auto label = static_cast<std::size_t>(data.labels[static_cast<std::size_t>(i)]);
        column = detail::softmax_less_targets(std::move(column), label, loss.label_smoothing);
        for (Eigen::Index j = 0; j < Z.rows(); ++j) {
            const Interval& x = column[static_cast<std::size_t>(j)];
            mid(j, i) = middle<S>(x);
            squares += square(x - enclosed(mid(j, i)));
        }
    }
    return {std::move(mid), Z.radius + sqrt(squares)};
}

} // namespace ncv
