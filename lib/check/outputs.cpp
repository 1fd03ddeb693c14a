#include "check/outputs.hpp"

#include "enclosure/double_product.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace ncv {
namespace {

/// `take(first, Z)` with columns `first` .. of Z_L, some samples after others.
template <class Take>
void for_outputs(const Snapshot& snapshot, Take take) {
    constexpr Eigen::Index most = 1024;
    const Network<double>& net = snapshot.network;
    const Dataset<double>& data = snapshot.data;
    for (Eigen::Index first = 0; first < data.samples(); first += most) {
        Matrix<double> Z =
            product(net.W(1), data.columns(first, std::min(most, data.samples() - first)));
        for (int l = 1; l <= net.depth(); ++l) {
            if (l > 1) Z = product(net.W(l), Z);
            if (net.has_bias(l)) Z.colwise() += net.b(l);
            if (l <= net.nonlinear_layers)
                Z = Z.unaryExpr([&](double x) { return activate(net.activation, x); });
        }
        take(first, Z);
    }
}

} // namespace

OutputsSummary summary_of_outputs(const Snapshot& snapshot) {
    const int K = snapshot.data.classes;
    FitCount count(K);
    double loss = 0;
    for_outputs(snapshot, [&](Eigen::Index first, const Matrix<double>& Z) {
        const int* labels = snapshot.data.labels.data() + first;
        count.add(Z, labels);
        Matrix<double> Y = Matrix<double>::Zero(K, Z.cols());
        for (Eigen::Index i = 0; i < Z.cols(); ++i) Y(labels[i], i) = 1;
        loss += loss_value(snapshot.loss, Z, Y);
    });
    return {count.fit(), loss};
}

double outputs_apart(const Snapshot& snapshot) {
    if (!snapshot.outputs) return 0;
    double misses = 0, squares = 0;
    for_outputs(snapshot, [&](Eigen::Index first, const Matrix<double>& Z) {
        misses += (Z - snapshot.outputs->middleCols(first, Z.cols())).squaredNorm();
        squares += Z.squaredNorm();
    });
    const double apart = std::sqrt(misses) / std::sqrt(squares);
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
