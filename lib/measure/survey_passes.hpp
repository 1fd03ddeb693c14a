/// Which quantity of the landscape is which, the same for every arithmetic.
#pragma once

#include "measure/landscape.hpp"
#include "network/homogeneity.hpp"
#include "network/passes.hpp"

#include <algorithm>

namespace ncv {

template <class A, class Real>
void survey_passes(const Snapshot& snapshot, const Passes<A>& t, Landscape<Real>& out) {
    using Point = typename A::Point;
    const auto& net = snapshot.network;
    const auto number = [](double v) { return Real(scalar_of_t<Real>(v)); };
    out.K = snapshot.data.classes;
    out.N = static_cast<int>(snapshot.data.samples());
    out.L = net.depth();
    out.L1 = net.nonlinear_layers;
    out.L2 = net.linear_layers();
    for (int l = 0; l <= out.L; ++l) out.n.push_back(net.width(l));
    if (out.L1 > 0) {
        out.gamma = net.activation.least_slope();
        out.beta_s = slope_lipschitz(net.activation);
        out.excess = homogeneity_excess(net.activation);
    } else {
        out.beta_s = 0;
    }
    out.eta = snapshot.learning_rate;
    out.lambda = snapshot.weight_decay;

    const Point decay(out.lambda.value_or(0));
    out.X = operator_norm(t.Z[0]);
    out.X_F = frobenius_norm(t.Z[0]);
    out.Y_F = sqrt(number(out.N));
    out.residual = frobenius_norm(t.E);
    out.W.resize(static_cast<std::size_t>(out.L + 1));
    out.s_min.resize(out.W.size());
    Real squares = number(0);
    out.gradient_0 = out.gradient = number(0);
    for (int l = 1; l <= out.L; ++l) {
        const auto i = static_cast<std::size_t>(l);
        out.W[i] = operator_norm(t.W[i]);
        if (l >= 3) out.s_min[i] = spectrum(t.W[i]).s(std::min(out.n[i], out.n[i - 1]));
        squares += square(frobenius_norm(t.W[i]));
        out.gradient_0 += square(frobenius_norm(t.G[i]));
        out.gradient += square(frobenius_norm(A(t.G[i] + decay * t.W[i])));
    }
    out.W1_F = frobenius_norm(t.W[1]);
    out.lambda_F = spectrum(t.Z[1]).s(std::min<Eigen::Index>(out.N, out.n[1]));
    const Real half = number(0.5);
    out.C_0 = half * square(out.residual);
    out.C_lambda = out.C_0 + half * number(out.lambda.value_or(0)) * squares;
    out.theta = sqrt(squares);
    if (out.L >= 2) out.G_2 = frobenius_norm(t.G[2]);
}

} // namespace ncv
