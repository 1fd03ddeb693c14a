/// What is said of a snapshot before any claim: how collapsed its last features are, how far its outputs
/// are from the labels, and for which weight decay it is stationary.
#pragma once

#include "measure/head.hpp"
#include "measure/last_layer.hpp"
#include "measure/stationary_decay.hpp"

namespace ncv {

template <class Real>
struct Headline {
    Real nc1, nc2, nc3; ///< of Z_{L-1} and W_L
    Real residual;      ///< ||Z_L - Y||_F
    std::vector<StationaryDecay> decays;
};

/// `head`: the same passes' head.
template <class S>
Headline<Approx<S>> measure_headline(const Snapshot& snapshot, const TrackedPasses<S>& t,
                                     const Measured<Approx<S>>& head);
extern template Headline<Approx<double>>
measure_headline(const Snapshot&, const TrackedPasses<double>&, const Measured<Approx<double>>&);

} // namespace ncv
