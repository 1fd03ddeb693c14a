/// Smooth activations of cells, value and slope in one. Included once per instruction set.
#if defined(NCV_LANES_ACTIVATION) == defined(HWY_TARGET_TOGGLE)
#ifdef NCV_LANES_ACTIVATION
#undef NCV_LANES_ACTIVATION
#else
#define NCV_LANES_ACTIVATION
#endif

#include "network/activation.hpp"

#include "hwy/contrib/math/math-inl.h"
#include "hwy/highway.h"

HWY_BEFORE_NAMESPACE();
namespace ncv::kernels::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// In place z -> sigma(z), and slope = sigma'(z).
/// Absolute error at most 8 u (|z| + 1/sharpness); the slope's at most 8 u.
template <class S, class V>
HWY_INLINE void softplus_leaky_relu(S gamma, S sharpness, V& z, V& slope) {
    const hn::DFromV<V> d;
    const S log2 = S(0.693147180559945309417232121458), steep = S(1) - gamma;
    const V zero = hn::Zero(d), one = hn::Set(d, S(1));
    // e = exp(-|b z|): softplus(t) = max(t, 0) + log(1 + e), sigmoid(t) = 1/(1+e) or e/(1+e).
    const V t = hn::Mul(hn::Set(d, sharpness), z);
    const V e = hn::Exp(d, hn::Neg(hn::Abs(t)));
    const V ramp = hn::Add(hn::Max(t, zero), hn::Sub(hn::Log1p(d, e), hn::Set(d, log2)));
    const V up = hn::Div(hn::IfThenElse(hn::Ge(t, zero), one, e), hn::Add(one, e));
    z = hn::Add(hn::Mul(hn::Set(d, gamma), z),
                hn::Mul(hn::Set(d, steep), hn::Div(ramp, hn::Set(d, sharpness))));
    slope = hn::Add(hn::Set(d, gamma), hn::Mul(hn::Set(d, steep), up));
}

/// Highway's tanh; the slope 1 - tanh^2 has an absolute error of a few u. NaN passes.
template <class V>
HWY_INLINE void tanh_of(V& z, V& slope) {
    const hn::DFromV<V> d;
    const V one = hn::Set(d, hn::TFromD<hn::DFromV<V>>(1));
    z = hn::IfThenElse(hn::IsNaN(z), z, hn::Tanh(d, z));
    slope = hn::Mul(hn::Sub(one, z), hn::Add(one, z));
}

/// The library's own activation, lane by lane.
template <class S, class V>
HWY_INLINE void each_lane(const Activation& a, V& z, V& slope) {
    const hn::DFromV<V> d;
    HWY_ALIGN S x[HWY_MAX_BYTES / sizeof(S)], s[HWY_MAX_BYTES / sizeof(S)];
    hn::Store(z, d, x);
    for (std::size_t j = 0; j < hn::Lanes(d); ++j) {
        s[j] = ncv::slope(a, x[j]);
        x[j] = ncv::activate(a, x[j]);
    }
    z = hn::Load(d, x);
    slope = hn::Load(d, s);
}

template <class S, class V>
HWY_NOINLINE void smooth_activation(const Activation& a, V& z, V& slope) {
    switch (a.kind) {
    case ActivationKind::softplus_leaky_relu:
        return softplus_leaky_relu(S(a.gamma), S(a.sharpness), z, slope);
    case ActivationKind::tanh: return tanh_of(z, slope);
    default: return each_lane<S>(a, z, slope);
    }
}

/// The slope below 0 of what is linear on either side of it.
inline double slope_below(const Activation& a) {
    return a.kind == ActivationKind::leaky_relu ? a.gamma
           : a.kind == ActivationKind::relu     ? 0.0
                                                : 1.0;
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
