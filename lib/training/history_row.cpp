#include "training/history_row.hpp"

#include "metrics/neural_collapse.hpp"
#include "network/reference.hpp"

#include <algorithm>

namespace ncv {

HistoryRow history_row(const Snapshot& s) {
    const auto& net = s.network;
    const int L = net.depth();
    const auto f = forward(net, s.data.inputs);
    const Matrix<double> Y = s.data.one_hot();
    const Matrix<double>& last = f.Z[static_cast<std::size_t>(L - 1)];
    const auto classes = class_statistics(last, s.data.labels, s.data.classes);
    HistoryRow row;
    row.step = s.step.value_or(0);
    row.loss = loss_value(s.loss, f.Z.back(), Y);
    row.residual = (f.Z.back() - Y).norm();
    row.nc1 = nc1_trace_ratio(classes);
    row.nc2 = nc2_condition_number(classes);
    row.nc3 = nc3_mean_cosine(last, net.W(L), s.data.labels);
    for (int l = net.nonlinear_layers + 1; l < L; ++l)
        row.balancedness =
            std::max(row.balancedness, operator_norm(balancedness_defect(net.W(l + 1), net.W(l))));
    return row;
}

} // namespace ncv
