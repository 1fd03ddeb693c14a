/// What a test predicts, as a set of effects, and how strongly evidence speaks for and against it.
#pragma once

#include "sweep/evidence.hpp"

namespace ncv::sweep {

/// Effects within [low, high], or those without. An effect short of `value` by less than the
/// smallest effect that counts does not meet a prediction of `below` or `above`; one beyond
/// `values` by less than that does not break one of `between`, nor meet one of `outside`.
struct Prediction {
    double low = 0, high = 0; ///< may be infinite
    bool outside = false;

    bool holds(double effect) const { return (low <= effect && effect <= high) != outside; }
    bool holds(Interval effect) const { return holds(effect.low) && holds(effect.high); }
};
Prediction prediction_of(const Test& test);

/// p values against "it does not hold" and against "it holds", from the tails of the two-sided
/// interval: the first is at most a exactly where the interval of confidence 1 - a lies where the
/// prediction holds, the second where it lies where it does not. 1 without evidence.
struct Opposed {
    double supports = 1, refutes = 1;
};
Opposed weigh(const Prediction& prediction, const Evidence& evidence);

} // namespace ncv::sweep
