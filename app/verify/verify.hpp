/// The main job: train on real digits, check every claim on the result, on studies of depth and
/// weight decay, on a classifier with cross-entropy and biases, and on thousands of random networks; gather everything for the report.
#pragma once

#include "verify/random_networks.hpp"
#include "verify/tasks.hpp"

#include "claims/registry.hpp"
#include "metrics/atlas.hpp"
#include "training/run.hpp"

#include <atomic>
#include <functional>
#include <string>
#include <vector>

namespace ncv::app {

struct VerifyPlan {
    std::string source = "digits"; ///< digits | synthetic | a folder of IDX files
    TrainingConfig main;
    TrainingConfig study;       ///< of the depth and weight decay studies
    std::vector<int> depths;    ///< L2 of the depth study
    std::vector<double> decays; ///< lambda of the other
    TrainingConfig classifier;  ///< with cross-entropy and biases
    int instances = 0;          ///< random networks
    int own_instances = 0;      ///< of each claim that draws its own
};
/// From the recipes in app/recipes. Throws BadInput for a source that is none.
VerifyPlan verify_plan(const std::string& source, bool quick);

/// A state of the main training with the claims that bound its metrics.
struct TrainingPoint {
    HistoryRow row;
    std::vector<Outcome> outcomes; ///< of bounding_claims()
};
const std::vector<std::string>& bounding_claims();

struct StudyPoint {
    double parameter; ///< L2 or lambda
    HistoryRow row;
    std::vector<Outcome> outcomes; ///< all claims
};

struct VerifyResults {
    VerifyPlan plan;
    Snapshot before, after;
    std::vector<TrainingPoint> training;
    std::vector<Outcome> claims; ///< on `after`
    std::vector<StudyPoint> depth, decay;
    StudyPoint classifier; ///< L2 and what the training ended with
    std::vector<RandomTally> random;
    std::vector<Outcome> theorem; ///< B8 to B10u from the theorem's own start
    std::vector<DroppedHypothesis> gallery;
    std::vector<Spent> spent; ///< what took how long: another time each time
    bool interrupted = false;

    long violations() const;
};

struct VerifyHooks {
    std::function<void(double)> progress; ///< fractions done, from either thread
    /// Called once `stop` is set and the main training has ended, with the network as it was then:
    /// it may end the program, for other work may take seconds to.
    std::function<void(const Snapshot&)> stopped;
};

/// Runs the plan on all cores; same plan, same results.
VerifyResults run_verify(const VerifyPlan& plan, const std::atomic<bool>& stop,
                         const VerifyHooks& hooks);

} // namespace ncv::app
