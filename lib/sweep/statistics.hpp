/// The statistics of a verdict; distributions and moments are Boost.Math's.
///
/// Which of them decide, and how well they hold what they promise with few seeds: docs/verdicts.md.
#pragma once

#include <cstddef>
#include <vector>

namespace ncv::sweep {

struct Interval {
    double low = 0, high = 0;
};

/// What a mean over seeds says about the mean over all seeds there could be: Student's t.
///
/// An effect may be known only to lie in an interval (a run of its seed has no value): then every
/// answer holds for whatever values the intervals allow, as mean and standard deviation are bounded
/// one by one, ||C e|| <= ||C mid|| + ||radius|| with C the centring. Two seeds or more. Exact for
/// normal effects. Source: Student, The probable error of a mean, Biometrika 6 (1908).
class StudentMean {
  public:
    explicit StudentMean(const std::vector<Interval>& effects);

    Interval mean() const { return mean_; }
    double deviation() const { return deviation_; } ///< over seeds, at most
    /// One-sided p value of "the mean is at least / at most c".
    double p_at_least(double c) const;
    double p_at_most(double c) const;
    Interval interval(double confidence) const;

  private:
    Interval mean_;
    double deviation_ = 0, error_ = 0, freedom_ = 0;
};

/// What `successes` of `trials` say about a share; successes lie in an interval where some trials
/// have no outcome, and need not be whole. Exact: never less than the declared confidence. Source:
/// Clopper and Pearson, Biometrika 26 (1934).
class BinomialShare {
  public:
    BinomialShare(Interval successes, double trials) : successes_(successes), trials_(trials) {}

    double p_at_least(double c) const;
    double p_at_most(double c) const;
    Interval interval(double confidence) const;

  private:
    Interval successes_;
    double trials_;
};

/// Slope and value at 0 of the least squares line; x takes two values or more.
struct Line {
    double at_zero = 0, slope = 0;
};
Line least_squares(const std::vector<double>& x, const std::vector<double>& y);

/// Spearman's rank correlation, ties at their mean rank; NaN if x or y is constant. Source:
/// Spearman, American Journal of Psychology 15 (1904).
double spearman(const std::vector<double>& x, const std::vector<double>& y);

/// Holm's adjusted p values and, of each, by how many its p was multiplied at its step: with an
/// adjusted p of at most alpha rejected, a true null is rejected with probability at most alpha,
/// however the p values depend on each other. Source: Holm, Scandinavian Journal of Statistics 6
/// (1979).
struct Holm {
    std::vector<double> adjusted;
    std::vector<std::size_t> factor;
};
Holm holm(const std::vector<double>& p_values);

} // namespace ncv::sweep
