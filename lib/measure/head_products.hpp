/// The head's partial products W_{L:l+1}, and the features they act on: what C2 needs.
#pragma once

#include "measure/tracked_passes.hpp"
#include "network/network.hpp"
#include "spectra/approx.hpp"

#include <vector>

namespace ncv {

/// Layer l of the head, or below it, L1 <= l <= L.
template <class Real>
struct HeadCut {
    int l;      ///< number of the layer in the whole network
    Real W;     ///< ||W_l||; not measured at l = L1
    Real Z;     ///< ||Z_l||
    Real tail;  ///< ||W_{L:l+1}||, 1 at l = L
    Real kappa; ///< kappa(W_{L:l+1}), rank K; 1 at l = L
};

template <class Real>
struct HeadProducts {
    std::vector<HeadCut<Real>> cuts; ///< cuts[p] for l = L1 + p, p = 0 .. L2
};

template <class S>
HeadProducts<Approx<S>> measure_head_products(const Snapshot& snapshot, const TrackedPasses<S>& t);
extern template HeadProducts<Approx<double>> measure_head_products(const Snapshot&,
                                                                   const TrackedPasses<double>&);

} // namespace ncv
