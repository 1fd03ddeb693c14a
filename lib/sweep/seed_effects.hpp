/// The effect of one seed, from the responses of its runs.
///
///   slope     least squares of the response on the factor
///   exponent  the same of the logarithms of both
///   contrast  mean response at the levels `high` less that at `low`
///   crossing  the value of `across` at which the slope on the factor vanishes: the slope at each
///             level of `across`, a line through these slopes, its root
///   share     mean response
///
/// All are linear in the responses, or a quotient of two that are; so where a response lacks and
/// may be anything within a range, the effects possible are an interval.
#pragma once

#include "sweep/cells.hpp"

#include <functional>

namespace ncv::sweep {

/// responses: a number a cell, NaN where it lacks. Infinite where a crossing may be anywhere.
using SeedEffect = std::function<Interval(const std::vector<double>& responses, Interval range)>;

/// Throws BadInput where the test's selections or levels do not give its effect.
SeedEffect seed_effect(const Plan& plan, const Test& test, const Cells& cells);

} // namespace ncv::sweep
