/// Many runs of one grid, trained in groups of networks that share SIMD lanes, groups spread over
/// threads.
///
/// A run's result depends on its own configuration alone: not on the number of threads, nor on
/// where a campaign was stopped and resumed. It differs from that of the same configuration run on
/// its own by the rounding of another order of sums (lane_descent.hpp); with biases or
/// cross-entropy, which lanes do not know, it is trained on its own and does not differ.
#pragma once

#include "training/run.hpp"
#include "training/run_status.hpp"

namespace ncv {

/// How one run of a campaign ended.
struct CampaignRun {
    std::size_t number = 0;
    RunStatus status = RunStatus::finished; ///< or diverged
    HistoryRow last;                        ///< of the last good state
};

struct CampaignHooks {
    /// The last good state of a run that ended, before `ended`; from several threads at once.
    std::function<void(std::size_t number, const Snapshot&)> keep;
    /// Every run, in order of number, one at a time.
    std::function<void(const CampaignRun&)> ended;
    /// The share of all steps that is taken; from several threads at once.
    std::function<void(double)> advanced;
    /// Asked often; true abandons what has not ended.
    std::function<bool()> stop;
};

/// Trains the runs from number `first` on. Returns whether all of them ended. What a hook throws
/// ends the campaign and is thrown again.
bool train_campaign(const TrainingConfig& config, std::size_t first, int threads,
                    const CampaignHooks& hooks);

/// A line of campaign.csv, and what stands above it.
std::string campaign_columns();
std::string format_campaign_run(const TrainingConfig& config, const CampaignRun& run);

/// How many whole lines of campaign.csv are there, in bytes and runs, and how many of these
/// diverged. Throws BadInput where they are not this campaign's.
struct CampaignProgress {
    std::size_t bytes = 0, runs = 0, diverged = 0;
};
CampaignProgress parse_campaign(const TrainingConfig& config, std::string_view text,
                                const std::string& name);

} // namespace ncv
