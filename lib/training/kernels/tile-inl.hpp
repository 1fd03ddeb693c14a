/// The micro-kernel under every product of a step: an R x (V vectors) tile of sums in registers.
///
///   acc[r][v] += sum_k a[k][v] b(r, k)      a: contiguous vectors; b: single numbers, broadcast
///
/// Included once for each instruction set (Highway's foreach_target), so without #pragma once.
#if defined(NCV_TILE_INL_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef NCV_TILE_INL_HPP
#undef NCV_TILE_INL_HPP
#else
#define NCV_TILE_INL_HPP
#endif

#include <hwy/highway.h>

#include <cstddef>

HWY_BEFORE_NAMESPACE();
namespace ncv::kernels::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// Widest tile: its sums, a row of `a` and a broadcast fill the registers (32 of AVX-512, else 16).
#if HWY_TARGET <= HWY_AVX3
constexpr int widest = 4, tallest_at_widest = 6;
#else
constexpr int widest = 2, tallest_at_widest = 6;
#endif
constexpr int tallest(int V) { return V == widest ? tallest_at_widest : 8; }

template <class S>
struct Operand {
    const S* at;
    std::ptrdiff_t row, inner; ///< distance of b(r+1, k) and of b(r, k+1) from b(r, k)
};

template <int V, int R, class D>
struct Tile {
    using S = hn::TFromD<D>;
    using Vec = hn::Vec<D>;
    Vec sum[R][V];

    HWY_INLINE void clear(D d) {
#pragma GCC unroll 8
        for (int r = 0; r < R; ++r)
#pragma GCC unroll 4
            for (int v = 0; v < V; ++v) sum[r][v] = hn::Zero(d);
    }

    /// `a`: `inner` rows of V vectors, `step` numbers apart.
    HWY_INLINE void add(D d, std::ptrdiff_t inner, const S* HWY_RESTRICT a, std::ptrdiff_t step,
                        Operand<S> b) {
        const auto lanes = static_cast<std::ptrdiff_t>(hn::Lanes(d));
        const S* HWY_RESTRICT at = b.at;
        for (std::ptrdiff_t k = 0; k < inner; ++k, a += step, at += b.inner) {
            Vec row[V];
#pragma GCC unroll 4
            for (int v = 0; v < V; ++v) row[v] = hn::Load(d, a + v * lanes);
#pragma GCC unroll 8
            for (int r = 0; r < R; ++r) {
                const Vec factor = hn::Set(d, at[r * b.row]);
#pragma GCC unroll 4
                for (int v = 0; v < V; ++v) sum[r][v] = hn::MulAdd(row[v], factor, sum[r][v]);
            }
        }
    }

    /// finish(r, v, sum) for each vector of the tile.
    template <class Finish>
    HWY_INLINE void for_each(Finish&& finish) {
#pragma GCC unroll 8
        for (int r = 0; r < R; ++r)
#pragma GCC unroll 4
            for (int v = 0; v < V; ++v) finish(r, v, sum[r][v]);
    }
};

/// Calls f.template operator()<V, R>() with the tile's size as constants.
template <int V, class F>
HWY_INLINE void with_rows(std::ptrdiff_t rows, F&& f) {
    switch (rows) {
    case 1: return f.template operator()<V, 1>();
    case 2: return f.template operator()<V, 2>();
    case 3: return f.template operator()<V, 3>();
    case 4: return f.template operator()<V, 4>();
    case 5: return f.template operator()<V, 5>();
    case 6: return f.template operator()<V, 6>();
    case 7:
        if constexpr (tallest(V) >= 7) return f.template operator()<V, 7>();
        break;
    case 8:
        if constexpr (tallest(V) >= 8) return f.template operator()<V, 8>();
        break;
    }
}
/// Covers rows [first, last) with tiles V vectors wide: f<V, R>(row).
template <int V, class F>
HWY_INLINE void cover_rows(std::ptrdiff_t first, std::ptrdiff_t last, F&& f) {
    std::ptrdiff_t r = first;
    for (; r + tallest(V) <= last; r += tallest(V)) f.template operator()<V, tallest(V)>(r);
    with_rows<V>(last - r, [&]<int V_, int R>() HWY_ATTR { f.template operator()<V_, R>(r); });
}
template <class F>
HWY_INLINE void cover(int vectors, std::ptrdiff_t first, std::ptrdiff_t last, F&& f) {
    switch (vectors) {
    case 1: return cover_rows<1>(first, last, f);
    case 2: return cover_rows<2>(first, last, f);
    case 4:
        if constexpr (widest >= 4) return cover_rows<4>(first, last, f);
        break;
    }
}

} // namespace ncv::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
#endif
