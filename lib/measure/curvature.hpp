/// How curved the loss is at a snapshot: the norm of the Hessian of C_lambda (the sharpness) and of
/// the tangent kernel (NTK) J J^T = sum_l J_l J_l^T on R^{KN}, J_l the Jacobian of Z_L in W_l.
#pragma once

#include "measure/tracked_passes.hpp"
#include "network/network.hpp"
#include "spectra/approx.hpp"

namespace ncv {

/// A norm and how it was found. `norm` covers, beside rounding, what Lanczos leaves open; that part
/// is probabilistic, see spectra/lanczos.hpp.
template <class Real>
struct CurvatureNorm {
    Real norm;
    long dimension = 0;
    long lanczos_steps = 0; ///< 0: from the matrix itself
};

/// The Hessian of C_lambda; lambda = 0 if the snapshot has no weight decay. At a kink of sigma the
/// Hessian is that of the piece to the left.
template <class Real>
struct HessianNorm : CurvatureNorm<Real> {};

template <class Real>
struct KernelNorm : CurvatureNorm<Real> {};

/// Multiplications that both norms take in double, of passes of so many columns.
double curvature_work(const Snapshot& snapshot, Eigen::Index columns);

template <class S>
HessianNorm<Approx<S>> measure_hessian(const Snapshot& snapshot, const TrackedPasses<S>& t);
template <class S>
KernelNorm<Approx<S>> measure_kernel(const TrackedPasses<S>& t);
extern template HessianNorm<Approx<double>> measure_hessian(const Snapshot&,
                                                            const TrackedPasses<double>&);
extern template KernelNorm<Approx<double>> measure_kernel(const TrackedPasses<double>&);

} // namespace ncv
