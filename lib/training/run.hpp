/// One training run from its configuration: history, checkpoints, resuming, stopping.
///
/// A run's bytes depend on its configuration alone, not on recording, checkpoints or where it was
/// stopped and resumed: the state of gradient descent is its weights and the step number, and a
/// checkpoint holds both.
#pragma once

#include "training/config.hpp"
#include "training/history_row.hpp"

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace ncv {

/// "step,loss,residual,..." and one line a row, 17 digits.
std::string format_history(const std::vector<HistoryRow>& rows);
std::vector<HistoryRow> parse_history(const std::string& text, const std::string& name);

enum class RunEnd { finished, stopped, diverged };

struct Run {
    RunEnd end = RunEnd::finished;
    Snapshot final; ///< the last good state
    std::vector<HistoryRow> history;
    std::string instruction_set = {}; ///< of the engine; empty for the reference step
};

struct RunHooks {
    int threads = 1; ///< that share a step; the bytes are the same for any number
    /// Called every record_every steps with the state and what was measured of it.
    std::function<void(const Snapshot&, const HistoryRow&)> recorded;
    /// Asked every few milliseconds, or after every step where one takes longer; true ends the run.
    std::function<bool()> stop;
    /// A state worth keeping: every checkpoint_every steps, and step 0.
    std::function<void(const Snapshot&, const std::vector<HistoryRow>&)> checkpoint;
};

/// Runs `config` on `data`, from the start or from a checkpoint of the same run. Loss that is not
/// finite ends the run as diverged, with the last recorded state, which is finite.
Run train(const TrainingConfig& config, const Dataset<double>& data, const RunHooks& hooks,
          const std::optional<Snapshot>& checkpoint = std::nullopt,
          std::vector<HistoryRow> history = {});

/// The state a configuration starts from.
Snapshot starting_snapshot(const TrainingConfig& config, const Dataset<double>& data);

} // namespace ncv
