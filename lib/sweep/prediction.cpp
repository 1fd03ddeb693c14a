#include "sweep/prediction.hpp"

#include <algorithm>
#include <cmath>

namespace ncv::sweep {

Prediction prediction_of(const Test& test) {
    constexpr double infinity = std::numeric_limits<double>::infinity();
    const double d = test.smallest_effect;
    if (test.predicts == Predicts::below) return {-infinity, test.values.at(0) - d, false};
    if (test.predicts == Predicts::above) return {test.values.at(0) + d, infinity, false};
    return {test.values.at(0) - d, test.values.at(1) + d, test.predicts == Predicts::outside};
}

Opposed weigh(const Prediction& prediction, const Evidence& evidence) {
    if (!evidence.trouble.empty()) return {};
    const auto [low, high, outside] = prediction;
    // Of "the effect is at most low", and so on; an infinite end is passed by no effect.
    const bool no_low = std::isinf(low), no_high = std::isinf(high);
    const double within =
        std::max(no_low ? 0 : evidence.p_at_most(low), no_high ? 0 : evidence.p_at_least(high));
    const double without =
        std::min(no_low ? 1 : evidence.p_at_least(low), no_high ? 1 : evidence.p_at_most(high));
    const double in = std::min(1.0, 2 * within), out = std::min(1.0, 2 * without);
    return outside ? Opposed{out, in} : Opposed{in, out};
}

} // namespace ncv::sweep
