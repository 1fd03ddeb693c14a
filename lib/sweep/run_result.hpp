/// One run of a sweep: how it ended and everything that was measured of it.
#pragma once

#include "sweep/kept.hpp"
#include "training/run.hpp"
#include "training/run_status.hpp"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace ncv::sweep {

struct LayerRow {
    int layer = 0;    ///< 1 .. L; what a layer has no value of has no row
    std::string name; ///< nc1 | nc2 | nc3 | negativity | rank | balancedness | norm
    double value = 0;
};
struct ClaimRow {
    std::string claim, status;
    double lhs = 0, rhs = 0, ratio = 0; ///< NaN where undefined
};
/// All layers after a number of steps.
struct LayerState {
    std::int64_t step = 0;
    std::vector<LayerRow> layers;
};
/// The cosine between the means of classes a < b of Z_{L-1}.
struct AngleRow {
    std::string at; ///< start | end
    int a = 0, b = 0;
    double cosine = 0;
};

struct RunResult {
    std::string digest, config_text;
    RunStatus status = RunStatus::finished;
    std::string note; ///< why it diverged or failed, else empty
    std::vector<HistoryRow> history;
    std::vector<LayerRow> layers;
    std::vector<LayerState> layer_history; ///< at records of the run, where asked for
    std::vector<ClaimRow> claims;
    std::vector<AngleRow> angles;
    std::map<std::string, double> measures; ///< NaN where undefined
    std::string snapshot;                   ///< the final state, gzipped safetensors; or empty
    double seconds = 0;                     ///< who performed it took the time
    std::string version;                    ///< the ncv that made it, and the instruction set
};

/// Trains one run on one thread and measures its last good state. A run that cannot be done is
/// `failed`, its note says why. None if `stop`, asked often, said true. Lets through what says that
/// the machine ran out of something: std::bad_alloc, OutOfResources.
std::optional<RunResult> perform(const TrainingConfig& config, const Kept& kept,
                                 const std::function<bool()>& stop);

/// What `perform` measures of a run's first and last state: angles, layers, claims, measures.
void measure_states(const Snapshot& start, const Snapshot& last, RunResult& out);

} // namespace ncv::sweep
