/// A share of the runs of some plans, for machines that share no store.
#pragma once

#include "sweep/plan.hpp"

namespace ncv::sweep {

/// Share `index` of `of`, from 1.
struct Shard {
    std::size_t index = 1, of = 1;
};

/// "2/8". Throws BadInput.
Shard parse_shard(const std::string& text);

/// Each plan's runs in the shard. Distinct runs are dealt out one by one in the plans' order, so
/// shares differ by one run at most, and what several plans ask for is in one share.
std::vector<std::vector<PlannedRun>> runs_of_shard(const std::vector<Plan>& plans,
                                                   const Shard& shard);

} // namespace ncv::sweep
