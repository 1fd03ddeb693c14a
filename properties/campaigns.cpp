/// Campaigns: every run is what it is alone, whatever the threads and where the campaign began.
#include "io/errors.hpp"
#include "training/campaign.hpp"
#include "training/in_parallel.hpp"
#include "training/lane_descent.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <map>
#include <mutex>
#include <stdexcept>
#include <thread>

namespace ncv {
namespace {

const std::string network = "[network]\nnonlinear_layers = 1\nactivation = \"leaky_relu\"\n"
                            "gamma = 0.25\n";
const std::string data = "[data]\nsource = \"synthetic\"\nclasses = 3\ndimension = 4\n"
                         "per_class = 2\n";

TrainingConfig grid(const std::string& training = "schedule = [[0, 0.02], [13, 0.01]]\n",
                    const std::string& campaign = "seeds = \"5..15\"\n") {
    return parse_training_config(network + data + "[training]\nsteps = 40\nrecord_every = 10\n" +
                                     training +
                                     "[campaign]\nhidden = [[6, 5], [4]]\n"
                                     "weight_decay = [0.01, 0.001]\n" +
                                     campaign,
                                 "grid.toml");
}

struct Ended {
    CampaignRun run;
    Snapshot state;
};

/// Every run that ended, and that they were handed on in order.
std::vector<Ended> all_runs(const TrainingConfig& config, std::size_t first, int threads) {
    std::mutex mutex;
    std::map<std::size_t, Snapshot> kept;
    std::vector<Ended> out;
    CampaignHooks hooks;
    hooks.keep = [&](std::size_t number, const Snapshot& s) {
        const std::lock_guard lock(mutex);
        EXPECT_TRUE(kept.emplace(number, s).second);
    };
    hooks.ended = [&](const CampaignRun& run) {
        EXPECT_EQ(run.number, first + out.size());
        const std::lock_guard lock(mutex);
        out.push_back({run, kept.at(run.number)});
    };
    EXPECT_TRUE(train_campaign(config, first, threads, hooks));
    return out;
}

void expect_same_weights(const Network<double>& a, const Network<double>& b) {
    ASSERT_EQ(a.depth(), b.depth());
    for (int l = 1; l <= a.depth(); ++l) EXPECT_EQ(a.W(l), b.W(l));
}

template <class S>
void expect_runs_are_what_they_are_alone(const std::string& precision) {
    const TrainingConfig config =
        grid("schedule = [[0, 0.02], [13, 0.01]]\nprecision = \"" + precision + "\"\n");
    const std::vector<Ended> runs = all_runs(config, 0, 2);
    ASSERT_EQ(runs.size(), 2u * 2 * 11);
    for (std::size_t i = 0; i < runs.size(); ++i) {
        const TrainingConfig alone = campaign_run(config, i);
        EXPECT_EQ(alone.seed, 5 + i % 11);
        EXPECT_EQ(alone.weight_decay, i / 11 % 2 ? 0.001 : 0.01);
        EXPECT_EQ(alone.hidden.size(), i / 22 ? 1u : 2u);
        const Dataset<S> samples = load_data(alone).cast<S>();
        LaneDescent<S> descent({{starting_snapshot(alone, load_data(alone)).network.cast<S>(),
                                 &samples, alone.layer_decays<S>()}});
        descent.steps(13, {S(0.02)});
        descent.steps(27, {S(0.01)});
        expect_same_weights(runs[i].state.network, descent.network(0).template cast<double>());
        EXPECT_EQ(runs[i].run.status, RunStatus::finished);
        EXPECT_EQ(*runs[i].state.step, 40);
        EXPECT_EQ(*runs[i].state.learning_rate, 0.01);
    }
}
TEST(Campaigns, EverySeedRedrawsItsOwnLabels) {
    TrainingConfig config = grid();
    config.source = "digits";
    config.per_class = 2;
    config.label_noise = 0.5;
    config.campaign->hidden = {{4}};
    config.hidden = {4};
    const std::vector<Ended> runs = all_runs(config, 0, 2);
    for (std::size_t i = 0; i < runs.size(); ++i)
        EXPECT_EQ(runs[i].state.data.labels, load_data(campaign_run(config, i)).labels);
    EXPECT_NE(runs[0].state.data.labels, runs[1].state.data.labels);
}

TEST(Campaigns, RunsAreWhatTheyAreAlone) {
    expect_runs_are_what_they_are_alone<double>("f64");
    expect_runs_are_what_they_are_alone<float>("f32");
}

TEST(Campaigns, AnyThreadsAndAnyBeginningGiveTheSameBytes) {
    const TrainingConfig config = grid();
    const auto whole = all_runs(config, 0, 1);
    for (const int threads : {1, 2, 5})
        for (const std::size_t first : {0u, 1u, 7u, 8u, 21u, 22u, 43u, 44u}) {
            const auto part = all_runs(config, first, threads);
            ASSERT_EQ(part.size(), whole.size() - first);
            for (std::size_t i = 0; i < part.size(); ++i) {
                expect_same_weights(part[i].state.network, whole[first + i].state.network);
                EXPECT_EQ(format_campaign_run(config, part[i].run),
                          format_campaign_run(config, whole[first + i].run));
            }
        }
}

/// Rates that diverge beside rates that do not: each ends as `train` ends it, at the same state.
TEST(Campaigns, DivergingRunsEndAsTheyDoAlone) {
    TrainingConfig config = grid("", "learning_rate = [0.01, 0.5, 30.0]\nseeds = [1, 2, 3, 4]\n");
    config.record_every = 2;
    int diverged = 0, later = 0;
    for (const Ended& e : all_runs(config, 0, 2)) {
        const TrainingConfig alone = campaign_run(config, e.run.number);
        const auto run = train(alone, load_data(alone), {});
        EXPECT_EQ(e.run.status == RunStatus::diverged, run.end == RunEnd::diverged) << e.run.number;
        EXPECT_EQ(*e.state.step, *run.final.step) << e.run.number;
        for (const auto& W : e.state.network.weights) EXPECT_TRUE(W.allFinite());
        diverged += run.end == RunEnd::diverged;
        later += run.end == RunEnd::diverged && *run.final.step > 0;
    }
    EXPECT_GE(diverged, 10);
    EXPECT_LE(diverged, 38);
    EXPECT_GE(later, 10);
}

/// Lanes know neither biases nor cross-entropy.
TEST(Campaigns, RunsThatLanesDoNotKnowAreThoseOfTrain) {
    TrainingConfig config = grid("", "learning_rate = [0.01, 1e9]\nseeds = [1, 2, 3]\n");
    config.biases = true;
    config.loss = {LossKind::cross_entropy, 0.1};
    const std::vector<Ended> runs = all_runs(config, 0, 2);
    ASSERT_EQ(runs.size(), 2u * 2 * 2 * 3);
    int diverged = 0;
    for (const Ended& e : runs) {
        const TrainingConfig alone = campaign_run(config, e.run.number);
        const auto run = train(alone, load_data(alone), {});
        EXPECT_EQ(e.run.status == RunStatus::diverged, run.end == RunEnd::diverged);
        diverged += run.end == RunEnd::diverged;
        expect_same_weights(e.state.network, run.final.network);
        for (int l = 1; l <= run.final.network.depth(); ++l)
            EXPECT_EQ(e.state.network.b(l), run.final.network.b(l));
        EXPECT_EQ(format_history({e.run.last}), format_history({run.history.back()}));
    }
    EXPECT_EQ(diverged, 12); // those of the large rate
    const std::vector<Ended> part = all_runs(config, 7, 1);
    ASSERT_EQ(part.size(), runs.size() - 7);
    for (std::size_t i = 0; i < part.size(); ++i)
        EXPECT_EQ(format_campaign_run(config, part[i].run),
                  format_campaign_run(config, runs[7 + i].run));
}

TEST(Campaigns, StoppedAndFailingCampaignsEnd) {
    const TrainingConfig config = grid();
    CampaignHooks hooks;
    std::atomic<int> ended = 0;
    hooks.ended = [&](const CampaignRun&) { ++ended; };
    hooks.stop = [&] { return ended >= 8; };
    // By one thread: runs end in order, so of two the first may keep all others waiting to be told.
    EXPECT_FALSE(train_campaign(config, 0, 1, hooks));
    EXPECT_GE(ended, 8);
    EXPECT_LT(ended, 44);
    hooks.stop = nullptr;
    hooks.ended = [&](const CampaignRun& run) {
        if (run.number == 3) throw std::runtime_error("no room");
    };
    EXPECT_THROW(train_campaign(config, 0, 2, hooks), std::runtime_error);
}

TEST(Campaigns, ConfigurationsSurviveBeingWrittenAndRead) {
    for (const TrainingConfig& config :
         {grid(), grid("", "learning_rate = [0.1]\nseeds = [3, 9, 4]\nsnapshots = true\n")}) {
        const std::string text = format_training_config(config);
        EXPECT_EQ(format_training_config(parse_training_config(text, "again")), text);
    }
}

TEST(Campaigns, FilesOfAnotherCampaignAreNotGoneOnWith) {
    const TrainingConfig config = grid();
    std::string text = campaign_columns();
    EXPECT_EQ(parse_campaign(config, text, "f").runs, 0u);
    CampaignRun run;
    run.status = RunStatus::diverged;
    text += format_campaign_run(config, run);
    const std::size_t whole = text.size();
    run.number = 1;
    text += format_campaign_run(config, run).substr(0, 30);
    const CampaignProgress done = parse_campaign(config, text, "f");
    EXPECT_EQ(done.runs, 1u);
    EXPECT_EQ(done.diverged, 1u);
    EXPECT_EQ(done.bytes, whole);
    EXPECT_THROW(parse_campaign(config, "run,hidden\n", "f"), BadInput);
    EXPECT_THROW(parse_campaign(config, campaign_columns() + "1,6-5,0.02,\n", "f"), BadInput);
}

TEST(InParallel, DoesEachPieceOnce) {
    for (const int threads : {1, 2, 7}) {
        std::vector<std::atomic<int>> done(20);
        in_parallel(done.size(), threads, [&](std::size_t i, const auto&) { ++done[i]; });
        for (const auto& times : done) EXPECT_EQ(times, 1);
    }
}

TEST(InParallel, TheFirstExceptionEndsTheRestAndIsThrown) {
    std::atomic<int> begun = 0, told = 0;
    const auto work = [&](std::size_t i, const std::atomic<bool>& failed) {
        ++begun;
        if (i == 1) throw std::runtime_error("piece 1");
        while (!failed) std::this_thread::yield(); // piece 0, until it is told
        ++told;
    };
    try {
        in_parallel(100, 2, work);
        ADD_FAILURE() << "nothing was thrown";
    } catch (const std::runtime_error& error) {
        EXPECT_STREQ(error.what(), "piece 1");
    }
    EXPECT_EQ(begun, 2);
    EXPECT_EQ(told, 1);
}

TEST(InParallel, TheCallerLooksWhilePiecesRun) {
    std::atomic<bool> looked = false;
    in_parallel(
        1, 1,
        [&](std::size_t, const auto&) {
            while (!looked) std::this_thread::yield();
        },
        [&] { looked = true; });
    EXPECT_TRUE(looked);
}

} // namespace
} // namespace ncv
