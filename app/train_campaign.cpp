#include "train_campaign.hpp"

#include "command.hpp"
#include "common/cores.hpp"
#include "common/progress.hpp"

#include "io/errors.hpp"
#include "io/files.hpp"
#include "io/snapshot_file.hpp"
#include "training/campaign.hpp"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>

namespace ncv::app {
namespace fs = std::filesystem;
namespace {

/// A line's checksum: eight hexadecimal digits and a line feed, in campaign.crc32 before the line
/// is in campaign.csv.
std::string sum_of(std::string_view line) {
    const auto* bytes = reinterpret_cast<const Bytef*>(line.data());
    return fmt::format("{:08x}\n", ::crc32(0, bytes, static_cast<uInt>(line.size())));
}

/// Lines with their checksums are what a campaign goes on from; a campaign from before there were
/// any is given them. Throws BadInput for a line that has not its own.
CampaignProgress whole_lines(const TrainingConfig& config, const fs::path& file,
                             const fs::path& sums_file) {
    const std::string text = read_file(file);
    CampaignProgress all = parse_campaign(config, text, file.string());
    const bool given = fs::exists(sums_file);
    std::string known = given ? read_file(sums_file) : "", sums;
    std::size_t from = campaign_columns().size();
    for (std::size_t run = 0; run < all.runs; ++run) {
        const std::size_t end = text.find('\n', from) + 1;
        const std::string sum = sum_of(std::string_view(text).substr(from, end - from));
        if (given && known.size() < sums.size() + sum.size()) {
            all = parse_campaign(config, text.substr(0, from), file.string());
            break; // trained again
        }
        if (given && known.compare(sums.size(), sum.size(), sum) != 0)
            throw BadInput(fmt::format("{}:{}: is damaged or was changed: it has not the checksum "
                                       "in {}",
                                       file.string(), run + 2, sums_file.string()));
        sums += sum;
        from = end;
    }
    write_file(sums_file, sums);
    fs::resize_file(file, all.bytes); // a line that was cut short is trained again
    return all;
}

} // namespace

int train_campaign_in(const std::string& out, const TrainingConfig& config,
                      const std::string& resume_hint) {
    const fs::path file = fs::path(out) / "campaign.csv";
    const fs::path sums = fs::path(out) / "campaign.crc32";
    if (!fs::exists(file)) write_file(file, campaign_columns());
    CampaignProgress done = whole_lines(config, file, sums);
    const std::size_t total = campaign_size(*config.campaign);
    const auto precision = config.single_precision ? Precision::f32 : Precision::f64;
    bool all = false;
    {
        Progress progress("training");
        CampaignHooks hooks;
        if (config.campaign->snapshots)
            hooks.keep = [&](std::size_t number, const Snapshot& s) {
                write_snapshot(fs::path(out) / fmt::format("run-{:07}.safetensors", number), s,
                               precision);
            };
        hooks.ended = [&](const CampaignRun& run) {
            const std::string line = format_campaign_run(config, run);
            append_file(sums, sum_of(line));
            append_file(file, line);
            ++done.runs;
            done.diverged += run.status == RunStatus::diverged;
        };
        hooks.advanced = [&](double share) { progress.reach(share); };
        hooks.stop = [] { return stop_requested.load(); };
        const int threads = cores();
        all = train_campaign(config, done.runs, threads, hooks);
    }
    if (!all) {
        stop_noticed();
        fmt::print(stderr, "ncv: stopped after {} of {} runs; {} goes on\n", done.runs, total,
                   resume_hint);
        return interrupted;
    }
    fmt::print("{} runs: {} finished, {} diverged; {}\n", total, total - done.diverged,
               done.diverged, file.string());
    return ok;
}

} // namespace ncv::app
