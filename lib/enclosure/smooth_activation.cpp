#include "enclosure/smooth_activation.hpp"

#include "enclosure/activation.hpp"

#include <cmath>

namespace ncv {
namespace {

constexpr unsigned coefficient_bits = 128;
constexpr double roundoff = 0x1p-53;

/// sigma's argument is this times x.
Interval steepness(const Activation& a) {
    const Interval s(a.sharpness);
    return a.kind == ActivationKind::softplus_leaky_relu   ? s
           : a.kind == ActivationKind::gaussian_leaky_relu ? Interval(1) / s
                                                           : Interval(1);
}

/// From this argument on sigma is a line but for less than 2^-60.
double straight_from(ActivationKind kind) {
    return kind == ActivationKind::softplus_leaky_relu   ? 44
           : kind == ActivationKind::gaussian_leaky_relu ? 10
                                                         : 22;
}

/// y = y_0 + y_1 t + ... of y' = y - y^2 (the sigmoid) or y' = 1 - y^2 (tanh).
std::vector<Interval> riccati_series(const Interval& start, bool tanh, int order) {
    std::vector<Interval> y{start};
    for (int k = 0; k < order; ++k) {
        Interval sum = tanh ? Interval(k == 0 ? 1 : 0) : y.back();
        for (int i = 0; i <= k; ++i)
            sum = sum - y[static_cast<std::size_t>(i)] * y[static_cast<std::size_t>(k - i)];
        y.push_back(sum / Interval(k + 1));
    }
    return y;
}

/// phi = p_0 + p_1 t + ... of the normal density: phi' = -t phi.
std::vector<Interval> density_series(const Interval& t, int order) {
    Interval pi;
    mpfi_const_pi(pi.data());
    std::vector<Interval> p{exp(-square(t) * Interval(0.5)) / sqrt(Interval(2) * pi)};
    for (int k = 0; k < order; ++k) {
        const auto at = static_cast<std::size_t>(k);
        const Interval before = k == 0 ? Interval(0) : p[at - 1];
        p.push_back(-(t * p[at] + before) / Interval(k + 1));
    }
    return p;
}

double above(const Interval& x) { return abs(x).upper(); }

} // namespace

SmoothActivation::SmoothActivation(const Activation& a) : activation_(a) {
    const IntervalPrecision precision(coefficient_bits);
    int e = 0;
    std::frexp(steepness(a).upper(), &e);
    ordinary_ = std::abs(e) <= 20;
    if (!ordinary_) return;
    width_ = std::ldexp(1, -5 - e);
    per_width_ = std::ldexp(1, 5 + e);
    last_ = std::ceil((Interval(straight_from(a.kind)) / steepness(a)).upper() * per_width_);
    cells_.resize(2 * static_cast<std::size_t>(last_) + 1);
    left_ = line_from(-last_ * width_);
    right_ = line_from(last_ * width_);
}

std::vector<Interval> SmoothActivation::series(const Interval& x) const {
    const Interval b = steepness(activation_), t = b * x;
    if (activation_.kind == ActivationKind::tanh)
        return riccati_series(activate(activation_, x), true, order);
    std::vector<Interval> out{activate(activation_, x), slope(activation_, x)};
    const bool softplus = activation_.kind == ActivationKind::softplus_leaky_relu;
    const auto from = softplus ? riccati_series(Interval(1) / (Interval(1) + exp(-t)), false, order)
                               : density_series(t, order);
    Interval scale = Interval(1) - Interval(activation_.gamma); // (1-gamma) b^{k-1}
    for (int k = 2; k <= order; ++k) {
        scale = scale * b;
        const auto at = static_cast<std::size_t>(k);
        out.push_back(
            scale * (softplus ? from[at - 1] / Interval(k) : from[at - 2] / Interval(k * (k - 1))));
    }
    return out;
}

SmoothActivation::Cell SmoothActivation::with_errors(double centre, const std::vector<Interval>& a,
                                                     const Interval& h, const Interval& constant,
                                                     const Interval& slope) const {
    Cell out;
    out.centre = centre;
    Interval by_slope = slope, P(0), scale(1); // h^{k-1}
    for (std::size_t k = 0; k < a.size(); ++k) {
        out.a[k] = nearest_double(a[k]);
        Interval off = a[k] - Interval(out.a[k]);
        if (k < 2) off = off - Interval(out.low[k] = nearest_double(off));
        if (k >= 2) scale = scale * h, P += Interval(above(a[k])) * scale;
        if (k >= 1) by_slope += Interval(above(off)) * scale;
        if (k == 0) out.by_constant = above(off);
    }
    const Interval gamma_16 = Interval(16 * roundoff) / (Interval(1) - Interval(16 * roundoff));
    const Interval twice(31 * roundoff * roundoff); // 5 u 6 u (1 + 5 u), rounded upwards
    by_slope += (gamma_16 + Interval(6 * roundoff)) * P + twice * Interval(above(a[1])) +
                Interval(0x1p-500);
    out.by_slope = by_slope.upper();
    out.by_constant =
        (Interval(out.by_constant) + constant + twice * Interval(above(a[0]))).upper();
    return out;
}

SmoothActivation::Cell SmoothActivation::cell_about(double centre) const {
    const IntervalPrecision precision(coefficient_bits);
    const Interval h(width_ / 2);
    std::vector<Interval> a = series(Interval(centre));
    if (centre == 0) a[0] = Interval(0);
    a.pop_back();
    const Interval rest = series(Interval::hull(Interval(centre) - h, Interval(centre) + h)).back();
    return with_errors(centre, a, h, Interval(0), Interval(above(rest)) * power(h, order - 1));
}

/// sigma(x) = a_0 + a_1 x but for what falls with |x| from x = start on.
SmoothActivation::Cell SmoothActivation::line_from(double start) const {
    const Interval gamma(activation_.gamma), one(1);
    std::vector<Interval> a;
    if (activation_.kind == ActivationKind::tanh) {
        a = {Interval(start > 0 ? 1 : -1), Interval(0)};
    } else {
        Interval pi;
        mpfi_const_pi(pi.data());
        const bool softplus = activation_.kind == ActivationKind::softplus_leaky_relu;
        const Interval at_zero = softplus ? log(Interval(2)) : one / sqrt(Interval(2) * pi);
        a = {-(one - gamma) * at_zero / steepness(activation_), start > 0 ? one : gamma};
    }
    const Interval left = activate(activation_, Interval(start)) - (a[0] + a[1] * Interval(start));
    return with_errors(0, a, Interval(0), Interval(above(left)), Interval(0));
}

EnclosedValue SmoothActivation::by_mpfr(double x) const {
    const IntervalPrecision precision(80); // MPFR's rounding does not count beside double's
    const Interval exact = activate(activation_, Interval(x));
    const double value = nearest_double(exact);
    return {value, 0, above(exact - Interval(value))};
}

EnclosedValue SmoothActivation::at(double x) {
    if (x == 0) return {0, 0, 0};
    const double size = std::abs(x);
    if (!ordinary_ || !(size >= 0x1p-500) || !(size <= 0x1p400)) return by_mpfr(x);
    const double place = std::nearbyint(x * per_width_);
    Cell* cell = place < -last_ ? &left_ : place > last_ ? &right_ : nullptr;
    if (!cell) {
        cell = &cells_[static_cast<std::size_t>(place + last_)];
        if (cell->by_constant < 0) *cell = cell_about(place * width_);
    }
    const auto& a = cell->a;
    const double r = x - cell->centre;
    double q = a[order - 1];
    for (std::size_t k = order - 1; k-- > 2;) q = q * r + a[k];
    const double curved = (r * r) * q;

    const auto two_sum = [](double p, double s, double& lost) {
        const double sum = p + s, back = sum - p;
        lost = (p - (sum - back)) + (s - back);
        return sum;
    };
    const double product = a[1] * r, product_low = std::fma(a[1], r, -product);
    double low = 0, rest = 0;
    const double high = two_sum(a[0], product, low);
    low = ((product_low + cell->low[1] * r) + curved) + (low + cell->low[0]);
    const double value = two_sum(high, low, rest);
    return {value, rest, (cell->by_constant + cell->by_slope * std::abs(r)) * (1 + 0x1p-50)};
}

} // namespace ncv
