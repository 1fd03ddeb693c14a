/// For which weight decay a snapshot is nearest to stationary, layer by layer, beside the one it states:
/// lambda^_l = -<G_l, W_l>/||W_l||_F^2 minimises ||G_l + lambda W_l||_F. True of any loss, network and
/// biases; in double, for it is told to people.
#pragma once

#include "network/network.hpp"

#include <optional>
#include <vector>

namespace ncv {

struct StationaryDecay {
    int l;                        ///< number of the layer in the whole network
    std::optional<double> stated; ///< lambda_l
    double nearest;               ///< lambda^_l; 0 where W_l = 0
    double
        left; ///< ||G_l + lambda^_l W_l||_F/||G_l||_F, 0 for a gradient along the weight, at most 1;
              ///< 1 where G_l = 0
};

/// Of layers 1 .. L.
std::vector<StationaryDecay> stationary_decays(const Snapshot& snapshot);
/// The same where G_l at [l-1] are known.
std::vector<StationaryDecay> stationary_decays(const Snapshot& snapshot,
                                               const std::vector<Matrix<double>>& gradients);

} // namespace ncv
