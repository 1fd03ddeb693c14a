#include "training/campaign.hpp"

#include "training/in_parallel.hpp"
#include "training/lane_descent.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <map>
#include <mutex>
#include <utility>

namespace ncv {
namespace {

/// Runs of one shape that are trained together.
struct Group {
    std::size_t first, last; ///< numbers [first, last)
};

std::vector<Group> groups_of(const Campaign& c, std::size_t first, std::size_t lanes) {
    const std::size_t total = campaign_size(c), per_shape = total / c.hidden.size();
    std::vector<Group> groups;
    while (first < total) {
        const std::size_t shape_end = (first / per_shape + 1) * per_shape;
        groups.push_back({first, std::min(first + lanes, shape_end)});
        first = groups.back().last;
    }
    return groups;
}

/// A group on its way: the runs' last good states beside the descent.
template <class S>
class GroupRun {
  public:
    GroupRun(const TrainingConfig& config, const Dataset<double>* shared, Group group) {
        for (std::size_t number = group.first; number < group.last; ++number) {
            configs_.push_back(campaign_run(config, number));
            states_.push_back(
                starting_snapshot(configs_.back(), shared ? *shared : load_data(configs_.back())));
            data_.push_back(states_.back().data.template cast<S>());
        }
        std::vector<typename LaneDescent<S>::Start> starts;
        for (std::size_t i = 0; i < states_.size(); ++i)
            starts.push_back({states_[i].network.template cast<S>(), &data_[i],
                              configs_[i].template layer_decays<S>()});
        descent_.emplace(starts);
        alive_.assign(states_.size(), true);
        const auto& net = states_.front().network;
        double work = 1;
        for (const auto& W : net.weights)
            work += static_cast<double>(W.size() * states_.front().data.samples());
        longest_ = std::max<std::int64_t>(1, static_cast<std::int64_t>(2e7 / work));
    }

    /// Keeps the states that are finite; whether any is.
    bool record() {
        descent_->evaluate();
        bool any = false;
        for (std::size_t i = 0; i < states_.size(); ++i) {
            if (!alive_[i]) continue;
            Network<double> now = descent_->network(i).template cast<double>();
            alive_[i] =
                descent_->finite(i) && std::all_of(now.weights.begin(), now.weights.end(),
                                                   [](const auto& W) { return W.allFinite(); });
            if (!alive_[i]) continue;
            any = true;
            states_[i].network = std::move(now);
            states_[i].step = step_;
            states_[i].learning_rate = configs_[i].learning_rate(step_);
        }
        return any;
    }

    /// Steps up to the next record, change of rate or chance to stop.
    std::int64_t advance() {
        const TrainingConfig& c = configs_.front();
        std::int64_t to =
            std::min({step_ + longest_, c.steps, (step_ / c.record_every + 1) * c.record_every});
        for (const auto& r : c.schedule)
            if (r.from > step_) to = std::min(to, r.from);
        std::vector<S> rates;
        for (const auto& config : configs_) rates.push_back(S(config.learning_rate(step_)));
        descent_->steps(to - step_, rates);
        return to - std::exchange(step_, to);
    }

    bool at_end() const { return step_ == configs_.front().steps; }
    bool at_record() const { return at_end() || step_ % configs_.front().record_every == 0; }
    std::int64_t step() const { return step_; }
    std::size_t size() const { return states_.size(); }
    bool alive(std::size_t i) const { return alive_[i]; }
    const Snapshot& state(std::size_t i) const { return states_[i]; }

  private:
    std::vector<TrainingConfig> configs_;
    std::vector<Snapshot> states_;
    std::vector<Dataset<S>> data_;
    std::optional<LaneDescent<S>> descent_;
    std::vector<bool> alive_;
    std::int64_t step_ = 0, longest_ = 1;
};

/// What the threads share.
class Campaigner {
  public:
    Campaigner(const TrainingConfig& config, std::size_t first, const CampaignHooks& hooks,
               std::size_t lanes)
        : config_(config), hooks_(hooks), next_run_(first),
          groups_(groups_of(*config.campaign, first, lanes)),
          total_(campaign_size(*config.campaign)), before_(first) {
        if (config.source != "synthetic" && config.label_noise == 0) shared_ = load_data(config);
    }

