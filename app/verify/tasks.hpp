/// Independent pieces of work on a few threads, with a common account of progress.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace ncv::app {

/// Work of a known weight; it reports the fraction of itself that is done.
struct Task {
    double weight;
    std::function<void(const std::function<void(double)>&)> work;
};

/// Runs tasks in order, each on the next free of `threads` threads. The first exception ends the
/// rest and is thrown here. Meanwhile `look` is called some twenty times a second.
inline void run_tasks(const std::vector<Task>& tasks, int threads,
                      const std::function<void(double)>& progress,
                      const std::function<void()>& look) {
    double total = 0;
    for (const Task& task : tasks) total += task.weight;
    std::vector<double> done(tasks.size(), 0);
    std::mutex mutex;
    std::condition_variable ended;
    int running = threads;
    std::exception_ptr failure;
    std::atomic<std::size_t> next{0};
    const auto worker = [&] {
        for (std::size_t i = next++; i < tasks.size(); i = next++) {
            const auto reach = [&, i](double fraction) {
                const std::lock_guard lock(mutex);
                done[i] = fraction * tasks[i].weight;
                double sum = 0;
                for (double d : done) sum += d;
                progress(sum / total);
            };
            try {
                tasks[i].work(reach);
                reach(1);
            } catch (...) {
                const std::lock_guard lock(mutex);
                if (!failure) failure = std::current_exception();
                next = tasks.size();
            }
        }
        const std::lock_guard lock(mutex);
        --running;
        ended.notify_one();
    };
    std::vector<std::thread> pool;
    for (int t = 0; t < threads; ++t) pool.emplace_back(worker);
    for (std::unique_lock lock(mutex); running > 0; look())
        ended.wait_for(lock, std::chrono::milliseconds(50));
    for (std::thread& t : pool) t.join();
    if (failure) std::rethrow_exception(failure);
}

} // namespace ncv::app
