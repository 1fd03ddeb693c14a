#include "sweep/run_sweep.hpp"

#include "common/interruption.hpp"
#include "common/progress.hpp"
#include "training/in_parallel.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <functional>
#include <mutex>
#include <set>
#include <thread>
#include <unordered_map>

namespace ncv::app {
namespace {

using Clock = std::chrono::steady_clock;
constexpr auto look_again = std::chrono::milliseconds(100); // whether another's run has ended

struct Task {
    const sweep::PlannedRun* run;
    sweep::Kept kept;
};

/// The distinct runs that the store lacks; of each is kept what one of their plans wants.
std::vector<Task> tasks_of(const sweep::Store& store,
                           const std::vector<std::vector<sweep::PlannedRun>>& runs,
                           const std::vector<sweep::Plan>& plans) {
    std::vector<Task> tasks;
    std::unordered_map<std::string, std::size_t> place;
    for (std::size_t i = 0; i < plans.size(); ++i)
        for (const sweep::PlannedRun& run : runs[i]) {
            const auto known = place.find(run.digest);
            if (known != place.end()) {
                Task& task = tasks[known->second];
                task.kept = task.kept | plans[i].kept;
            } else if (!store.has(run.digest)) {
                place.emplace(run.digest, tasks.size());
                tasks.push_back({&run, plans[i].kept});
            }
        }
    return tasks;
}

/// What the threads share.
class Workers {
  public:
    Workers(sweep::Store& store, const BackboneRuns& backbones, std::vector<Task> tasks)
        : store_(store), backbones_(backbones), tasks_(std::move(tasks)) {}

    SweepEnd work(int jobs) {
        std::vector<const Task*> open;
        for (const Task& task : tasks_) open.push_back(&task);
        try {
            while (!stop_requested && !(open = held_by_others(open, jobs)).empty())
                std::this_thread::sleep_for(look_again);
        } catch (...) {
            if (stop_requested) stop_noticed();
            throw;
        }
        if (stop_requested) stop_noticed();
        return {!stop_requested, performed_};
    }

  private:
    /// Does what can be done of `open`; what is left is of other processes.
    std::vector<const Task*> held_by_others(const std::vector<const Task*>& open, int jobs) {
        std::vector<const Task*> held;
        std::mutex mutex;
        in_parallel(open.size(), jobs, [&](std::size_t i, const std::atomic<bool>& failed) {
            if (try_one(*open[i], [&] { return stop_requested || failed; })) return;
            const std::lock_guard lock(mutex);
            held.push_back(open[i]);
        });
        return held;
    }

    /// False if another process is at it.
    bool try_one(const Task& task, const std::function<bool()>& stopped) {
        if (stopped()) return true;
        const auto lease = store_.lease(task.run->digest);
        if (!lease && !store_.has(task.run->digest)) return false;
        if (lease) {
            const auto begin = Clock::now();
            auto result =
                sweep::perform(task.run->config, task.kept, stopped,
                               [this](const auto&... of) { return backbones_.train(of...); });
            if (!result) return true;
            result->seconds = std::chrono::duration<double>(Clock::now() - begin).count();
            store_.put(*result);
            if (std::holds_alternative<BackboneConfig>(task.run->config))
                backbones_.forget(task.run->digest);
            ++performed_;
        }
        progress_.reach(static_cast<double>(++done_) / static_cast<double>(tasks_.size()));
        return true;
    }

    sweep::Store& store_;
    const BackboneRuns& backbones_;
    const std::vector<Task> tasks_;
    Progress progress_{"sweep"};
    std::atomic<std::size_t> done_ = 0, performed_ = 0;
};

} // namespace

void require_what_runs_need(const std::vector<std::vector<sweep::PlannedRun>>& runs,
                            const std::vector<sweep::Plan>& plans) {
    std::set<std::string> seen{"digits", "synthetic"};
    for (const auto& of_plan : runs)
        for (const sweep::PlannedRun& run : of_plan)
            if (seen.insert(sweep::data_of(run.config).source).second)
                load_data(sweep::data_of(run.config), run.seed);
    if (std::any_of(plans.begin(), plans.end(), [](const auto& plan) { return plan.backbones; }))
        require_backbone_program();
}

SweepEnd run_sweep(sweep::Store& store, const std::vector<std::vector<sweep::PlannedRun>>& runs,
                   const std::vector<sweep::Plan>& plans, const BackboneRuns& backbones, int jobs) {
    std::vector<Task> tasks = tasks_of(store, runs, plans);
    if (tasks.empty()) return {true, 0};
    return Workers(store, backbones, std::move(tasks)).work(jobs);
}

} // namespace ncv::app
