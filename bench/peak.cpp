#include "peak.hpp"

#include <algorithm>
#include <chrono>

namespace ncv::bench {
namespace {

#if defined(__AVX512F__)
constexpr int vector_bytes = 64;
#elif defined(__AVX__)
constexpr int vector_bytes = 32;
#else
constexpr int vector_bytes = 16;
#endif

template <class S>
struct Wide;
template <>
struct Wide<double> {
    typedef double type __attribute__((vector_size(vector_bytes)));
};
template <>
struct Wide<float> {
    typedef float type __attribute__((vector_size(vector_bytes)));
};

} // namespace

template <class S>
double fma_peak() {
    using V = typename Wide<S>::type;
    constexpr int lanes = vector_bytes / static_cast<int>(sizeof(S)), chains = 10;
    constexpr long rounds = 2'000'000;
    using Clock = std::chrono::steady_clock;
    double best = 0;
    for (int run = 0; run < 7; ++run) {
        // Named one by one: an array would live on the stack and measure loads and stores.
        V a = V{} + S(0.5), b = a, c = a, d = a, e = a, f = a, g = a, h = a, i = a, j = a;
        const V factor = V{} + S(0.999), shift = V{} + S(0.001);
        const auto start = Clock::now();
        for (long r = 0; r < rounds; ++r) {
            a = a * factor + shift, b = b * factor + shift, c = c * factor + shift;
            d = d * factor + shift, e = e * factor + shift, f = f * factor + shift;
            g = g * factor + shift, h = h * factor + shift, i = i * factor + shift;
            j = j * factor + shift;
            asm volatile(""
                         : "+v"(a), "+v"(b), "+v"(c), "+v"(d), "+v"(e), "+v"(f), "+v"(g), "+v"(h),
                           "+v"(i), "+v"(j));
        }
        const std::chrono::duration<double> time = Clock::now() - start;
        best = std::max(best, 2.0 * lanes * chains * rounds / time.count());
    }
    return best;
}

template double fma_peak<double>();
template double fma_peak<float>();

} // namespace ncv::bench
