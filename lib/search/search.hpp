/// Looks for an instance that refutes a claim, or the claim without one of its hypotheses.
///
/// Restarts from the instance generators, the best of several draws each; a gradient-free ascent of
/// log(ratio); what refutes is made small and confirmed at 100 digits. The work is counted in
/// evaluations of the claim, not in time, so the same plan gives the same bytes anywhere.
#pragma once

#include "search/judge.hpp"

#include <cstdint>
#include <optional>

namespace ncv {

struct SearchPlan {
    Question question;
    long evaluations = 100'000;
    std::uint64_t seed = 1;
    std::function<bool()> stop = [] { return false; };    ///< asked now and then: end here?
    std::function<void(double)> progress = [](double) {}; ///< share of the budget used
};

struct SearchResult {
    bool refuted = false;             ///< `instance` refutes, confirmed at 100 digits
    std::optional<Snapshot> instance; ///< the refutation, or the largest ratio met
    double largest_ratio = 0;         ///< where the bound says something; not of `refuted` ones
    long restarts = 0;
    long evaluations = 0;
    long unconfirmed = 0; ///< of refutations and largest ratios, those that 100 digits deny
    bool stopped = false; ///< by SearchPlan::stop
};

/// Throws std::invalid_argument for an unknown claim.
SearchResult search(const SearchPlan& plan);

/// Evaluations that one second of budget stands for: nominal, for small networks on one core of a
/// desktop of 2020, by what the claim has to compute.
long evaluations_a_second(const std::string& claim);

} // namespace ncv
