/// The activations of docs/claims.md, written without cancellation: every branch adds terms of one
/// sign, so value and slope are exact to a few ulps from the smallest to the largest arguments.
///
///   leaky_relu           x for x > 0, gamma x else
///   softplus_leaky_relu  gamma x + (1-gamma) (softplus(b x) - log 2)/b,  b = sharpness
///   gaussian_leaky_relu  gamma x + (1-gamma) (x Phi(x/s) + s phi(x/s) - s phi(0)),  s = sharpness
///   relu, tanh, identity
///
/// Source: Jacot et al. (arXiv 2410.04887) for (Act); Nguyen & Mondelli (arXiv 2002.07867) for the
/// Gaussian smoothing.
#pragma once

#include <cmath>
#include <limits>
#include <optional>
#include <string_view>

namespace ncv {

enum class ActivationKind {
    leaky_relu,
    softplus_leaky_relu,
    gaussian_leaky_relu,
    relu,
    tanh,
    identity
};

struct Activation {
    ActivationKind kind = ActivationKind::leaky_relu;
    double gamma = 0.1;     ///< least slope; used by the three leaky kinds, 0 < gamma < 1
    double sharpness = 1.0; ///< b of the softplus kind, s of the Gaussian kind; > 0

    bool uses_gamma() const { return kind == ActivationKind::leaky_relu || uses_sharpness(); }
    bool uses_sharpness() const {
        return kind == ActivationKind::softplus_leaky_relu ||
               kind == ActivationKind::gaussian_leaky_relu;
    }
    /// The largest gamma with sigma' >= gamma everywhere: 0 for ReLU and tanh.
    double least_slope() const {
        return uses_gamma() ? gamma : kind == ActivationKind::identity ? 1 : 0;
    }
    /// sigma(a x) = a sigma(x) for a > 0.
    bool is_positively_homogeneous() const {
        return kind == ActivationKind::leaky_relu || kind == ActivationKind::relu ||
               kind == ActivationKind::identity;
    }
    /// (Act) of docs/claims.md: sigma(0) = 0, slopes in [gamma, 1], 0 < gamma < 1, Lipschitz slope.
    bool satisfies_act() const { return uses_sharpness(); }
};

/// The name a snapshot uses, e.g. "leaky_relu".
std::string_view activation_name(ActivationKind kind);
std::optional<ActivationKind> activation_from_name(std::string_view name);

namespace detail {

/// softplus(t) - log 2 = log((1 + e^t)/2).
template <class S>
S centred_softplus(const S& t) {
    using std::exp, std::expm1, std::log, std::log1p;
    if (t > S(1)) return (t - log(S(2))) + log1p(exp(-t));
    return log1p(expm1(t) / S(2));
}

template <class S>
S sigmoid(const S& t) {
    using std::exp;
    if (t >= S(0)) return S(1) / (S(1) + exp(-t));
    const S e = exp(t);
    return e / (S(1) + e);
}

template <class S>
S normal_density_at_zero() {
    using std::atan, std::sqrt;
    return S(1) / sqrt(S(8) * atan(S(1)));
}

/// Phi(u), through erfc so that the lower tail keeps its digits.
template <class S>
S normal_cdf(const S& u) {
    using std::erfc, std::sqrt;
    return erfc(-u / sqrt(S(2))) / S(2);
}

/// u Phi(u) + phi(u) - phi(0). For u < 0 both terms are negative; for u > 0 the first dominates.
template <class S>
S centred_gaussian_ramp(const S& u) {
    using std::expm1;
    return u * normal_cdf(u) + normal_density_at_zero<S>() * expm1(-u * u / S(2));
}

} // namespace detail

/// sigma(x). Exact to a few ulps of S for finite x whose result is finite.
template <class S>
S activate(const Activation& a, const S& x) {
    using std::tanh;
    const S gamma = S(a.gamma), sharp = S(a.sharpness);
    switch (a.kind) {
    case ActivationKind::leaky_relu: return x > S(0) ? x : S(gamma * x);
    case ActivationKind::softplus_leaky_relu:
        return gamma * x + (S(1) - gamma) * (detail::centred_softplus(S(sharp * x)) / sharp);
    case ActivationKind::gaussian_leaky_relu:
        return gamma * x + (S(1) - gamma) * (sharp * detail::centred_gaussian_ramp(S(x / sharp)));
    case ActivationKind::relu: return x > S(0) ? x : (x == x ? S(0) : x);
    case ActivationKind::tanh: return tanh(x);
    case ActivationKind::identity: return x;
    }
    return std::numeric_limits<S>::quiet_NaN();
}

/// sigma'(x); at the kink of leaky_relu and relu the left slope.
template <class S>
S slope(const Activation& a, const S& x) {
    using std::cosh;
    const S gamma = S(a.gamma), sharp = S(a.sharpness);
    switch (a.kind) {
    case ActivationKind::leaky_relu: return x > S(0) ? S(1) : gamma;
    case ActivationKind::softplus_leaky_relu:
        return gamma + (S(1) - gamma) * detail::sigmoid(S(sharp * x));
    case ActivationKind::gaussian_leaky_relu:
        return gamma + (S(1) - gamma) * detail::normal_cdf(S(x / sharp));
    case ActivationKind::relu: return x > S(0) ? S(1) : S(0);
    case ActivationKind::tanh: {
        const S c = cosh(x);
        return (S(1) / c) / c;
    }
    case ActivationKind::identity: return S(1);
    }
    return std::numeric_limits<S>::quiet_NaN();
}

/// sigma''(x); 0 for the piecewise linear ones, at their kink too. Exact to a few ulps of its
/// largest value `slope_lipschitz`; relative to itself it loses digits in the tails of tanh and
/// of the Gaussian.
template <class S>
S curvature(const Activation& a, const S& x) {
    using std::abs, std::cosh, std::exp, std::tanh;
    const S gamma = S(a.gamma), sharp = S(a.sharpness);
    switch (a.kind) {
    case ActivationKind::softplus_leaky_relu: {
        const S e = exp(-abs(S(sharp * x))), one_more = S(1) + e;
        return (S(1) - gamma) * sharp * ((e / one_more) / one_more);
    }
    case ActivationKind::gaussian_leaky_relu: {
        const S u = x / sharp;
        return (S(1) - gamma) / sharp * (detail::normal_density_at_zero<S>() * exp(-u * u / S(2)));
    }
    case ActivationKind::tanh: {
        const S c = cosh(x);
        return S(-2) * ((tanh(x) / c) / c);
    }
    case ActivationKind::leaky_relu:
    case ActivationKind::relu:
    case ActivationKind::identity: return x == x ? S(0) : x;
    }
    return std::numeric_limits<S>::quiet_NaN();
}

/// beta_s: the least Lipschitz constant of sigma', rounded up to a double where it is none, so that
/// sigma' certainly is this Lipschitz; none where sigma' jumps.
std::optional<double> slope_lipschitz(const Activation& a);

/// The least Lipschitz constant of sigma'', rounded up as well; 0 for the piecewise linear ones,
/// whose sigma'' is 0 as computed.
double curvature_lipschitz(const Activation& a);

/// The length over which sigma bends, rounded up: (1-gamma)/b of the softplus kind, (1-gamma) s of
/// the Gaussian kind, else 0. sigma in double is off by a few ulps of |x| and of this length.
double bend_length(const Activation& a);

} // namespace ncv
