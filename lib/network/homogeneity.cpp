#include "network/homogeneity.hpp"

#include <cmath>
#include <limits>

namespace ncv {

double homogeneity_excess(const Activation& a) {
    constexpr double log_of_two = 0x1.62e42fefa39f0p-1;   // rounded up
    constexpr double density_at_0 = 0x1.9884533d43651p-2; // 1/sqrt(2 pi), rounded up
    const auto up = [](double x) { return std::nextafter(x, std::numeric_limits<double>::max()); };
    switch (a.kind) {
    case ActivationKind::softplus_leaky_relu: return up(bend_length(a) * log_of_two);
    case ActivationKind::gaussian_leaky_relu: return up(bend_length(a) * density_at_0);
    case ActivationKind::tanh: return 1.0;
    default: return 0.0;
    }
}

} // namespace ncv
