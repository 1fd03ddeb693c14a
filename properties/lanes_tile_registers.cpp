/// Compiled for an instruction set beyond plain AVX-512, never run: both micro-kernels fill its 32
/// registers, not those of AVX2.
#include "training/kernels/lanes_tile-inl.hpp"
#include "training/kernels/tile-inl.hpp"

static_assert(HWY_TARGET < HWY_AVX3, "a better target has a smaller number");

namespace ncv::kernels::HWY_NAMESPACE {
static_assert(tile_rows * tile_cols + tile_rows + 1 > 16, "sums and operands of a campaign's tile");
static_assert(widest * tallest(widest) + widest + 1 > 16, "and of a step's");
} // namespace ncv::kernels::HWY_NAMESPACE
