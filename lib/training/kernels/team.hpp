/// A fixed number of threads that do the same work together, with meeting points.
#pragma once

#include <barrier>
#include <functional>
#include <optional>
#include <thread>
#include <vector>

namespace ncv::kernels {

class Team {
  public:
    /// The calling thread is member 0.
    explicit Team(int size) : size_(size), barrier_(size) {
        for (int member = 1; member < size; ++member)
            others_.emplace_back([this, member] {
                for (;;) {
                    wait();
                    if (!work_) return;
                    work_(member);
                    wait();
                }
            });
    }
    ~Team() {
        work_ = nullptr;
        wait();
    }
    Team(const Team&) = delete;
    Team& operator=(const Team&) = delete;

    int size() const { return size_; }

    /// work(member) on every member; returns when all are done.
    void run(std::function<void(int)> work) {
        work_ = std::move(work);
        wait();
        work_(0);
        wait();
    }

    /// To be called by every member: nobody goes on before all are here.
    void wait() {
        if (size_ > 1) barrier_.arrive_and_wait();
    }

  private:
    int size_;
    std::barrier<> barrier_;
    std::function<void(int)> work_;
    std::vector<std::jthread> others_;
};

} // namespace ncv::kernels
