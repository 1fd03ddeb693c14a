#include "network/activation.hpp"

#include <mpfr.h>

#include <array>
#include <utility>

namespace ncv {
namespace {
constexpr std::array<std::pair<ActivationKind, std::string_view>, 6> names{{
    {ActivationKind::leaky_relu, "leaky_relu"},
    {ActivationKind::softplus_leaky_relu, "softplus_leaky_relu"},
    {ActivationKind::gaussian_leaky_relu, "gaussian_leaky_relu"},
    {ActivationKind::relu, "relu"},
    {ActivationKind::tanh, "tanh"},
    {ActivationKind::identity, "identity"},
}};

/// A positive number that every operation rounds away from 0, and divisors towards it: at least the
/// exact result, and that itself where 128 bits hold it.
class RoundedUp {
  public:
    explicit RoundedUp(double v) {
        mpfr_init2(value_, 128);
        mpfr_set_d(value_, v, MPFR_RNDU);
    }
    ~RoundedUp() { mpfr_clear(value_); }
    RoundedUp(const RoundedUp&) = delete;
    RoundedUp& operator=(const RoundedUp&) = delete;

    RoundedUp& operator-=(double v) {
        mpfr_sub_d(value_, value_, v, MPFR_RNDU);
        return *this;
    }
    RoundedUp& operator*=(double v) {
        mpfr_mul_d(value_, value_, v, MPFR_RNDU);
        return *this;
    }
    RoundedUp& operator/=(double v) {
        mpfr_div_d(value_, value_, v, MPFR_RNDU);
        return *this;
    }
    RoundedUp& over_root_of_three() {
        RoundedUp root(3);
        mpfr_sqrt(root.value_, root.value_, MPFR_RNDD);
        mpfr_div(value_, value_, root.value_, MPFR_RNDU);
        return *this;
    }
    /// Times the normal density at 0.
    RoundedUp& over_root_of_two_pi() {
        RoundedUp root(0);
        mpfr_const_pi(root.value_, MPFR_RNDD);
        mpfr_mul_ui(root.value_, root.value_, 2, MPFR_RNDD);
        mpfr_sqrt(root.value_, root.value_, MPFR_RNDD);
        mpfr_div(value_, value_, root.value_, MPFR_RNDU);
        return *this;
    }
    RoundedUp& times_exp_of(double v) {
        RoundedUp power(v);
        mpfr_exp(power.value_, power.value_, MPFR_RNDU);
        mpfr_mul(value_, value_, power.value_, MPFR_RNDU);
        return *this;
    }
    double value() const { return mpfr_get_d(value_, MPFR_RNDU); }

  private:
    mpfr_t value_;
};
} // namespace

std::optional<double> slope_lipschitz(const Activation& a) {
    RoundedUp steep(1);
    steep -= a.gamma;
    switch (a.kind) {
    case ActivationKind::softplus_leaky_relu: return ((steep *= a.sharpness) /= 4).value();
    case ActivationKind::gaussian_leaky_relu:
        return (steep /= a.sharpness).over_root_of_two_pi().value();
    case ActivationKind::tanh: return (RoundedUp(4) /= 3).over_root_of_three().value();
    case ActivationKind::identity: return 0.0;
    case ActivationKind::leaky_relu:
    case ActivationKind::relu: return std::nullopt;
    }
    return std::nullopt;
}

double curvature_lipschitz(const Activation& a) {
    RoundedUp steep(1);
    steep -= a.gamma;
    switch (a.kind) {
    case ActivationKind::softplus_leaky_relu:
        return (((steep *= a.sharpness) *= a.sharpness) /= 6).over_root_of_three().value();
    case ActivationKind::gaussian_leaky_relu:
        return ((steep /= a.sharpness) /= a.sharpness)
            .over_root_of_two_pi()
            .times_exp_of(-0.5)
            .value();
    case ActivationKind::tanh: return 2.0;
    default: return 0.0;
    }
}

double bend_length(const Activation& a) {
    RoundedUp steep(1);
    steep -= a.gamma;
    switch (a.kind) {
    case ActivationKind::softplus_leaky_relu: return (steep /= a.sharpness).value();
    case ActivationKind::gaussian_leaky_relu: return (steep *= a.sharpness).value();
    default: return 0.0;
    }
}

std::string_view activation_name(ActivationKind kind) {
    for (const auto& [k, name] : names)
        if (k == kind) return name;
    return {};
}

std::optional<ActivationKind> activation_from_name(std::string_view name) {
    for (const auto& [k, n] : names)
        if (n == name) return k;
    return std::nullopt;
}

} // namespace ncv
