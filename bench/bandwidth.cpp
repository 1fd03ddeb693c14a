#include "bandwidth.hpp"

#include <algorithm>
#include <chrono>
#include <vector>

namespace ncv::bench {

double triad_bandwidth(std::size_t bytes) {
    using Clock = std::chrono::steady_clock;
    const std::size_t n = std::max<std::size_t>(bytes / (3 * sizeof(double)), 1);
    std::vector<double> a(n), b(n, 1.0), c(n, 2.0);
    const std::size_t passes = std::max<std::size_t>(4'000'000 / n, 1);
    double best = 0;
    for (int run = 0; run < 5; ++run) {
        const auto start = Clock::now();
        for (std::size_t p = 0; p < passes; ++p) {
            double* out = a.data();
            const double *x = b.data(), *y = c.data();
            for (std::size_t i = 0; i < n; ++i) out[i] = x[i] + 3.0 * y[i];
            asm volatile("" : : "r"(out) : "memory");
        }
        const std::chrono::duration<double> time = Clock::now() - start;
        best = std::max(best, static_cast<double>(3 * sizeof(double) * n * passes) / time.count());
    }
    return best;
}

} // namespace ncv::bench
