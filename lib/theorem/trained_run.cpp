#include "theorem/trained_run.hpp"

#include "spectra/approx_matrix.hpp"

namespace ncv {

using Real = Approx<double>;

Real TrainedRun::loss(double stored) const {
    const double residual = std::sqrt(2 * stored), off = of_loss.upper();
    return {stored, residual * off + off * off + sums * stored};
}

TrainedRun trained_run(const Snapshot& start, const Landscape<Real>& land, const Real& S,
                       const Real& e, const Real& beta) {
    const Real X_abs = operator_norm(ApproxMatrix<double>(start.data.inputs.cwiseAbs()));
    const BallOfSteps<Real> ball{land, X_abs, bend_length(start.network.activation), S};
    const double u = 0x1p-53;
    TrainedRun run;
    run.eps = ball_step_rounding(ball, e, Real(*start.learning_rate)).eps;
    const Real gradient = ball.slope() * e + Real(*land.lambda) * sqrt(S);
    run.rise = gradient * run.eps + beta * square(run.eps) / Real(2);
    // Two products of inner size n, their difference, and its norm (docs/numbers.md: 8 n u).
    const double widest = static_cast<double>(*std::max_element(land.n.begin(), land.n.end()));
    run.defect = Real(u * (9 * widest + 6)) * S;
    run.of_loss = Real(u * (1 + 0x1p-10)) * ball.outputs() + Real(u) * e;
    run.sums = gamma_factor<double>(static_cast<Eigen::Index>(land.K) * land.N + 3);
    return run;
}

} // namespace ncv
