#include "sweep/statistics.hpp"

#include <boost/math/distributions/beta.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <boost/math/statistics/bivariate_statistics.hpp>
#include <boost/math/statistics/linear_regression.hpp>
#include <boost/math/statistics/univariate_statistics.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace ncv::sweep {
namespace {

/// Ranks from 1, ties at their mean.
std::vector<double> ranks(const std::vector<double>& x) {
    std::vector<double> sorted = x, out;
    std::sort(sorted.begin(), sorted.end());
    for (const double v : x) {
        const auto [first, last] = std::equal_range(sorted.begin(), sorted.end(), v);
        out.push_back(double((first - sorted.begin()) + 1 + (last - sorted.begin())) / 2);
    }
    return out;
}

bool constant(const std::vector<double>& x) {
    return std::adjacent_find(x.begin(), x.end(), std::not_equal_to<>()) == x.end();
}

} // namespace

StudentMean::StudentMean(const std::vector<Interval>& effects)
    : freedom_(static_cast<double>(effects.size()) - 1) {
    std::vector<double> low, high, middle;
    double radii = 0;
    for (const Interval& e : effects) {
        low.push_back(e.low);
        high.push_back(e.high);
        middle.push_back(e.low + (e.high - e.low) / 2);
        radii += (e.high - e.low) * (e.high - e.low) / 4;
    }
    using namespace boost::math::statistics;
    mean_ = {boost::math::statistics::mean(low), boost::math::statistics::mean(high)};
    deviation_ = std::sqrt(sample_variance(middle)) + std::sqrt(radii / freedom_);
    error_ = deviation_ / std::sqrt(freedom_ + 1);
}

double StudentMean::p_at_least(double c) const {
    return boost::math::cdf(boost::math::students_t(freedom_), (mean_.high - c) / error_);
}

double StudentMean::p_at_most(double c) const {
    return boost::math::cdf(boost::math::students_t(freedom_), (c - mean_.low) / error_);
}

Interval StudentMean::interval(double confidence) const {
    const boost::math::students_t student(freedom_);
    const double t = boost::math::quantile(boost::math::complement(student, (1 - confidence) / 2));
    return {mean_.low - t * error_, mean_.high + t * error_};
}

// P(X <= k | share c) = P(B > c), B ~ beta(k + 1, n - k); P(X >= k) = P(B <= c), B ~ beta(k, n - k
// + 1).
double BinomialShare::p_at_least(double c) const {
    const double k = successes_.high;
    if (k >= trials_ || c <= 0) return 1;
    if (c >= 1) return 0;
    return boost::math::cdf(
        boost::math::complement(boost::math::beta_distribution<>(k + 1, trials_ - k), c));
}

double BinomialShare::p_at_most(double c) const {
    const double k = successes_.low;
    if (k <= 0 || c >= 1) return 1;
    if (c <= 0) return 0;
    return boost::math::cdf(boost::math::beta_distribution<>(k, trials_ - k + 1), c);
}

Interval BinomialShare::interval(double confidence) const {
    const double tail = (1 - confidence) / 2, k = successes_.low, m = successes_.high;
    using Beta = boost::math::beta_distribution<>;
    return {k <= 0 ? 0 : boost::math::quantile(Beta(k, trials_ - k + 1), tail),
            m >= trials_
                ? 1
                : boost::math::quantile(boost::math::complement(Beta(m + 1, trials_ - m), tail))};
}

Line least_squares(const std::vector<double>& x, const std::vector<double>& y) {
    const auto [at_zero, slope] = boost::math::statistics::simple_ordinary_least_squares(x, y);
    return {at_zero, slope};
}

double spearman(const std::vector<double>& x, const std::vector<double>& y) {
    if (constant(x) || constant(y)) return std::numeric_limits<double>::quiet_NaN();
    return boost::math::statistics::correlation_coefficient(ranks(x), ranks(y));
}

Holm holm(const std::vector<double>& p_values) {
    const std::size_t m = p_values.size();
    std::vector<std::size_t> order(m);
    std::iota(order.begin(), order.end(), std::size_t(0));
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return p_values[a] < p_values[b]; });
    Holm out{std::vector<double>(m), std::vector<std::size_t>(m)};
    double before = 0;
    for (std::size_t step = 0; step < m; ++step) {
        const std::size_t i = order[step];
        out.factor[i] = m - step;
        before = std::max(before, std::min(1.0, double(m - step) * p_values[i]));
        out.adjusted[i] = before;
    }
    return out;
}

} // namespace ncv::sweep
