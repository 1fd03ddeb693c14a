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
    BackwardPass<S> back;
    std::vector<S> delta_errors; ///< of back.Delta

    /// Delta_l, the loss' gradient in W_l Z_{l-1} + b_l 1^T.
    ApproxMatrix<S> delta(int l) const {
        const auto i = static_cast<std::size_t>(l - 1);
        return {back.Delta[i], delta_errors[i]};
    }
};

template <class S>
TrackedPasses<S> track(Network<S> network, Dataset<S> dataset, const Loss& loss = {});
extern template TrackedPasses<double> track(Network<double>, Dataset<double>, const Loss&);

template <class S>
TrackedPasses<S> track(const Snapshot& snapshot) {
    return track(snapshot.network.template cast<S>(), snapshot.data.template cast<S>(),
                 snapshot.loss);
}

} // namespace ncv
