#include "enclosure/double_interval.hpp"

#include <array>

namespace ncv {
namespace {

constexpr double log_2_high = 0x1.62e42feep-1, log_2_low = 0x1.a39ef35793c76p-33;

/// For |x| <= 700.
double exponential(double x) {
    static constexpr std::array<double, 14> one_over_factorial{1.0,
                                                               1.0,
                                                               1.0 / 2,
                                                               1.0 / 6,
                                                               1.0 / 24,
                                                               1.0 / 120,
                                                               1.0 / 720,
                                                               1.0 / 5040,
                                                               1.0 / 40320,
                                                               1.0 / 362880,
                                                               1.0 / 3628800,
                                                               1.0 / 39916800,
                                                               1.0 / 479001600,
                                                               1.0 / 6227020800.0};
    const double n = std::nearbyint(x * 0x1.71547652b82fep+0),
                 r = (x - n * log_2_high) - n * log_2_low;
    double sum = one_over_factorial.back();
    for (std::size_t k = one_over_factorial.size() - 1; k-- > 0;)
        sum = one_over_factorial[k] + r * sum;
    return std::ldexp(sum, static_cast<int>(n));
}
/// 2 (s + s^3/3 + ...), |s| <= 0.172.
double twice_artanh(double s) {
    const double z = s * s;
    double sum = 1.0 / 21;
    for (int k = 19; k >= 1; k -= 2) sum = 1.0 / k + z * sum;
    return 2 * s * sum;
}
/// For 0 < x < infinity.
double logarithm(double x) {
    int k = 0;
    double m = std::frexp(x, &k);
    if (m < 0x1.6a09e667f3bcdp-1) {
        m *= 2;
        --k;
    }
    const double log_m = twice_artanh((m - 1) / (m + 1));
    return k == 0 ? log_m : k * log_2_high + (k * log_2_low + log_m);
}

/// Of a rising function, from what `near` finds at the ends.
template <class F>
DoubleInterval rising(const DoubleInterval& x, const F& near) {
    const auto slack = [](double v) {
        return 0x1p-47 * std::abs(v) + std::numeric_limits<double>::denorm_min();
    };
    const double low = near(x.lower), high = near(x.upper);
    return {std::isinf(low) ? low : detail::below(low - slack(low)),
            std::isinf(high) ? high : detail::above(high + slack(high))};
}

} // namespace

DoubleInterval cube_root(const DoubleInterval& x) {
    const auto cube = [](double v) {
        return DoubleInterval(v) * DoubleInterval(v) * DoubleInterval(v);
    };
    const double low = std::cbrt(std::max(x.lower, 0.0)) * (1 - 0x1p-50),
                 high = std::cbrt(std::max(x.upper, 0.0)) * (1 + 0x1p-50);
    return {cube(low).upper <= x.lower ? low : 0,
            cube(high).lower >= x.upper ? high : DoubleInterval::no_end};
}
DoubleInterval exp(const DoubleInterval& x) {
    constexpr double most = 700; // beyond, its ends are 0, e^-700, e^700 or none
    const DoubleInterval within =
        rising({std::clamp(x.lower, -most, most), std::clamp(x.upper, -most, most)}, exponential);
    return {x.lower < -most ? 0 : within.lower,
            x.upper > most ? DoubleInterval::no_end : within.upper};
}
DoubleInterval log(const DoubleInterval& x) {
    return rising(x, [](double v) {
        if (std::isinf(v)) return v;
        return v > 0 ? logarithm(v) : -DoubleInterval::no_end;
    });
}
DoubleInterval log1p(const DoubleInterval& x) {
    return rising(x, [](double v) {
        if (std::isinf(v)) return v;
        if (!(v > 0)) return 0.0;
        return v <= 0.41 ? twice_artanh(v / (2 + v)) : logarithm(1 + v);
    });
}

} // namespace ncv
