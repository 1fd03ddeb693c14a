/// The runs of a sweep on all cores of one machine.
#pragma once

#include "store/store.hpp"
#include "sweep/backbone_runs.hpp"

#include <vector>

namespace ncv::app {

/// Folders and snapshots that data comes from, and the program that trains backbones, are looked at
/// before a plan is declared: what is missing is a mistake, not the failure of a run. Throws
/// BadInput.
void require_what_runs_need(const std::vector<std::vector<sweep::PlannedRun>>& runs,
                            const std::vector<sweep::Plan>& plans);

struct SweepEnd {
    bool all;              ///< false: stopped
    std::size_t performed; ///< runs that this call did itself
};

/// Performs and stores what the store lacks of `runs`, each once however often it is listed and
/// however many processes share the store; waits for what others hold.
SweepEnd run_sweep(sweep::Store& store, const std::vector<std::vector<sweep::PlannedRun>>& runs,
                   const std::vector<sweep::Plan>& plans, const BackboneRuns& backbones, int jobs);

} // namespace ncv::app
