#include "train_campaign.hpp"

#include "command.hpp"
#include "progress.hpp"

#include "io/files.hpp"
#include "io/snapshot_file.hpp"
#include "sweep/history_row.hpp"
#include "training/campaign.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <thread>

namespace ncv::app {
namespace fs = std::filesystem;

int train_campaign_in(const std::string& out, const TrainingConfig& config,
                      const std::string& resume_hint) {
    const fs::path file = fs::path(out) / "campaign.csv";
    if (!fs::exists(file)) write_file(file, campaign_columns());
    CampaignProgress done = parse_campaign(config, read_file(file), file.string());
    fs::resize_file(file, done.bytes); // a line that was cut short is trained again
    const std::size_t total = campaign_size(*config.campaign);
    const auto precision = config.single_precision ? Precision::f32 : Precision::f64;
    bool all = false;
    {
        Progress progress("training");
        CampaignHooks hooks;
        hooks.measure = history_row;
        if (config.campaign->snapshots)
            hooks.keep = [&](std::size_t number, const Snapshot& s) {
                write_snapshot(fs::path(out) / fmt::format("run-{:07}.safetensors", number), s,
                               precision);
            };
        hooks.ended = [&](const CampaignRun& run) {
            append_file(file, format_campaign_run(config, run));
            ++done.runs;
            done.diverged += run.end == RunEnd::diverged;
        };
        hooks.advanced = [&](double share) { progress.reach(share); };
        hooks.stop = [] { return stop_requested.load(); };
        const auto threads = static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
        all = train_campaign(config, done.runs, threads, hooks);
    }
    if (!all) {
        fmt::print(stderr, "ncv: stopped after {} of {} runs; {} goes on\n", done.runs, total,
                   resume_hint);
        return interrupted;
    }
    fmt::print("{} runs: {} finished, {} diverged; {}\n", total, total - done.diverged,
               done.diverged, file.string());
    return ok;
}

} // namespace ncv::app
