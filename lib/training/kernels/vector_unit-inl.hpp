/// What code is generated for on an instruction set. Included once per instruction set.
#if defined(NCV_VECTOR_UNIT) == defined(HWY_TARGET_TOGGLE)
#ifdef NCV_VECTOR_UNIT
#undef NCV_VECTOR_UNIT
#else
#define NCV_VECTOR_UNIT
#endif

#include "training/kernels/generated_step.hpp"
#include "training/kernels/smooth-inl.hpp"

#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace ncv::kernels::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;
namespace { // each file that includes this compiles it with its own flags

/// Code is generated for chains with no more neurons in a layer, and samples; beyond, packed
/// matrices are as fast (docs/benchmarks.md).
constexpr int small_number = 32;

/// No bytes: none is generated. Better targets have smaller numbers.
constexpr VectorUnit vector_unit() {
#if HWY_TARGET <= HWY_AVX3
    return {64, 32, true};
#elif HWY_TARGET <= HWY_AVX2
    return {32, 16, false};
#else
    return {0, 0, false};
#endif
}

template <class S>
void smooth(const Activation& a, std::ptrdiff_t size, S* x, S* slope) {
    apply_smooth(hn::ScalableTag<S>(), a, size, x, slope);
}

} // namespace
} // namespace ncv::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
#endif
