/// Tasks of different weights with a common account of progress.
#pragma once

#include "training/in_parallel.hpp"

#include <functional>
#include <mutex>
#include <vector>

namespace ncv::app {

/// Work of a known weight; it reports the fraction of itself that is done.
struct Task {
    double weight;
    std::function<void(const std::function<void(double)>&)> work;
};

/// Runs tasks as in_parallel does; `progress` is called with the fraction of all that is done.
inline void run_tasks(const std::vector<Task>& tasks, int threads,
                      const std::function<void(double)>& progress,
                      const std::function<void()>& look) {
    double total = 0;
    for (const Task& task : tasks) total += task.weight;
    std::vector<double> done(tasks.size(), 0);
    std::mutex mutex;
    const auto work = [&](std::size_t i, const std::atomic<bool>&) {
        const auto reach = [&](double fraction) {
            const std::lock_guard lock(mutex);
            done[i] = fraction * tasks[i].weight;
            double sum = 0;
            for (double d : done) sum += d;
            progress(sum / total);
        };
        tasks[i].work(reach);
        reach(1);
    };
    in_parallel(tasks.size(), threads, work, look);
}

} // namespace ncv::app
