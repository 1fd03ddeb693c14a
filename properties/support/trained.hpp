/// Networks trained in SIMD lanes, for claims to be put to along their runs. Training contracts and
/// may round as it likes: what it gives are starting states, exact as stored, for a claim's own
/// strict arithmetic.
#pragma once

#include "network/network.hpp"

#include <cstdint>
#include <functional>
#include <vector>

namespace ncv::properties {

/// Trains every start with its own learning rate and decay, all at once; they share widths,
/// activation and number of samples. `at(i, state)` gets start number i after each count of `steps`
/// (rising), as long as it is finite.
void train_along(const std::vector<Snapshot>& starts, const std::vector<std::int64_t>& steps,
                 const std::function<void(std::size_t i, const Snapshot& state)>& at);

} // namespace ncv::properties
