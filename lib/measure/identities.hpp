/// The defects of the identities B1, B2, B2r, B2f and B4, each with its rounding.
#pragma once

#include "measure/tracked_passes.hpp"
#include "network/network.hpp"
#include "spectra/approx.hpp"

#include <vector>

namespace ncv {

/// The defect of an identity and the rounding it may have.
template <class Real>
struct Identity {
    int layer;
    Real defect; ///< norm of (left - right)
    Real budget; ///< bound on the rounding in it
};

/// One a layer, l = L1+1 .. L-1; b4 of nonlinear ones, too, or of these alone where sigma is not
/// positively homogeneous.
template <class Real>
struct Identities {
    std::vector<Identity<Real>> b1, b2, b2r, b2f, b4;
};

/// On the reference's own gradients. Each identity is linear in Delta_{l+1} and holds for whatever
/// Z_{l-1} is, so only the products between the two sides round.
template <class S>
Identities<Approx<S>> measure_identities(const Snapshot& snapshot, const TrackedPasses<S>& t);
extern template Identities<Approx<double>> measure_identities(const Snapshot&,
                                                              const TrackedPasses<double>&);

} // namespace ncv
