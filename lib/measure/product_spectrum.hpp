/// The singular values of the head's product M = W_{L:L1+1}, and the norms of its layers: what H10 and
/// H11's floor of deep heads need.
#pragma once

#include "measure/tracked_passes.hpp"
#include "network/network.hpp"
#include "spectra/approx.hpp"

#include <vector>

namespace ncv {

template <class Real>
struct ProductSpectrum {
    bool decay_given = false;   ///< lambda, for all tensors or for some
    std::vector<double> decays; ///< lambda_l, l = L .. L1+1, 0 where it is not given
    std::vector<Real> W;        ///< ||W_l||_F of the same
    std::vector<Real> s;        ///< s_i(M), as many as M has numerical rank
};

/// `t`: the snapshot's passes.
template <class S>
ProductSpectrum<Approx<S>> measure_product_spectrum(const Snapshot& snapshot,
                                                    const TrackedPasses<S>& t);
extern template ProductSpectrum<Approx<double>>
measure_product_spectrum(const Snapshot&, const TrackedPasses<double>&);

} // namespace ncv
