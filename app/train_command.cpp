#include "command.hpp"

#include "progress.hpp"
#include "run_start.hpp"
#include "train_campaign.hpp"

#include "io/errors.hpp"
#include "io/files.hpp"
#include "io/snapshot_file.hpp"
#include "sweep/history_row.hpp"
#include "training/run.hpp"

#include <fmt/format.h>

#include <charconv>
#include <memory>
#include <thread>

namespace ncv::app {
namespace fs = std::filesystem;
namespace {

struct Options {
    std::string config, out;
    bool resume = false;
};

struct Resumed {
    std::optional<Snapshot> state;
    std::vector<HistoryRow> history;
};

std::string checkpoint_name(std::int64_t step) {
    return fmt::format("checkpoint-{:012}.safetensors", step);
}

/// The last whole checkpoint; files are renamed into place, so every one that is there is whole.
Resumed last_checkpoint(const fs::path& out) {
    fs::path newest;
    for (const auto& entry : fs::directory_iterator(out)) {
        const std::string name = entry.path().filename();
        if (name.starts_with("checkpoint-") && name.ends_with(".safetensors") &&
            name > newest.filename().string())
            newest = entry.path();
    }
    if (newest.empty())
        throw BadInput(fmt::format("--resume: {} holds no checkpoint; set checkpoint_every in the "
                                   "configuration",
                                   out.string()));
    return {read_snapshot(newest),
            parse_history(read_file(out / "history.csv"), (out / "history.csv").string())};
}

int run(const Options& options) {
    const TrainingConfig config = parse_training_config(read_file(options.config), options.config);
    const fs::path out = options.out;
    const Dataset<double> data = load_data(config);
    Resumed from;
    start_run(out, format_training_config(config), options.resume);
    if (options.resume && !config.campaign) from = last_checkpoint(out);
    const std::string resume =
        fmt::format("`ncv train {} --out {} --resume`", options.config, options.out);
    if (config.campaign) return train_campaign_in(options.out, config, resume);
    const auto precision = config.single_precision ? Precision::f32 : Precision::f64;

    Run result;
    {
        Progress progress("training");
        RunHooks hooks;
        hooks.threads = static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
        hooks.measure = history_row;
        hooks.recorded = [&](const Snapshot&, const HistoryRow& row) {
            progress.reach(static_cast<double>(row.step) /
                           static_cast<double>(std::max<std::int64_t>(config.steps, 1)));
        };
        hooks.stop = [] { return stop_requested.load(); };
        hooks.checkpoint = [&](const Snapshot& s, const std::vector<HistoryRow>& history) {
            write_file(out / "history.csv", format_history(history));
            write_snapshot(out / checkpoint_name(*s.step), s, precision);
        };
        result = train(config, data, hooks, from.state, std::move(from.history));
    }
    write_file(out / "history.csv", format_history(result.history));
    if (result.end == RunEnd::stopped) {
        fmt::print(stderr, "ncv: stopped at step {}; {} goes on\n", *result.final.step, resume);
        return interrupted;
    }
    write_snapshot(out / "final.safetensors", result.final, precision);
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
    auto options = std::make_shared<Options>();
    command->add_option("config", options->config, "The configuration (docs/formats.md)")
        ->required();
    command
        ->add_option(
            "--out", options->out,
            "Folder for final.safetensors, history.csv, config.toml; of a campaign: campaign.csv")
        ->required();
    command->add_flag(
        "--resume", options->resume,
        "Go on from the last checkpoint; ends with the same bytes as an unbroken run");
    command->callback([options, &exit_code] { exit_code = run(*options); });
}

} // namespace ncv::app
