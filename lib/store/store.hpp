/// The runs of sweeps in one SQLite file, with the plans that asked for them (docs/sweeps.md).
///
/// Any number of processes of one host share a store: one transaction a run, and a lease a run in
/// flight, a lock of the kernel's that dies with its process. Several hosts: a store each, merged.
#pragma once

#include "io/errors.hpp"
#include "sweep/decision.hpp"
#include "sweep/plan.hpp"
#include "sweep/run_result.hpp"

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace ncv::sweep {

/// read: the file must be there. write: it is made if need be, and brought to this schema. alone:
/// to write, and no other process opens it meanwhile, so that no memory is shared.
enum class Open { read, write, alone };

/// Another process holds the store.
struct InUse : OutOfResources {
    using OutOfResources::OutOfResources;
};

/// One place of a plan and what is known of its run.
struct Cell {
    std::size_t number = 0;
    std::map<std::string, std::string> levels;
    std::uint64_t seed = 0;
    std::string digest;
    std::optional<RunStatus> status; ///< none: not done yet
    double seconds = 0;
    std::map<std::string, double> measures; ///< NaN where undefined
};

/// What the runs that are done say of the plan's hypothesis (sweep/decision.hpp).
Decision decision_of(const Plan& plan, const std::vector<Cell>& cells);

/// How far a plan is: its runs that are declared here, and how those that are done ended.
struct Counts {
    std::size_t runs = 0, finished = 0, diverged = 0, failed = 0;
    double seconds = 0; ///< that the done ones took, together

    std::size_t done() const { return finished + diverged + failed; }
    Counts& operator+=(const Counts& more);
};

/// The right to do one run; given back when destroyed, or when the process ends, however it ends.
class Lease {
  public:
    explicit Lease(std::shared_ptr<void> held) : held_(std::move(held)) {}

  private:
    std::shared_ptr<void> held_;
};

/// Safe from several threads. Throws BadInput for a file that is no store, or of a newer ncv;
/// OutOfResources if the disk is full.
class Store {
  public:
    Store(const std::filesystem::path& path, Open mode);
    ~Store();
    Store(const Store&) = delete;
    Store& operator=(const Store&) = delete;

    /// Enters a plan and its runs; again is nothing. Throws BadInput where a plan of this id is
    /// there with another text.
    void declare(const Plan& plan, const std::vector<PlannedRun>& runs);

    /// None if the run is done or another holds it.
    std::optional<Lease> lease(const std::string& digest);
    std::size_t in_flight() const;

    /// Keeps a run, whole or not at all; one that is there stays as it is.
    void put(const RunResult& result);

    std::vector<Plan> plans() const; ///< by id
    /// In order of number; those of the plan that this store was asked for.
    std::vector<Cell> cells(const Plan& plan) const;
    Counts counts(const Plan& plan) const;
    bool has(const std::string& digest) const;
    RunResult run(const std::string& digest) const; ///< throws BadInput if it is not there
    std::vector<std::string> plans_of(const std::string& digest) const; ///< ids

    /// Takes over what `shard` holds: plans, and the runs that are missing here; of a run that both
    /// hold the one that took less time stays, so that the order of merges does not matter. All of
    /// it or nothing. Throws BadInput where a plan is declared here with another text or other
    /// runs.
    void merge(const std::filesystem::path& shard);

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace ncv::sweep
