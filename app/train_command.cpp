#include "command.hpp"

#include "common/cores.hpp"
#include "common/progress.hpp"
#include "common/run_start.hpp"
#include "train_campaign.hpp"

#include "io/checksums.hpp"
#include "io/errors.hpp"
#include "io/files.hpp"
#include "io/snapshot_file.hpp"
#include "training/checkpoint.hpp"
#include "training/run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>

namespace ncv::app {
namespace fs = std::filesystem;
namespace {

struct TrainOptions {
    std::string config, out;
    bool resume = false, force = false;
};

struct Resumed {
    std::optional<Snapshot> state;
    std::vector<HistoryRow> history;
};

std::string checkpoint_name(std::int64_t step) {
    return fmt::format("checkpoint-{:012}.safetensors", step);
}

/// The newest first.
std::vector<std::string> checkpoints_in(const fs::path& out) {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(out)) {
        const std::string name = entry.path().filename();
        if (name.starts_with("checkpoint-") && name.ends_with(".safetensors"))
            names.push_back(name);
    }
    std::sort(names.rbegin(), names.rend());
    return names;
}

/// A checkpoint and the history up to it. Throws BadInput where either has not its checksum, or
/// where the checkpoint is of another configuration.
Resumed read_checkpoint(const fs::path& out, const std::string& name, const Checksums& sums,
                        const TrainingConfig& config, const Dataset<double>& data) {
    const std::string bytes = read_file(out / name);
    sums.require(name, bytes);
    const fs::path table = out / "history.csv";
    Resumed run{parse_checkpoint(bytes, (out / name).string(), config, data),
                parse_history(read_file(table), table.string())};
    const std::int64_t step = run.state->step.value_or(0);
    std::erase_if(run.history, [&](const HistoryRow& row) { return row.step > step; });
    sums.require("history.csv", format_history(run.history));
    return run;
}

/// The last whole checkpoint; none where the run had not come to one yet. Damaged ones are passed
/// over, and said; throws BadInput where there are no others.
Resumed last_checkpoint(const fs::path& out, const Checksums& sums, const TrainingConfig& config,
                        const Dataset<double>& data) {
    std::string damage;
    for (const std::string& name : checkpoints_in(out)) {
        if (sums.given() && !sums.names(name)) continue; // of another run
        try {
            Resumed run = read_checkpoint(out, name, sums, config, data);
            if (!damage.empty())
                fmt::print(stderr, "ncv: {}; {} is whole, the run goes on from there\n", damage,
                           name);
            return run;
        } catch (const BadInput& e) {
            if (damage.empty()) damage = e.what();
        }
    }
    if (!damage.empty())
        throw BadInput(fmt::format("--resume: {}; no state is left to go on from, start again with "
                                   "another --out",
                                   damage));
    return {};
}

int run(const TrainOptions& options) {
    const TrainingConfig config = parse_training_config(read_file(options.config), options.config);
    const fs::path out = options.out;
    const Dataset<double> data = load_data(config);
    const EndsInOrder in_order;
    start_run(out, format_training_config(config), options.resume,
              options.force ? FilesThere::replace : FilesThere::keep);
    const std::string resume =
        fmt::format("`ncv train {} --out {} --resume`", options.config, options.out);
    if (config.campaign) return train_campaign_in(options.out, config, resume);
    Checksums sums(out);
    Resumed from;
    if (options.resume) from = last_checkpoint(out, sums, config, data);
    const auto precision = config.single_precision ? Precision::f32 : Precision::f64;
    const auto keep = [&](const std::string& name, const Snapshot& state,
                          const std::vector<HistoryRow>& history) {
        const std::string rows = format_history(history), bytes = format_snapshot(state, precision);
        sums.add({{"history.csv", rows}, {name, bytes}});
        write_file(out / "history.csv", rows);
        write_file(out / name, bytes);
    };

    Run result;
    {
        Progress progress("training");
        RunHooks hooks;
        hooks.threads = cores();
        hooks.recorded = [&](const Snapshot&, const HistoryRow& row) {
            progress.reach(static_cast<double>(row.step) /
                           static_cast<double>(std::max<std::int64_t>(config.steps, 1)));
        };
        hooks.stop = stops_here;
        hooks.checkpoint = [&](const Snapshot& s, const std::vector<HistoryRow>& history) {
            keep(checkpoint_name(*s.step), s, history);
        };
        result = train(config, data, hooks, from.state, std::move(from.history));
    }
    if (result.end == RunEnd::stopped) {
        fmt::print(stderr, "ncv: stopped at step {}; {} goes on\n", *result.final.step, resume);
        return interrupted;
    }
    keep("final.safetensors", result.final, result.history);
    if (result.end == RunEnd::diverged) {
        fmt::print(
            stderr,
            "ncv: training diverged (the loss is no longer finite); the last good state, step {}, "
            "is kept in {}; a smaller learning_rate helps\n",
            *result.final.step, (out / "final.safetensors").string());
        return interrupted;
    }
    const HistoryRow& last = result.history.back();
    fmt::print(
        "step {}: NC1 {:.4g}, NC2 {:.4g}, NC3 {:.4g}, residual {:.4g}, balancedness {:.4g}\n",
        last.step, last.nc1, last.nc2, last.nc3, last.residual, last.balancedness);
    return ok;
}

} // namespace

void add_train_command(CLI::App& app, int& exit_code) {
    CLI::App* command = app.add_subcommand(
        "train",
        "Train a network by gradient descent with weight decay, from a TOML configuration");
    auto options = std::make_shared<TrainOptions>();
    command->add_option("config", options->config, "The configuration (docs/formats.md)")
        ->required();
    command
        ->add_option(
            "--out", options->out,
            "Folder for final.safetensors, history.csv, config.toml; of a campaign: campaign.csv")
        ->required();
    command->add_flag("--resume", options->resume,
                      "Go on from the last checkpoint, or from the start where there is none yet; "
                      "ends with the same bytes as an unbroken run");
    command->add_flag("--force", options->force, force_help);
    command->callback([options, &exit_code] { exit_code = run(*options); });
}

} // namespace ncv::app
