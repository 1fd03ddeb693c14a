/// Smooth activations of cells, value and slope in one. Included once per instruction set.
#if defined(NCV_LANES_ACTIVATION) == defined(HWY_TARGET_TOGGLE)
#ifdef NCV_LANES_ACTIVATION
#undef NCV_LANES_ACTIVATION
#else
#define NCV_LANES_ACTIVATION
#endif

#include "network/activation.hpp"
#include "training/kernels/smooth-inl.hpp"

#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace ncv::kernels::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// In place z -> sigma(z), and slope = sigma'(z): smooth-inl.hpp on one cell.
template <class S, class V>
HWY_NOINLINE void smooth_activation(const Activation& a, V& z, V& slope) {
    const hn::DFromV<V> d;
    using D = hn::DFromV<V>;
    switch (a.kind) {
    case ActivationKind::softplus_leaky_relu: return Softplus<D>(d, a)(d, z, slope);
    case ActivationKind::tanh: return Tanh<D>(d, a)(d, z, slope);
    default:
        HWY_ALIGN S x[HWY_MAX_BYTES / sizeof(S)], s[HWY_MAX_BYTES / sizeof(S)];
        hn::Store(z, d, x);
        gaussian_leaky_relu(a, static_cast<std::ptrdiff_t>(hn::Lanes(d)), x, s);
        z = hn::Load(d, x);
        slope = hn::Load(d, s);
    }
}

/// z for z > 0, `below` z else.
template <class V>
HWY_INLINE V kinked(V z, V below) {
    return hn::IfThenElse(hn::Gt(z, hn::Zero(hn::DFromV<V>())), z, hn::Mul(below, z));
}
/// x times the slope that `kinked` had where it gave z; below >= 0 keeps z's sign.
template <class V>
HWY_INLINE V kinked_slope(V z, V below, V x) {
    return hn::IfThenElse(hn::Gt(z, hn::Zero(hn::DFromV<V>())), x, hn::Mul(below, x));
}

} // namespace ncv::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
