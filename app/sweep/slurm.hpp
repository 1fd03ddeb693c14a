/// Sweeps as array jobs of Slurm: a task a shard with a store of its own, a job that merges them.
#pragma once

#include "sweep/plan.hpp"

#include <filesystem>
#include <vector>

namespace ncv::app {

struct SlurmSweep {
    std::filesystem::path store; ///< absolute; the plans are declared there already
    std::vector<sweep::Plan> plans;
    int shards = 1;
    int jobs = 1; ///< cores a task
};

/// Writes the plans and the two scripts into STORE.shards-N, submits them and prints the job ids.
/// Everything else (partition, time limit, account) is taken by sbatch from SBATCH_* variables.
/// Throws BadInput if there is no sbatch or it refuses.
void submit_to_slurm(const SlurmSweep& sweep);

/// The stores of such tasks, those that have begun, in order of name.
std::vector<std::filesystem::path> shards_beside(const std::filesystem::path& store);

} // namespace ncv::app
