#include "given_snapshot.hpp"

#include "io/errors.hpp"

#include <fmt/format.h>

namespace ncv::app {

Snapshot given_snapshot(std::string_view bytes, const std::string& path) {
    std::vector<std::string> ignored;
    Snapshot snapshot = parse_snapshot(bytes, path, &ignored);
    if (!ignored.empty())
        fmt::print(stderr, "ncv: {}\n",
                   one_line(fmt::format("{}: ignored, for a snapshot has no such tensor: {}", path,
                                        fmt::join(ignored, ", "))));
    return snapshot;
}

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

Fit fit_of(const Snapshot& snapshot) {
    return ncv::fit_of(outputs_of(snapshot), snapshot.data.labels);
}

void warn_of_outputs(const Snapshot& snapshot, const std::string& path) {
    if (!snapshot.outputs) return;
    constexpr double coarse = 0x1p-6; // four times what bfloat16 errs by in one rounding
    const Matrix<double> recomputed = outputs_of(snapshot);
    const double apart = (recomputed - *snapshot.outputs).norm() / recomputed.norm();
    if (!(apart > coarse)) return; // 0/0: all outputs are 0, as given
    fmt::print(stderr,
               "ncv: {}: outputs are {:.2g} of their norm away from those that the layers give: is "
               "a bias or an activation missing, or were they taken in training mode?\n",
               path, apart);
}

void warn_of_misfit(const Fit& fit, const std::string& path) {
    if (!fit.like_random_order()) return;
    fmt::print(stderr,
               "ncv: {}: the network is right on {} of {} samples, labels in random order would be "
               "on {:.1f} +- {:.1f}: do the labels belong to these samples, in this order?\n",
               path, fit.correct, fit.samples, fit.expected, fit.deviation);
}

} // namespace ncv::app
