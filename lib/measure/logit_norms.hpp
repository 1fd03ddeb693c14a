/// The logits Z_L = W Z + b 1^T against the labels' polar factor: what H7 needs.
///
///   C = I - 11^T/K, D = diag(N_c), U contrasts: C = U U^T     H = U^T D U, positive definite
///   B = U H^{-1/2} U^T Y, the polar factor of C Y             nuc = ||C Y||_* = tr H^{1/2}
///
/// Column i of B is that of its class in Q = U H^{-1/2} U^T, K x K, and U^T Y Y^T U = H.
#pragma once

#include "measure/tracked_passes.hpp"
#include "network/network.hpp"
#include "spectra/approx.hpp"

namespace ncv {

template <class Real>
struct LogitNorms {
    int L2 = 0;
    bool has_bias = false; ///< on the last layer
    bool balanced_classes = false;
    Real nuc;          ///< tr H^{1/2}
    Real along_labels; ///< <Z_L, B>
    Real nuclear;      ///< ||C Z_L||_*; of equal classes that of C Z_L less its mean column
    Real W;            ///< ||C W||_F
    Real Z;            ///< ||Z||_F; of equal classes ||Z (I - 11^T/N)||_F
};

/// `t`: the snapshot's passes. Its last layer is linear.
template <class S>
LogitNorms<Approx<S>> measure_logit_norms(const Snapshot& snapshot, const TrackedPasses<S>& t);
extern template LogitNorms<Approx<double>> measure_logit_norms(const Snapshot&,
                                                               const TrackedPasses<double>&);

} // namespace ncv
