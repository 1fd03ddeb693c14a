/// Whether a network's outputs fit its labels at all: training accuracy, beside what the same
/// labels in random order would give.
#pragma once

#include "network/scalar.hpp"

#include <cmath>
#include <vector>

namespace ncv {

struct Fit {
    long samples = 0;
    long correct = 0;     ///< samples whose own class has the largest output, alone
    double expected = 0;  ///< of `correct`, over all orders of the labels
    double deviation = 0; ///< its standard deviation

    double accuracy() const { return static_cast<double>(correct) / static_cast<double>(samples); }
    /// Not all are correct, and no more than three deviations above what is expected: labels in
    /// random order exceed that with probability at most 1/10 (Cantelli).
    bool like_random_order() const {
        return correct < samples && static_cast<double>(correct) <= expected + 3 * deviation;
    }
};

/// Z: outputs, K x N. With a_c samples of class c, b_c that the network takes for c (ties are
/// taken for none) and matches M_ij of labels i and outputs j, `expected` is sum a_c b_c/N and the
/// variance sum D_ij^2/(N-1), D the matches less their row and column means.
/// Source: Hoeffding, A combinatorial central limit theorem (1951).
template <class S>
Fit fit_of(const Matrix<S>& Z, const std::vector<int>& labels) {
    Fit fit;
    fit.samples = static_cast<long>(labels.size());
    std::vector<double> a(static_cast<std::size_t>(Z.rows()), 0), b = a;
    for (Eigen::Index i = 0; i < Z.cols(); ++i) {
        Eigen::Index largest = 0, equal = 0;
        for (Eigen::Index c = 1; c < Z.rows(); ++c)
            if (Z(c, i) > Z(largest, i)) largest = c;
        for (Eigen::Index c = 0; c < Z.rows(); ++c) equal += Z(c, i) == Z(largest, i);
        const auto label = static_cast<std::size_t>(labels[static_cast<std::size_t>(i)]);
        ++a[label];
        if (equal != 1) continue;
        ++b[static_cast<std::size_t>(largest)];
        fit.correct += static_cast<std::size_t>(largest) == label;
    }
    const auto N = static_cast<double>(fit.samples);
    double matches = 0, rows = 0;
    for (std::size_t c = 0; c < a.size(); ++c) {
        matches += a[c] * b[c];
        rows += a[c] * b[c] * (a[c] + b[c]);
    }
    fit.expected = matches / N;
    const double squares = matches - rows / N + matches * matches / (N * N);
    fit.deviation = N > 1 && squares > 0 ? std::sqrt(squares / (N - 1)) : 0;
    return fit;
}

} // namespace ncv
