/// From any instance that refutes to one a person can read: as few classes, layers, samples and
/// units as it takes, entries of as few bits as it takes.
#pragma once

#include "search/projection.hpp"

#include <functional>

namespace ncv {

/// `keeps(instance)` says whether it still does what it is to show; it must hold for `start`. The
/// result is an instance that it holds for, none of whose reductions (also projected on to
/// `constraints`) it holds for. `patience` bounds how often it is asked.
Snapshot minimise(const Snapshot& start, const Constraints& constraints,
                  const std::function<bool(const Snapshot&)>& keeps, long patience = 20'000);

} // namespace ncv
