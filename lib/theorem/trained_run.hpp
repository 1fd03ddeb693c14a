/// What rounding can add to a run that was trained in double, beside the exact one of the claims:
///   theta_{k+1} = theta_k - eta R(theta_k) + e_k,  ||e_k|| <= eps
/// where ||theta||^2 <= S, ||Z_L - Y||_F <= e and grad C_lambda turns by beta at most; and to the
/// loss and the defects that a row of its history has, which are computed in double once more.
#pragma once

#include "theorem/ball_step_rounding.hpp"

namespace ncv {

struct TrainedRun {
    using Real = Approx<double>;
    Real eps;    ///< of a step; infinite where the formula says nothing
    Real rise;   ///< of C_lambda by one e_k: ||grad|| eps + beta eps^2/2
    Real defect; ///< of max ||D_l||, as a row has it

    Real of_loss; ///< of ||Z_L - Y||_F, as a row has it
    double sums;  ///< u of the sum of its squares

    /// A row's C_0.
    Real loss(double stored) const;
};

TrainedRun trained_run(const Snapshot& start, const Landscape<Approx<double>>& land,
                       const Approx<double>& S, const Approx<double>& e,
                       const Approx<double>& beta);

} // namespace ncv
