/// Long work beside Python: on a thread of its own, without the interpreter's lock, stopped by Ctrl-C.
#pragma once

#include <pybind11/pybind11.h>

#include <cfenv>
#include <chrono>
#include <future>
#include <mutex>
#include <stop_token>
#include <thread>
#include <utility>
#include <vector>

namespace ncv::python {

/// Threads that Ctrl-C left behind. Each ends before its next claim.
class Abandoned {
  public:
    void add(std::jthread thread) {
        const std::lock_guard lock(mutex_);
        threads_.push_back(std::move(thread));
    }
    /// At the interpreter's end: what still runs must not outlive what it uses.
    void join() {
        std::vector<std::jthread> all;
        {
            const std::lock_guard lock(mutex_);
            all.swap(threads_);
        }
        all.clear();
    }

  private:
    std::mutex mutex_;
    std::vector<std::jthread> threads_;
};
inline Abandoned abandoned;

/// work(stop_token), which must own all that it uses and touch nothing of Python's. Its thread begins with
/// rounding to nearest and gradual underflow, whatever another library has set in the caller's.
template <class Work>
auto interruptible(Work work) {
    using Result = decltype(work(std::stop_token()));
    std::promise<Result> promise;
    std::future<Result> result = promise.get_future();
    std::jthread thread(
        [work = std::move(work), promise = std::move(promise)](std::stop_token stop) mutable {
            std::fesetenv(FE_DFL_ENV);
            try {
                promise.set_value(work(std::move(stop)));
            } catch (...) {
                promise.set_exception(std::current_exception());
            }
        });
    for (;;) {
        {
            const pybind11::gil_scoped_release released;
            if (result.wait_for(std::chrono::milliseconds(50)) == std::future_status::ready) break;
        }
        if (PyErr_CheckSignals() != 0) {
            thread.request_stop();
            abandoned.add(std::move(thread));
            throw pybind11::error_already_set();
        }
    }
    return result.get();
}

} // namespace ncv::python
