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
    constexpr int lanes = vector_bytes / static_cast<int>(sizeof(S)), chains = 12;
    constexpr long rounds = 2'000'000;
    using Clock = std::chrono::steady_clock;
    double best = 0;
    for (int run = 0; run < 7; ++run) {
        V sum[chains];
        for (int i = 0; i < chains; ++i) sum[i] = V{} + S(0.5) + S(i);
        const V factor = V{} + S(0.999), shift = V{} + S(0.001);
        const auto start = Clock::now();
        for (long r = 0; r < rounds; ++r)
            for (int i = 0; i < chains; ++i) {
                sum[i] = sum[i] * factor + shift;
                asm volatile("" : "+v"(sum[i]));
            }
        const std::chrono::duration<double> time = Clock::now() - start;
        best = std::max(best, 2.0 * lanes * chains * rounds / time.count());
    }
    return best;
}

template double fma_peak<double>();
template double fma_peak<float>();

} // namespace ncv::bench
