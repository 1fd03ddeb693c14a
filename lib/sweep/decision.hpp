/// The verdict on a plan's hypothesis. The rule, why, and its measured error rates:
/// docs/verdicts.md.
///
/// A test claims that an effect lies in a set C: (-inf, v - d) for `below`, (v + d, inf) for
/// `above`, [v1 - d, v2 + d] for `between`, its complement for `outside`, d the smallest effect
/// that counts. It is supported if the effect's interval lies in C, refuted if it lies outside,
/// else inconclusive. Levels are Holm's, once among the tests' p values for C and once among those
/// against C. A hypothesis is supported if all its tests are, refuted if one is. One that is false
/// is supported, one that is true is refuted, with probability at most 1 - confidence each.
#pragma once

#include "io/names.hpp"
#include "sweep/plan.hpp"

namespace ncv::sweep {

enum class Verdict { supported, refuted, inconclusive };
inline constexpr Names<Verdict, 3> verdicts{{{Verdict::supported, "supported"},
                                             {Verdict::refuted, "refuted"},
                                             {Verdict::inconclusive, "inconclusive"}}};

/// One run that was done.
struct Observation {
    std::map<std::string, std::string> levels;
    std::uint64_t seed = 0;
    bool ended_well = false; ///< it neither diverged nor failed
    std::map<std::string, double> measures;
};

struct TestResult {
    std::string name;
    double effect = 0, low = 0, high = 0; ///< NaN where undefined
    double confidence = 0;                ///< of the interval [low, high], which decided
    double standardised = 0;              ///< (effect - value)/its standard deviation over seeds
    double p_value = 1, adjusted_p = 1;   ///< against or for C, whichever is less; Holm's
    std::size_t seeds = 0, runs = 0, without_value = 0;
    std::size_t seeds_in_line = 0; ///< seeds whose own effect is as predicted
    Verdict verdict = Verdict::inconclusive;
    std::string sentence;
};

struct Decision {
    Verdict verdict = Verdict::inconclusive;
    std::vector<TestResult> tests;
    std::string sentence;
};

/// Inconclusive as long as runs are missing. Throws BadInput where a test makes no sense.
Decision decide(const Plan& plan, const std::vector<Observation>& observations);

} // namespace ncv::sweep
