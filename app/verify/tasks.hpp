/// Tasks of different weights with a common account of progress.
#pragma once

#include "training/in_parallel.hpp"

#include <algorithm>
#include <chrono>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

namespace ncv::app {

/// Work of a known weight; it reports the fraction of itself that is done.
struct Task {
    std::string part; ///< of the whole; tasks share it
    double weight;
    std::function<void(const std::function<void(double)>&)> work;
};

/// Seconds that the tasks of a part took together, however many ran at a time.
struct Spent {
    std::string part;
    double seconds;
};

/// Runs tasks as in_parallel does; `progress` is called with the fraction of all that is done. Parts in
/// the order of their first tasks.
inline std::vector<Spent> run_tasks(const std::vector<Task>& tasks, int threads,
                                    const std::function<void(double)>& progress,
                                    const std::function<void()>& look) {
    double total = 0;
    for (const Task& task : tasks) total += task.weight;
    std::vector<double> done(tasks.size(), 0), seconds(tasks.size(), 0);
    std::mutex mutex;
    const auto work = [&](std::size_t i, const std::atomic<bool>&) {
        const auto reach = [&](double fraction) {
            const std::lock_guard lock(mutex);
            done[i] = fraction * tasks[i].weight;
            double sum = 0;
            for (double d : done) sum += d;
            progress(sum / total);
        };
        const auto start = std::chrono::steady_clock::now();
        tasks[i].work(reach);
        seconds[i] =
            std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
        reach(1);
    };
    in_parallel(tasks.size(), threads, work, look);
    std::vector<Spent> spent;
    for (std::size_t i = 0; i < tasks.size(); ++i) {
        const auto same = [&](const Spent& s) { return s.part == tasks[i].part; };
        auto part = std::find_if(spent.begin(), spent.end(), same);
        if (part == spent.end()) part = spent.insert(spent.end(), {tasks[i].part, 0});
        part->seconds += seconds[i];
    }
    return spent;
}

} // namespace ncv::app
