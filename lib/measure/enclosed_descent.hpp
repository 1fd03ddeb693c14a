/// Gradient descent in interval arithmetic: each state contains that of the exact run.
#pragma once

#include "enclosure/interval_matrix.hpp"
#include "measure/descent.hpp"

namespace ncv {

template <>
class Descent<Interval> {
  public:
    /// `steps` as in Subject. The snapshot must outlive the run.
    Descent(const Snapshot& snapshot, unsigned bits, long steps);

    std::optional<double> eta, lambda;
    int L2 = 0;

    long k = 0; ///< steps taken
    const DescentState<Interval>& state() const { return state_; }
    void advance(); ///< Requires eta and lambda.
    std::vector<Interval> one_sided_defects() const;
    long horizon() const { return horizon_; }

  private:
    void measure();

    const Snapshot* snapshot_;
    unsigned bits_;
    long horizon_;
    std::vector<IntervalMatrix> W_, G_; ///< [0] is empty
    DescentState<Interval> state_;
};

} // namespace ncv
