#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "enclosure/double_product.cpp"
#include <hwy/foreach_target.h>

#include "enclosure/double_product.hpp"

#include <hwy/aligned_allocator.h>
#include <hwy/highway.h>

#include <algorithm>
#include <cstddef>

HWY_BEFORE_NAMESPACE();
namespace ncv::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;
namespace {

using Index = std::ptrdiff_t;
using D = hn::ScalableTag<double>;
using Vec = hn::Vec<D>;

/// A tile of sums fills the registers: 32 of AVX-512, else 16. Operands' numbers of `deep` steps
/// stay in the first caches.
#if HWY_TARGET <= HWY_AVX3
constexpr int wide = 4;
#else
constexpr int wide = 2;
#endif
constexpr int tall = 6;
constexpr Index deep = 256;

/// sum[r][v] += sum_k a[k][v] B(k, r), a: `wide` vectors for each k; the sums go to c, column r.
template <int R>
HWY_INLINE void add_tile(Index inner, const double* HWY_RESTRICT a, const double* b, Index b_row,
                         Index b_column, double* c, Index ld, bool begins) {
    const D d;
    const auto lanes = static_cast<Index>(hn::Lanes(d));
    Vec sum[R][wide];
#pragma GCC unroll 6
    for (int r = 0; r < R; ++r)
#pragma GCC unroll 4
        for (int v = 0; v < wide; ++v)
            sum[r][v] = begins ? hn::Zero(d) : hn::LoadU(d, c + r * ld + v * lanes);
    for (Index k = 0; k < inner; ++k, a += wide * lanes, b += b_row) {
        Vec row[wide];
#pragma GCC unroll 4
        for (int v = 0; v < wide; ++v) row[v] = hn::Load(d, a + v * lanes);
#pragma GCC unroll 6
        for (int r = 0; r < R; ++r) {
            const Vec factor = hn::Set(d, b[r * b_column]);
#pragma GCC unroll 4
            for (int v = 0; v < wide; ++v) sum[r][v] = hn::MulAdd(row[v], factor, sum[r][v]);
        }
    }
#pragma GCC unroll 6
    for (int r = 0; r < R; ++r)
#pragma GCC unroll 4
        for (int v = 0; v < wide; ++v) hn::StoreU(sum[r][v], d, c + r * ld + v * lanes);
}

HWY_INLINE void add_columns(Index count, Index inner, const double* a, const double* b, Index b_row,
                            Index b_column, double* c, Index ld, bool begins) {
    switch (count) {
    case 1: return add_tile<1>(inner, a, b, b_row, b_column, c, ld, begins);
    case 2: return add_tile<2>(inner, a, b, b_row, b_column, c, ld, begins);
    case 3: return add_tile<3>(inner, a, b, b_row, b_column, c, ld, begins);
    case 4: return add_tile<4>(inner, a, b, b_row, b_column, c, ld, begins);
    case 5: return add_tile<5>(inner, a, b, b_row, b_column, c, ld, begins);
    default: return add_tile<6>(inner, a, b, b_row, b_column, c, ld, begins);
    }
}

} // namespace

void multiply_here(Index rows, Index inner, Index cols, const double* A, Index a_row,
                   Index a_column, const double* B, Index b_row, Index b_column, double* C,
                   Index ld, bool adds) {
    const Index height = wide * static_cast<Index>(hn::Lanes(D()));
    const auto packed = hwy::AllocateAligned<double>(static_cast<std::size_t>(height * deep));
    const auto last = hwy::AllocateAligned<double>(static_cast<std::size_t>(height * tall));
    for (Index k0 = 0; k0 == 0 || k0 < inner; k0 += deep)
        for (Index i = 0; i < rows; i += height) {
            const Index depth = std::min(deep, inner - k0), here = std::min(height, rows - i);
            const bool begins = k0 == 0 && !adds;
            for (Index k = 0; k < depth; ++k)
                for (Index r = 0; r < height; ++r)
                    packed[static_cast<std::size_t>(k * height + r)] =
                        r < here ? A[(i + r) * a_row + (k0 + k) * a_column] : 0;
            for (Index j = 0; j < cols; j += tall) {
                const Index count = std::min<Index>(tall, cols - j);
                const double* b = B + k0 * b_row + j * b_column;
                double* c = C + i + j * ld;
                if (here == height) {
                    add_columns(count, depth, packed.get(), b, b_row, b_column, c, ld, begins);
                    continue;
                }
                for (Index s = 0; !begins && s < count; ++s)
                    for (Index r = 0; r < height; ++r)
                        last[static_cast<std::size_t>(s * height + r)] =
                            r < here ? c[s * ld + r] : 0;
                add_columns(count, depth, packed.get(), b, b_row, b_column, last.get(), height,
                            begins);
                for (Index s = 0; s < count; ++s)
                    std::copy_n(last.get() + s * height, here, c + s * ld);
            }
        }
}

} // namespace ncv::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace ncv {
HWY_EXPORT(multiply_here);

void multiply(Eigen::Index rows, Eigen::Index inner, Eigen::Index cols, Strided A, Strided B,
              double* C, Eigen::Index ld, bool adds) {
    HWY_DYNAMIC_DISPATCH(multiply_here)
    (rows, inner, cols, A.at, A.row, A.column, B.at, B.row, B.column, C, ld, adds);
}

} // namespace ncv
#endif
