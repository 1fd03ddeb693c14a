/// What a plan asks to keep of each run beside what always is.
#pragma once

#include <algorithm>

namespace ncv::sweep {

struct Kept {
    bool snapshot = false; ///< the final state
    int layer_states = 0;  ///< records at which every layer is measured, about; 0: the end alone

    /// What serves both.
    Kept operator|(const Kept& other) const {
        return {snapshot || other.snapshot, std::max(layer_states, other.layer_states)};
    }
};

} // namespace ncv::sweep
