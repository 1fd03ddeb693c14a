#include "network/activation.hpp"

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
} // namespace

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
