/// What random networks say of each claim, and the theorem's run from its own start.
#pragma once

#include "claims/registry.hpp"

#include <atomic>
#include <cstdint>
#include <string>
#include <vector>

namespace ncv::app {

/// What random networks said of one claim.
struct RandomTally {
    std::string claim;
    long tried = 0, applicable = 0, holds = 0, vacuous = 0, undecided = 0, violated = 0;
    long decided_again = 0; ///< undecided or violated in double, evaluated again at 100 digits
    double largest_ratio = 0;
    std::uint64_t largest_instance = 0; ///< the random_spec that reached it
};

/// Kinds of networks of which each serves all claims that are drawn it: a mixture for those about
/// heads, classifiers, and networks with affine layers at the end.
bool share_networks(Networks networks);
/// Networks number from .. to-1 of such a kind; one tally for each of its claims.
std::vector<RandomTally> random_block(Networks networks, std::uint64_t from, std::uint64_t to,
                                      const std::atomic<bool>& stop);
void merge(std::vector<RandomTally>& into, const std::vector<RandomTally>& more);

/// Claims about the loss landscape, about runs and about near-optimal networks hold on networks of
/// their own making; claims about runs get an admissible step and are followed for 8 steps.
std::vector<std::string> claims_with_own_networks();
RandomTally own_networks(const std::string& claim, int instances, const std::atomic<bool>& stop);

/// B8 to B8u and B10 to B10u from the theorem's start, each at its own largest step: phase 1
/// to its end, the plan of the whole run.
std::vector<Outcome> theorem_run(const std::atomic<bool>& stop);

/// A claim without one of its hypotheses, and the network that `ncv search` finds to break it.
struct DroppedHypothesis {
    std::string id, title, claim; ///< as in the gallery
    Hypothesis lacks{};
    bool found = false;
    double lhs = Outcome::undefined, rhs = Outcome::undefined, ratio = Outcome::undefined;
    long evaluations = 0;
    std::string network; ///< its size
};

/// Entry `index` of the gallery, searched for from scratch with the search's first seed.
DroppedHypothesis search_gallery(std::size_t index, const std::atomic<bool>& stop);

} // namespace ncv::app
