#include "enclosure/activation.hpp"

namespace ncv {
namespace {

/// log((1 + e^t)/2), in the form that does not cancel.
Interval centred_softplus(const Interval& t) {
    if (!certainly_greater(t, Interval(1))) return log1p(expm1(t) * Interval(0.5));
    return (t - log(Interval(2))) + log1p(exp(-t));
}

/// Phi(u) = erfc(-u/sqrt(2))/2 by MPFR, which rounds it correctly at either end.
Interval normal_cdf(const Interval& u) {
    const Interval argument = -u / sqrt(Interval(2));
    Interval out;
    mpfr_erfc(&out.data()->left, argument.right(), MPFR_RNDD);
    mpfr_erfc(&out.data()->right, argument.left(), MPFR_RNDU);
    return out * Interval(0.5);
}

/// u Phi(u) + phi(u) - phi(0) at a point; it rises with u.
Interval centred_gaussian_ramp(const Interval& u) {
    Interval pi;
    mpfi_const_pi(pi.data());
    const Interval at_zero = Interval(1) / sqrt(Interval(2) * pi);
    return u * normal_cdf(u) + at_zero * expm1(-square(u) * Interval(0.5));
}

Interval at_point(const Activation& a, const Interval& x) {
    const Interval gamma(a.gamma), sharp(a.sharpness), one(1);
    switch (a.kind) {
    case ActivationKind::leaky_relu: return certainly_greater(x, Interval(0)) ? x : gamma * x;
    case ActivationKind::softplus_leaky_relu:
        return gamma * x + (one - gamma) * (centred_softplus(sharp * x) / sharp);
    case ActivationKind::gaussian_leaky_relu:
        return gamma * x + (one - gamma) * (sharp * centred_gaussian_ramp(x / sharp));
    case ActivationKind::relu: return certainly_greater(x, Interval(0)) ? x : Interval(0);
    case ActivationKind::tanh: {
        Interval out;
        mpfi_tanh(out.data(), x.data());
        return out;
    }
    case ActivationKind::identity: return x;
    }
    return {};
}

/// sigma' at a point. All but tanh's rise.
Interval slope_at_point(const Activation& a, const Interval& x) {
    const Interval gamma(a.gamma), sharp(a.sharpness), one(1), zero(0);
    const bool positive = certainly_greater(x, zero);
    switch (a.kind) {
    case ActivationKind::leaky_relu: return positive ? one : gamma;
    case ActivationKind::softplus_leaky_relu:
        return gamma + (one - gamma) * (one / (one + exp(-(sharp * x))));
    case ActivationKind::gaussian_leaky_relu: return gamma + (one - gamma) * normal_cdf(x / sharp);
    case ActivationKind::relu: return positive ? one : zero;
    case ActivationKind::tanh: {
        Interval out;
        mpfi_tanh(out.data(), x.data());
        return one - square(out);
    }
    case ActivationKind::identity: return one;
    }
    return {};
}

} // namespace

Interval slope(const Activation& a, const Interval& x) {
    if (x.is_nan()) return x;
    const Interval left = slope_at_point(a, Interval::at(x.left()));
    if (mpfr_equal_p(x.left(), x.right())) return left;
    if (a.kind == ActivationKind::tanh) return slope_at_point(a, x); // 1 - tanh^2 on the interval
    const Interval end = Interval::at(x.right());
    return Interval::hull(left, slope_at_point(a, end));
}

Interval activate(const Activation& a, const Interval& x) {
    if (x.is_nan()) return x;
    if (mpfr_equal_p(x.left(), x.right())) return at_point(a, x);
    // All of them rise.
    return Interval::hull(at_point(a, Interval::at(x.left())),
                          at_point(a, Interval::at(x.right())));
}

} // namespace ncv
