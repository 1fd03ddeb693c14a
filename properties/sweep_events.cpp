/// When metrics collapse: the change point against its definition, and orders of known histories.
#include "data/random.hpp"
#include "sweep/events.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace ncv::sweep {
namespace {

/// Of [from, to) about its mean.
double squares(const std::vector<double>& values, std::size_t from, std::size_t to) {
    double mean = 0, sum = 0;
    for (std::size_t i = from; i < to; ++i) mean += values[i] / static_cast<double>(to - from);
    for (std::size_t i = from; i < to; ++i) sum += (values[i] - mean) * (values[i] - mean);
    return sum;
}

TEST(ChangePoints, LeaveTheLeastSumOfSquares) {
    Random random(1);
    for (int round = 0; round < 300; ++round) {
        const auto n = static_cast<std::size_t>(uniform_int(random, 2, 40));
        std::vector<double> values(n);
        for (double& v : values) v = gaussian(random) + (round % 3 == 0 ? 100 : 0);
        const std::size_t found = change_point(values);
        ASSERT_GT(found, 0u);
        const double least = squares(values, 0, found) + squares(values, found, n);
        for (std::size_t i = 1; i < n; ++i)
            EXPECT_LE(least, (squares(values, 0, i) + squares(values, i, n)) * (1 + 1e-9));
    }
}

TEST(ChangePoints, AreWhereOneJumpIs) {
    for (std::size_t jump = 1; jump < 9; ++jump) {
        std::vector<double> values(9, 0.1);
        for (std::size_t i = jump; i < 9; ++i) values[i] = -0.7;
        EXPECT_EQ(change_point(values), jump);
        EXPECT_EQ(half_way(values), jump);
    }
    EXPECT_EQ(change_point(std::vector<double>(1000, 0.1)), 0u);
    EXPECT_EQ(change_point({}), 0u);
    EXPECT_EQ(change_point({1}), 0u);
}

TEST(HalfWay, IsWhereTheSeriesStaysBeyondTheMiddle) {
    EXPECT_EQ(half_way({0, 1, 2, 3, 4}), 3u);
    EXPECT_EQ(half_way({4, 3, 2, 1, 0}), 3u);
    EXPECT_EQ(half_way({0, 9, 0, 9, 10}), 3u) << "what is lost again does not count";
    EXPECT_EQ(half_way({5, 1, 5}), 0u);
    EXPECT_EQ(half_way({}), 0u);
}

/// NC1, NC2, 1 - NC3 fall from 1, e, 1 to 1e-4 of that at the given rows of forty, 10 steps apart.
std::vector<HistoryRow> history(int nc1, int nc2, int nc3) {
    std::vector<HistoryRow> rows;
    for (int i = 0; i < 40; ++i) {
        HistoryRow row;
        row.step = 10 * i;
        row.nc1 = i < nc1 ? 1 : 1e-4;
        row.nc2 = std::exp(i < nc2 ? 1 : 1e-4);
        row.nc3 = i < nc3 ? 0 : 1 - 1e-4;
        rows.push_back(row);
    }
    return rows;
}

TEST(CollapseTimes, SayWhoComesFirst) {
    std::vector<int> places{1, 2, 3};
    do {
        std::vector<int> at(3);
        for (int i = 0; i < 3; ++i)
            at[static_cast<std::size_t>(places[static_cast<std::size_t>(i)] - 1)] = 5 + 7 * i;
        const auto times = collapse_times(history(at[0], at[1], at[2]));
        const double order = 100 * places[0] + 10 * places[1] + places[2];
        for (const std::string prefix : {"t_", "half_"}) {
            EXPECT_EQ(times.at(prefix + "nc1"), 10 * at[0]);
            EXPECT_EQ(times.at(prefix + "nc2"), 10 * at[1]);
            EXPECT_EQ(times.at(prefix + "nc3"), 10 * at[2]);
        }
        EXPECT_EQ(times.at("order"), order);
        EXPECT_EQ(times.at("half_order"), order);
        EXPECT_EQ(times.at("order_123"), order == 123);
        EXPECT_EQ(times.at("half_order_123"), order == 123);
    } while (std::ranges::next_permutation(places).found);
}

TEST(CollapseTimes, TwoAtOnceAreNoOrder) {
    const auto times = collapse_times(history(5, 5, 9));
    EXPECT_EQ(times.at("order"), 0);
    EXPECT_EQ(times.at("order_123"), 0);
}

TEST(CollapseTimes, AreUndefinedWhereAMetricIs) {
    auto rows = history(5, 9, 13);
    rows[20].nc2 = std::nan("");
    auto times = collapse_times(rows);
    EXPECT_EQ(times.at("t_nc1"), 50);
    EXPECT_TRUE(std::isnan(times.at("t_nc2")));
    EXPECT_TRUE(std::isnan(times.at("order_123")));
    rows = history(5, 9, 13);
    for (auto& row : rows) row.nc3 = 0.5;
    times = collapse_times(rows);
    EXPECT_TRUE(std::isnan(times.at("t_nc3")));
    EXPECT_TRUE(std::isnan(times.at("half_order_123")));
    for (const auto& [name, value] : collapse_times({})) EXPECT_TRUE(std::isnan(value)) << name;
}

} // namespace
} // namespace ncv::sweep
