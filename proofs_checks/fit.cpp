/// How a network fits its labels: against plain loops over all orders of the labels.
#include "metrics/fit.hpp"

#include "data/random.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

namespace ncv {
namespace {

/// Outputs with the largest entry in row chosen[i]; -1: a tie.
Matrix<double> outputs(const std::vector<int>& chosen, int classes) {
    Matrix<double> Z =
        Matrix<double>::Constant(classes, static_cast<Eigen::Index>(chosen.size()), 0.5);
    for (std::size_t i = 0; i < chosen.size(); ++i)
        if (chosen[i] >= 0) Z(chosen[i], static_cast<Eigen::Index>(i)) = 0.75;
    return Z;
}

long matches(const std::vector<int>& chosen, const std::vector<int>& labels) {
    long n = 0;
    for (std::size_t i = 0; i < labels.size(); ++i) n += chosen[i] == labels[i];
    return n;
}

TEST(Fits, MeanAndDeviationAreThoseOverAllOrdersOfTheLabels) {
    Random random(5);
    for (int trial = 0; trial < 40; ++trial) {
        const int classes = uniform_int(random, 2, 4), N = uniform_int(random, 2, 7);
        std::vector<int> labels, chosen;
        for (int i = 0; i < N; ++i) {
            labels.push_back(uniform_int(random, 0, classes - 1));
            chosen.push_back(uniform_int(random, -1, classes - 1));
        }
        const Fit fit = fit_of(outputs(chosen, classes), labels);
        EXPECT_EQ(fit.correct, matches(chosen, labels));
        EXPECT_EQ(fit.samples, N);

        std::vector<std::size_t> order(labels.size());
        std::iota(order.begin(), order.end(), std::size_t(0));
        double count = 0, sum = 0, squares = 0;
        do {
            std::vector<int> moved;
            for (const std::size_t i : order) moved.push_back(labels[i]);
            const auto n = static_cast<double>(matches(chosen, moved));
            ++count;
            sum += n;
            squares += n * n;
        } while (std::next_permutation(order.begin(), order.end()));
        const double mean = sum / count;
        EXPECT_NEAR(fit.expected, mean, 1e-12);
        EXPECT_NEAR(fit.deviation * fit.deviation, squares / count - mean * mean, 1e-12);
    }
}

TEST(Fits, LabelsInRandomOrderAreNoticedAndTrainedNetworksAreNot) {
    Random random(6);
    std::vector<int> labels;
    for (int i = 0; i < 200; ++i) labels.push_back(i % 10);
    std::vector<int> chosen = labels;
    EXPECT_FALSE(fit_of(outputs(chosen, 10), labels).like_random_order());
    for (int i = 0; i < 140; ++i) // wrong on most, right on more than by chance
        chosen[static_cast<std::size_t>(i)] = (labels[static_cast<std::size_t>(i)] + 1) % 10;
    EXPECT_EQ(fit_of(outputs(chosen, 10), labels).accuracy(), 0.3);
    EXPECT_FALSE(fit_of(outputs(chosen, 10), labels).like_random_order());
    int noticed = 0;
    for (int trial = 0; trial < 200; ++trial) {
        for (std::size_t i = labels.size() - 1; i > 0; --i)
            std::swap(
                labels[i],
                labels[static_cast<std::size_t>(uniform_int(random, 0, static_cast<int>(i)))]);
        noticed += fit_of(outputs(chosen, 10), labels).like_random_order();
    }
    EXPECT_GE(noticed, 180); // Cantelli's share
    EXPECT_TRUE(fit_of(Matrix<double>(Matrix<double>::Zero(10, 200)), labels).like_random_order());
}

} // namespace
} // namespace ncv
