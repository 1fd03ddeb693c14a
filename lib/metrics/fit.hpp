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

/// Counts a network's outputs, some samples after others. With a_c samples of class c, b_c that the
/// network takes for c (ties are taken for none) and matches M_ij of labels i and outputs j,
/// `expected` is sum a_c b_c/N and the variance sum D_ij^2/(N-1), D the matches less their row and
/// column means.
/// Source: Hoeffding, A combinatorial central limit theorem (1951).
class FitCount {
  public:
    explicit FitCount(Eigen::Index classes) : a_(static_cast<std::size_t>(classes), 0), b_(a_) {}

    /// Z: outputs, K rows; the labels of its columns from `label` on.
    template <class S>
    void add(const Matrix<S>& Z, const int* label) {
        for (Eigen::Index i = 0; i < Z.cols(); ++i) {
            Eigen::Index largest = 0, equal = 0;
            for (Eigen::Index c = 1; c < Z.rows(); ++c)
                if (Z(c, i) > Z(largest, i)) largest = c;
            for (Eigen::Index c = 0; c < Z.rows(); ++c) equal += Z(c, i) == Z(largest, i);
            const auto own = static_cast<std::size_t>(label[i]);
            ++a_[own];
            if (equal != 1) continue;
            ++b_[static_cast<std::size_t>(largest)];
            fit_.correct += static_cast<std::size_t>(largest) == own;
        }
        fit_.samples += static_cast<long>(Z.cols());
    }

    Fit fit() const {
        Fit out = fit_;
        const auto N = static_cast<double>(out.samples);
        double matches = 0, rows = 0;
        for (std::size_t c = 0; c < a_.size(); ++c) {
            matches += a_[c] * b_[c];
            rows += a_[c] * b_[c] * (a_[c] + b_[c]);
        }
        out.expected = matches / N;
        const double squares = matches - rows / N + matches * matches / (N * N);
        out.deviation = N > 1 && squares > 0 ? std::sqrt(squares / (N - 1)) : 0;
        return out;
    }

  private:
    Fit fit_;
    std::vector<double> a_, b_;
};

/// Z: outputs, K x N.
template <class S>
Fit fit_of(const Matrix<S>& Z, const std::vector<int>& labels) {
    FitCount count(Z.rows());
    count.add(Z, labels.data());
    return count.fit();
}

} // namespace ncv
