/// Near-optimality of a whole network, as section C asks for it: first layers that fit the labels
/// exactly (the witness), their squared norm c, and the network's own cost and first layers.
///
/// The witness for the snapshot's data and widths, a = sigma^{-1}(1):
///   L1 >= 2  W_1 = 2^k times the snapshot's, k in -6 .. 6 giving the smallest c (chosen in
///            double); W_2 = a [Y; 0] Z_1^+; W_l = a diag(I_K, 0) for 3 <= l <= L1
///   L1 = 1   W_1 = a [Y; 0] X^+
///   L1 = 0   nothing to choose: c = 0 if X = [Y; 0]
/// Then Z_{L1} = [Y; 0]. Cost: for sigma that is not homogeneous, 13 QR factorisations n_1 x N.
#pragma once

#include "measure/tracked_passes.hpp"
#include "network/network.hpp"
#include "spectra/approx.hpp"

namespace ncv {

template <class Real>
struct NearOptimum {
    // What the witness needs.
    bool whole_network = false;     ///< not a head snapshot
    bool reaches_one = false;       ///< sigma takes the value 1, or L1 = 0
    long spare_width = -1;          ///< least of n_2 .. n_{L1} (n_1 if L1 = 1), less K
    long spare_rank = -1;           ///< rank of Z_1 (of X if L1 = 1), less N
    bool inputs_are_labels = false; ///< L1 = 0: X = [Y; 0]
    bool exists() const {
        return whole_network && reaches_one && spare_width >= 0 && spare_rank >= 0 &&
               inputs_are_labels;
    }

    // The witness; not measured if there is none.
    int scale_exponent = 0; ///< k
    Real a;                 ///< sigma^{-1}(1)
    Real c;                 ///< squared norm, by the formula in a and Y Z_1^+
    Real squares;           ///< squared norm, layer by layer
    Real miss, miss_budget; ///< ||Z_{L1} - [Y; 0]||_F as computed, and its rounding

    // The network itself.
    Real t;         ///< squared norm of the first L1 layers
    Real cost;      ///< C_lambda, lambda = 0 if not given
    Real X_F, X_op; ///< ||X||_F, ||X||
};

template <class S>
NearOptimum<Approx<S>> measure_near_optimum(const Snapshot& snapshot, const TrackedPasses<S>& t);
extern template NearOptimum<Approx<double>> measure_near_optimum(const Snapshot&,
                                                                 const TrackedPasses<double>&);

} // namespace ncv
