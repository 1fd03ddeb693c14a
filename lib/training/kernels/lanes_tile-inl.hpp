/// Products of matrices of cells, in register tiles: C(i, j) = sum_k A(i, k) B(k, j).
/// Included once per instruction set.
#if defined(NCV_LANES_TILE) == defined(HWY_TARGET_TOGGLE)
#ifdef NCV_LANES_TILE
#undef NCV_LANES_TILE
#else
#define NCV_LANES_TILE
#endif

#include "hwy/highway.h"

#include <cstddef>

HWY_BEFORE_NAMESPACE();
namespace ncv::kernels::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

template <class S>
using Tag = hn::ScalableTag<S>;
template <class S>
using Cell = hn::Vec<Tag<S>>;

/// A matrix of cells with any strides, counted in scalars.
template <class S>
struct Strided {
    S* HWY_RESTRICT at;
    std::size_t row, col;
};

/// Accumulators and operands in registers: 32 of them from AVX-512 on (better targets have smaller
/// numbers), or 16.
#if HWY_TARGET <= HWY_AVX3
constexpr int tile_rows = 4, tile_cols = 4;
#else
constexpr int tile_rows = 3, tile_cols = 4;
#endif

/// One R x C tile; `done(i, j, sum)` receives each sum.
template <int R, int C, class S, class Done>
HWY_INLINE void tile(std::size_t inner, const Strided<const S>& A, const Strided<const S>& B,
                     const Done& done) {
    const Tag<S> d;
    const S* HWY_RESTRICT a = A.at;
    const S* HWY_RESTRICT b = B.at;
    Cell<S> sum[R][C], x[R];
#pragma GCC unroll 8
    for (int i = 0; i < R; ++i) {
#pragma GCC unroll 8
        for (int j = 0; j < C; ++j) sum[i][j] = hn::Zero(d);
    }
    for (std::size_t k = 0; k < inner; ++k, a += A.col, b += B.row) {
#pragma GCC unroll 8
        for (int i = 0; i < R; ++i) x[i] = hn::Load(d, a + i * A.row);
#pragma GCC unroll 8
        for (int j = 0; j < C; ++j) {
            const auto y = hn::Load(d, b + j * B.col);
#pragma GCC unroll 8
            for (int i = 0; i < R; ++i) sum[i][j] = hn::MulAdd(x[i], y, sum[i][j]);
        }
    }
#pragma GCC unroll 8
    for (int j = 0; j < C; ++j) {
#pragma GCC unroll 8
        for (int i = 0; i < R; ++i) done(i, j, sum[i][j]);
    }
}

/// The tile of at most R x C that is rows x cols.
template <int R, int C, class S, class Done>
HWY_INLINE void tile_of(std::size_t rows, std::size_t cols, std::size_t inner,
                        const Strided<const S>& A, const Strided<const S>& B, const Done& done) {
    if constexpr (R > 1) {
        if (rows < R) return tile_of<R - 1, C, S>(rows, cols, inner, A, B, done);
    }
    if constexpr (C > 1) {
        if (cols < C) return tile_of<R, C - 1, S>(rows, cols, inner, A, B, done);
    }
    tile<R, C, S>(inner, A, B, done);
}

/// C(i, j) = sum_k A(i, k) B(k, j) over rows x cols, each sum handed to `done(i, j, sum)`.
/// inner >= 1. Rows of A stay in the first cache while B goes by.
template <class S, class Done>
HWY_INLINE void product(std::size_t rows, std::size_t cols, std::size_t inner, Strided<const S> A,
                        Strided<const S> B, const Done& done) {
    for (std::size_t i = 0; i < rows; i += tile_rows)
        for (std::size_t j = 0; j < cols; j += tile_cols)
            tile_of<tile_rows, tile_cols, S>(rows - i, cols - j, inner,
                                             {A.at + i * A.row, A.row, A.col},
                                             {B.at + j * B.col, B.row, B.col},
                                             [&](std::size_t r, std::size_t c, Cell<S> sum)
                                                 HWY_ATTR { done(i + r, j + c, sum); });
}

} // namespace ncv::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
