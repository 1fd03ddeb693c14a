#include "check/outputs.hpp"

#include <fmt/format.h>

#include <cmath>

namespace ncv {
namespace {

/// Z_L, with two layers' features in memory.
Matrix<double> outputs_of(const Snapshot& snapshot) {
    const Network<double>& net = snapshot.network;
    Matrix<double> Z = snapshot.data.inputs;
    for (int l = 1; l <= net.depth(); ++l) {
        Z = net.W(l) * Z;
        if (net.has_bias(l)) Z.colwise() += net.b(l);
        if (l <= net.nonlinear_layers)
            Z = Z.unaryExpr([&](double x) { return activate(net.activation, x); });
    }
    return Z;
}

} // namespace

Fit fit_of(const Snapshot& snapshot) { return fit_of(outputs_of(snapshot), snapshot.data.labels); }

double outputs_apart(const Snapshot& snapshot) {
    if (!snapshot.outputs) return 0;
    const Matrix<double> recomputed = outputs_of(snapshot);
    const double apart = (recomputed - *snapshot.outputs).norm() / recomputed.norm();
    return std::isnan(apart) ? 0 : apart;
}

std::string doubt_of_outputs(const Snapshot& snapshot) {
    constexpr double coarse = 0x1p-6; // four times what bfloat16 errs by in one rounding
    const double apart = outputs_apart(snapshot);
    if (!(apart > coarse)) return "";
    return fmt::format(
        "outputs are {:.2g} of their norm away from those that the layers give: is a bias or an "
        "activation missing, or were they taken in training mode?",
        apart);
}

std::string doubt_of_fit(const Fit& fit) {
    if (!fit.like_random_order()) return "";
    return fmt::format(
        "the network is right on {} of {} samples, labels in random order would be on {:.1f} +- "
        "{:.1f}: do the labels belong to these samples, in this order?",
        fit.correct, fit.samples, fit.expected, fit.deviation);
}

} // namespace ncv
