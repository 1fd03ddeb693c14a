/// A network's forward and backward pass with bounds on their rounding. The slopes sigma' are taken
/// as computed: they are in [gamma, 1] whatever their own rounding, and no claim asks more of them.
#pragma once

#include "network/passes.hpp"
#include "network/reference.hpp"
#include "spectra/approx_matrix.hpp"

#include <utility>

namespace ncv {

template <class S>
struct TrackedPasses : Passes<ApproxMatrix<S>> {
    Network<S> net;
    Dataset<S> data;
    ForwardPass<S> f;
    BackwardPass<S> b;
};

template <class S>
TrackedPasses<S> track(Network<S> network, Dataset<S> dataset);
extern template TrackedPasses<double> track(Network<double>, Dataset<double>);

template <class S>
TrackedPasses<S> track(const Snapshot& snapshot) {
    return track(snapshot.network.template cast<S>(), snapshot.data.template cast<S>());
}

} // namespace ncv
