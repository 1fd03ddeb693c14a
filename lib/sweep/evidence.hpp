/// What the runs of a plan say about the effect of one of its tests: an effect a seed
/// (seed_effects.hpp), then an inference over seeds, the only units that are independent.
///
///   slope, exponent, contrast, crossing   the mean over seeds, by Student's t
///   rank_correlation   Spearman's of two measures over all runs (rank_effects.hpp)
///   share   share of runs whose response, 0 or 1, is 1, by Clopper and Pearson; runs of one seed
///           are one trial together, which is exact for one run a seed and cautious for more
///
/// A run without a value (it diverged, failed, or the response is undefined or infinite) could have
/// had any value between the least and the largest of the test's other runs: its seed's effect is
/// an interval, and the evidence holds for all of it. So such a run never makes a test look better.
#pragma once

#include "sweep/cells.hpp"

#include <functional>
#include <limits>

namespace ncv::sweep {

struct Evidence {
    std::size_t runs = 0, without_value = 0;
    std::vector<Interval> of_seeds; ///< a seed's own effect; none for rank_correlation
    double effect = std::numeric_limits<double>::quiet_NaN();
    double deviation = std::numeric_limits<double>::quiet_NaN(); ///< of the effect over seeds
    std::string trouble; ///< why nothing follows; empty if what stands below is there
    std::function<double(double c)> p_at_least, p_at_most; ///< of "the effect is at least c"
    std::function<Interval(double confidence)> interval;
};

/// Throws BadInput where the plan asks for what its levels or measures do not give.
Evidence gather(const Plan& plan, const Test& test, const std::vector<Observation>& observations);

} // namespace ncv::sweep
