/// A step implementation that was given a start and is asked for steps, by name.
#pragma once

#include "network/network.hpp"

#include <cstdint>
#include <functional>
#include <string>

namespace ncv::bench {

struct Entry {
    std::string kind;      ///< ncv | eigen | lanes | one-after-another
    std::string precision; ///< f64 | f32
    int threads = 1;
    double rate = 0, decay = 0;
    int networks = 4096; ///< of a campaign
};

/// Campaigns take so many steps of each network in a row, as one step here.
inline constexpr int campaign_steps = 16;

/// Takes `count` steps and returns C_0 of the state before the last of them.
using Contestant = std::function<double(std::int64_t count)>;

/// Throws BadInput if there is no such contestant.
Contestant contestant(const Entry& entry, const Snapshot& start);

} // namespace ncv::bench
