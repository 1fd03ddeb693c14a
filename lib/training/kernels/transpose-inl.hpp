/// Transposition of one square block of vectors in registers.
#if defined(NCV_TRANSPOSE_INL_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef NCV_TRANSPOSE_INL_HPP
#undef NCV_TRANSPOSE_INL_HPP
#else
#define NCV_TRANSPOSE_INL_HPP
#endif

#include <hwy/highway.h>

#include <cstddef>

HWY_BEFORE_NAMESPACE();
namespace ncv::kernels::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// to[j * to_step + i] = from[i * from_step + j] for i, j < Lanes(d).
template <class D>
HWY_INLINE void transpose_block(D d, const hn::TFromD<D>* from, std::ptrdiff_t from_step,
                                hn::TFromD<D>* to, std::ptrdiff_t to_step) {
#if HWY_TARGET == HWY_SCALAR
    (void)d, (void)from_step, (void)to_step;
    *to = *from;
#else
    using Vec = hn::Vec<D>;
    constexpr int n = static_cast<int>(hn::MaxLanes(D()));
    constexpr int in_block = 16 / static_cast<int>(sizeof(hn::TFromD<D>));
    Vec x[n], y[n];
#pragma GCC unroll 16
    for (int i = 0; i < n; ++i) x[i] = hn::Load(d, from + i * from_step);
    // Within 16-byte blocks: numbers, then (for four in a block) pairs of numbers.
    if constexpr (in_block == 2) {
#pragma GCC unroll 16
        for (int i = 0; i < n; i += 2) {
            y[i] = hn::InterleaveLower(d, x[i], x[i + 1]);
            y[i + 1] = hn::InterleaveUpper(d, x[i], x[i + 1]);
        }
    } else {
        const hn::RepartitionToWide<D> pairs;
#pragma GCC unroll 16
        for (int i = 0; i < n; i += 4) {
            const auto a = hn::BitCast(pairs, hn::InterleaveLower(d, x[i], x[i + 1]));
            const auto b = hn::BitCast(pairs, hn::InterleaveUpper(d, x[i], x[i + 1]));
            const auto c = hn::BitCast(pairs, hn::InterleaveLower(d, x[i + 2], x[i + 3]));
            const auto e = hn::BitCast(pairs, hn::InterleaveUpper(d, x[i + 2], x[i + 3]));
            y[i] = hn::BitCast(d, hn::InterleaveLower(pairs, a, c));
            y[i + 1] = hn::BitCast(d, hn::InterleaveUpper(pairs, a, c));
            y[i + 2] = hn::BitCast(d, hn::InterleaveLower(pairs, b, e));
            y[i + 3] = hn::BitCast(d, hn::InterleaveUpper(pairs, b, e));
        }
    }
    // Blocks between vectors: neighbours, then halves.
    if constexpr (n > in_block) {
#pragma GCC unroll 16
        for (int i = 0; i < n; ++i) {
            if (i & in_block) continue;
            const Vec a = y[i], b = y[i + in_block];
            x[i] = hn::OddEvenBlocks(hn::SwapAdjacentBlocks(b), a);
            x[i + in_block] = hn::OddEvenBlocks(b, hn::SwapAdjacentBlocks(a));
        }
#pragma GCC unroll 16
        for (int i = 0; i < n; ++i) y[i] = x[i];
    }
    if constexpr (n == 4 * in_block) {
#pragma GCC unroll 16
        for (int i = 0; i < n / 2; ++i) {
            const Vec a = y[i], b = y[i + n / 2];
            x[i] = hn::ConcatLowerLower(d, b, a);
            x[i + n / 2] = hn::ConcatUpperUpper(d, b, a);
        }
#pragma GCC unroll 16
        for (int i = 0; i < n; ++i) y[i] = x[i];
    }
#pragma GCC unroll 16
    for (int i = 0; i < n; ++i) hn::Store(y[i], d, to + i * to_step);
#endif
}

} // namespace ncv::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
#endif