    /// Whether all runs ended, rather than were stopped.
    template <class S>
    bool train_all(int threads) {
        in_parallel(groups_.size(), threads, [&](std::size_t g, const std::atomic<bool>& failed) {
            if (config_.beyond_tuned_engines())
                train_alone(groups_[g].first, failed);
            else
                train<S>(groups_[g], failed);
        });
        return next_run_ == total_;
    }

  private:
    template <class S>
    void train(const Group& group, const std::atomic<bool>& failed) {
        if (stopped_) return;
        GroupRun<S> run(config_, shared_ ? &*shared_ : nullptr, group);
        bool any = run.record();
        while (any && !run.at_end()) {
            if (failed || stopped_ || (hooks_.stop && hooks_.stop())) {
                stopped_ = true;
                return;
            }
            report(static_cast<double>(run.advance()) * static_cast<double>(run.size()));
            if (run.at_record()) any = run.record();
        }
        report(static_cast<double>(config_.steps - run.step()) * static_cast<double>(run.size()));
        std::vector<CampaignRun> ended;
        for (std::size_t i = 0; i < run.size(); ++i)
            ended.push_back(end_of(group.first + i, run.state(i), run.alive(i)));
        deliver(std::move(ended));
    }
    /// As `ncv train` without [campaign] trains it.
    void train_alone(std::size_t number, const std::atomic<bool>& failed) {
        if (stopped_) return;
        const TrainingConfig config = campaign_run(config_, number);
        std::int64_t reported = 0;
        RunHooks hooks;
        hooks.stop = [&] { return failed || stopped_ || (hooks_.stop && hooks_.stop()); };
        hooks.recorded = [&](const Snapshot&, const HistoryRow& row) {
            report(static_cast<double>(row.step - std::exchange(reported, row.step)));
        };
        const Run run = ncv::train(config, shared_ ? *shared_ : load_data(config), hooks);
        if (run.end == RunEnd::stopped) {
            stopped_ = true;
            return;
        }
        report(static_cast<double>(config.steps - reported));
        deliver({end_of(number, run.final, run.end == RunEnd::finished)});
    }
    CampaignRun end_of(std::size_t number, const Snapshot& last, bool alive) {
        const HistoryRow row = history_row(last);
        if (hooks_.keep) hooks_.keep(number, last);
        const bool good = alive && std::isfinite(row.loss);
        return {number, good ? RunStatus::finished : RunStatus::diverged, row};
    }
    void report(double steps) {
        if (!hooks_.advanced) return;
        const double all = static_cast<double>(total_) * static_cast<double>(config_.steps);
        const double done =
            (steps_ += steps) + static_cast<double>(before_) * static_cast<double>(config_.steps);
        hooks_.advanced(all > 0 ? done / all : 1);
    }
    void deliver(std::vector<CampaignRun> ended) {
        const std::lock_guard lock(mutex_);
        waiting_.emplace(ended.front().number, std::move(ended));
        while (!waiting_.empty() && waiting_.begin()->first == next_run_) {
            for (const CampaignRun& run : waiting_.begin()->second) {
                if (hooks_.ended) hooks_.ended(run);
                ++next_run_;
            }
            waiting_.erase(waiting_.begin());
        }
    }

    const TrainingConfig& config_;
    const CampaignHooks& hooks_;
    std::optional<Dataset<double>> shared_; ///< where all runs have the same data
    std::size_t next_run_;                  ///< the next to be handed on
    std::vector<Group> groups_;
    std::size_t total_, before_;
    std::atomic<bool> stopped_ = false;
    std::atomic<double> steps_ = 0;
    std::mutex mutex_;
    std::map<std::size_t, std::vector<CampaignRun>> waiting_;
};

} // namespace

bool train_campaign(const TrainingConfig& config, std::size_t first, int threads,
                    const CampaignHooks& hooks) {
    const std::size_t lanes =
        config.single_precision ? LaneDescent<float>::lanes() : LaneDescent<double>::lanes();
    Campaigner campaigner(config, first, hooks, config.beyond_tuned_engines() ? 1 : 2 * lanes);
    return config.single_precision ? campaigner.train_all<float>(threads)
                                   : campaigner.train_all<double>(threads);
}

} // namespace ncv
