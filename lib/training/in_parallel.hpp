/// Independent pieces of work on a few threads.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace ncv {

/// work(i, failed) for every i < count, in order, each on the next free of `threads` threads. After
/// the first exception no more begin, those under way find `failed` set, and it is thrown here when
/// all have ended. Meanwhile the calling thread calls `look` some twenty times a second.
template <class Work, class Look>
void in_parallel(std::size_t count, int threads, const Work& work, const Look& look) {
    std::mutex mutex;
    std::condition_variable ended;
    int running = threads;
    std::exception_ptr failure;
    std::atomic<bool> failed{false};
    std::atomic<std::size_t> next{0};
    const auto worker = [&] {
        for (std::size_t i; !failed && (i = next++) < count;) {
            try {
                work(i, failed);
            } catch (...) {
                const std::lock_guard lock(mutex);
                if (!failure) failure = std::current_exception();
                failed = true;
            }
        }
        const std::lock_guard lock(mutex);
        --running;
        ended.notify_one();
    };
    {
        std::vector<std::jthread> team;
        for (int t = 0; t < threads; ++t) team.emplace_back(worker);
        std::unique_lock lock(mutex);
        while (running > 0) {
            ended.wait_for(lock, std::chrono::milliseconds(50));
            look();
        }
    }
    if (failure) std::rethrow_exception(failure);
}

template <class Work>
void in_parallel(std::size_t count, int threads, const Work& work) {
    in_parallel(count, threads, work, [] {});
}

} // namespace ncv
