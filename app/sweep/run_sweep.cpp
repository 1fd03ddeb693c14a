#include "sweep/run_sweep.hpp"

#include "common/interruption.hpp"
#include "common/progress.hpp"

#include <atomic>
#include <chrono>
#include <exception>
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

class Workers {
  public:
    Workers(sweep::Store& store, std::vector<Task> tasks)
        : store_(store), tasks_(std::move(tasks)) {}

    SweepEnd work(int jobs) {
        std::vector<std::thread> threads;
        for (int i = 0; i < jobs; ++i) threads.emplace_back([this] { run_all(); });
        for (std::thread& thread : threads) thread.join();
        if (stop_requested) stop_noticed();
        if (error_) std::rethrow_exception(error_);
        return {!stopped(), performed_};
    }

  private:
    bool stopped() const { return stop_requested.load() || broken_.load(); }

    void run_all() {
        try {
            std::vector<Task> held_by_others;
            for (std::size_t i; !stopped() && (i = next_++) < tasks_.size();)
                if (!try_one(tasks_[i])) held_by_others.push_back(tasks_[i]);
            while (!stopped() && !held_by_others.empty()) {
                std::this_thread::sleep_for(look_again);
                std::erase_if(held_by_others, [&](const Task& task) { return try_one(task); });
            }
        } catch (...) {
            const std::lock_guard lock(mutex_);
            if (!error_) error_ = std::current_exception();
            broken_ = true;
        }
    }

    /// False if another process is at it.
    bool try_one(const Task& task) {
        if (stopped()) return true;
        const auto lease = store_.lease(task.run->digest);
        if (!lease && !store_.has(task.run->digest)) return false;
        if (lease) {
            const auto begin = Clock::now();
            auto result = sweep::perform(task.run->config, task.kept, [this] { return stopped(); });
            if (!result) return true;
            result->seconds = std::chrono::duration<double>(Clock::now() - begin).count();
            store_.put(*result);
            ++performed_;
        }
        progress_.reach(static_cast<double>(++done_) / static_cast<double>(tasks_.size()));
        return true;
    }

    sweep::Store& store_;
    std::vector<Task> tasks_;
    Progress progress_{"sweep"};
    std::atomic<std::size_t> next_ = 0, done_ = 0, performed_ = 0;
    std::atomic<bool> broken_ = false;
    std::mutex mutex_;
    std::exception_ptr error_;
};

} // namespace

void require_data(const std::vector<std::vector<sweep::PlannedRun>>& runs) {
    std::set<std::string> seen{"digits", "synthetic"};
    for (const auto& of_plan : runs)
        for (const sweep::PlannedRun& run : of_plan)
            if (seen.insert(run.config.source).second) load_data(run.config);
}

SweepEnd run_sweep(sweep::Store& store, const std::vector<std::vector<sweep::PlannedRun>>& runs,
                   const std::vector<sweep::Plan>& plans, int jobs) {
    std::vector<Task> tasks = tasks_of(store, runs, plans);
    if (tasks.empty()) return {true, 0};
    return Workers(store, std::move(tasks)).work(jobs);
}

} // namespace ncv::app
