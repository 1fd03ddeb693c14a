/// Smooth activations on vectors: value and slope, exact to a few ulps of |x| and of 1.
#if defined(NCV_SMOOTH_INL_HPP) == defined(HWY_TARGET_TOGGLE)
#ifdef NCV_SMOOTH_INL_HPP
#undef NCV_SMOOTH_INL_HPP
#else
#define NCV_SMOOTH_INL_HPP
#endif

#include "network/activation.hpp"
#include "training/kernels/gaussian.hpp"

#include <hwy/contrib/math/math-inl.h>
#include <hwy/highway.h>

#include <cstddef>

HWY_BEFORE_NAMESPACE();
namespace ncv::kernels::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;
namespace { // each file that includes this compiles it with its own flags

/// gamma x + (1-gamma) (softplus(b x) - log 2)/b. With q = exp(-|b x|) - 1 in [-1, 0]:
/// softplus(t) - log 2 = max(t, 0) + log(1 + q/2), the sigmoid is 1/(2 + q) or (1 + q)/(2 + q);
/// nothing cancels by more than a half.
template <class D>
struct Softplus {
    using S = hn::TFromD<D>;
    hn::Vec<D> gamma, steep, b, steep_over_b;
    Softplus(D d, const Activation& a)
        : gamma(hn::Set(d, S(a.gamma))), steep(hn::Set(d, S(1) - S(a.gamma))),
          b(hn::Set(d, S(a.sharpness))),
          steep_over_b(hn::Set(d, (S(1) - S(a.gamma)) / S(a.sharpness))) {}

    HWY_INLINE void operator()(D d, hn::Vec<D>& x, hn::Vec<D>& slope) const {
        const auto zero = hn::Zero(d), one = hn::Set(d, S(1)), two = hn::Set(d, S(2));
        const auto t = hn::Mul(b, x);
        const auto q = hn::Expm1(d, hn::Neg(hn::Abs(t)));
        const auto ramp = hn::Add(hn::IfThenElseZero(hn::Gt(t, zero), t),
                                  hn::Log1p(d, hn::Mul(q, hn::Set(d, S(0.5)))));
        const auto numerator = hn::IfThenElse(hn::Ge(t, zero), one, hn::Add(q, one));
        slope = hn::MulAdd(steep, hn::Div(numerator, hn::Add(q, two)), gamma);
        x = hn::MulAdd(steep_over_b, ramp, hn::Mul(gamma, x));
    }
};

/// tanh and 1 - tanh^2 = 1/cosh^2, which is (1-y)(1+y) with a relative error that grows in the
/// tails, where the slope is small.
template <class D>
struct Tanh {
    Tanh(D, const Activation&) {}
    HWY_INLINE void operator()(D d, hn::Vec<D>& x, hn::Vec<D>& slope) const {
        const auto one = hn::Set(d, hn::TFromD<D>(1));
        x = hn::Tanh(d, x);
        slope = hn::Mul(hn::Sub(one, x), hn::Add(one, x));
    }
};

/// In place x -> sigma(x), slope = sigma'(x), over whole vectors.
template <class F, class D>
HWY_INLINE void map_vectors(D d, const F& f, std::ptrdiff_t size, hn::TFromD<D>* x,
                            hn::TFromD<D>* slope) {
    for (std::ptrdiff_t i = 0; i < size; i += static_cast<std::ptrdiff_t>(hn::Lanes(d))) {
        auto value = hn::Load(d, x + i), derivative = hn::Zero(d);
        f(d, value, derivative);
        hn::Store(value, d, x + i);
        hn::Store(derivative, d, slope + i);
    }
}

template <class D>
HWY_NOINLINE void apply_smooth(D d, const Activation& a, std::ptrdiff_t size, hn::TFromD<D>* x,
                               hn::TFromD<D>* derivative) {
    switch (a.kind) {
    case ActivationKind::softplus_leaky_relu:
        return map_vectors(d, Softplus<D>(d, a), size, x, derivative);
    case ActivationKind::tanh: return map_vectors(d, Tanh<D>(d, a), size, x, derivative);
    default: return gaussian_leaky_relu(a, size, x, derivative);
    }
}

} // namespace
} // namespace ncv::kernels::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();
#endif
