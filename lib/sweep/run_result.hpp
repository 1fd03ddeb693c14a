/// One run of a sweep: how it ended and everything that was measured of it.
#pragma once

#include "sweep/kept.hpp"
#include "sweep/run_config.hpp"
#include "training/run.hpp"
#include "training/run_status.hpp"

#include <filesystem>
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

/// A backbone's run as its program left it.
struct RecordedRun {
    std::vector<HistoryRow> history;
    std::vector<std::filesystem::path> states; ///< a head snapshot a row
    std::string divergence;                    ///< why training ended early, else empty
    std::string trained_by;                    ///< whose arithmetic it is
};
/// Trains a backbone, which `perform` itself cannot: of its configuration and digest. None if `stop`
/// said true; throws as what is to be let through, or as a run that cannot be done.
using TrainBackbone = std::function<std::optional<RecordedRun>(
    const BackboneConfig& config, const std::string& digest, const std::function<bool()>& stop)>;

/// Trains one run on one thread and measures its last good state. A run that cannot be done is
/// `failed`, its note says why. None if `stop`, asked often, said true. Lets through what says that
/// the machine ran out of something: std::bad_alloc, OutOfResources.
std::optional<RunResult> perform(const RunConfig& config, const Kept& kept,
                                 const std::function<bool()>& stop,
                                 const TrainBackbone& train_backbone = {});

/// What `perform` measures of a run's first and last state: angles, layers, claims, measures.
void measure_states(const Snapshot& start, const Snapshot& last, RunResult& out);

} // namespace ncv::sweep
