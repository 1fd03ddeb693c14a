/// A strip of the broadcast operand, copied in the order in which tiles read it.
///
/// Where it lies, the numbers that a tile wants one after the other may be a row of a matrix apart:
/// each read then touches another line, and lines a power of two apart drive each other out of the
/// cache. Copied, a strip is one stream, whatever it was copied from.
///
/// Included once for each instruction set (Highway's foreach_target), so without #pragma once.
#if defined(NCV_STRIP_INL_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef NCV_STRIP_INL_HPP
#undef NCV_STRIP_INL_HPP
#else
#define NCV_STRIP_INL_HPP
#endif

#include "training/kernels/tile-inl.hpp"

#include <hwy/highway.h>

#include <algorithm>
#include <cstddef>

HWY_BEFORE_NAMESPACE();
namespace ncv::kernels::HWY_NAMESPACE {

/// Rows of a product that are multiplied while they stay in the second-level cache, tile after
/// tile; of each tile `terms` columns, as high as the widest tile.
template <class S>
class Strip {
  public:
    Strip(S* room, std::ptrdiff_t top, std::ptrdiff_t bottom, std::ptrdiff_t terms)
        : room_(room), top_(top), bottom_(bottom), terms_(terms) {}

    /// Columns [begin, begin + count) of all rows; `from` is at the first number of them.
    void copy(Operand<S> from, std::ptrdiff_t begin, std::ptrdiff_t count) const {
        for (std::ptrdiff_t r = top_; r < bottom_; r += tall) {
            const S* HWY_RESTRICT column = from.at + (r - top_) * from.row;
            S* HWY_RESTRICT to = place(r) + begin * tall;
            const std::ptrdiff_t height = std::min(tall, bottom_ - r);
            for (std::ptrdiff_t k = 0; k < count; ++k, column += from.inner, to += tall)
                if (height == tall) {
#pragma GCC unroll 8
                    for (std::ptrdiff_t i = 0; i < tall; ++i) to[i] = column[i * from.row];
                } else {
                    for (std::ptrdiff_t i = 0; i < height; ++i) to[i] = column[i * from.row];
                }
        }
    }

    /// The tile whose first row is r.
    Operand<S> tile(std::ptrdiff_t r) const { return {place(r), 1, tall}; }

  private:
    static constexpr std::ptrdiff_t tall = tallest_at_widest;
    S* place(std::ptrdiff_t r) const { return room_ + (r - top_) * terms_; }

    S* room_;
    std::ptrdiff_t top_, bottom_, terms_;
};

} // namespace ncv::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
#endif
