#include "theorem/trace.hpp"
#include "network/multiprecision.hpp"

#include "claims/b10u_guaranteed_collapse.hpp"
#include "measure/subject.hpp"
#include "spectra/approx_matrix.hpp"

#include <zlib.h>

#include <cmath>

namespace ncv {

template <class Real>
MeasuredState<Real> measure_state(const Snapshot& state) {
    Subject<Real> subject(state);
    Measured<Real> head = subject.head();
    const auto& land = subject.landscape();
    const auto defects = subject.descent().one_sided_defects();
    MeasuredState<Real> s{land.C_lambda,      head.eps1, head.eps2, number<Real>(0),
                          square(land.theta), head.r,    head.nc1,  infinity<Real>()};
    if (!defects.empty()) s.one_sided = defects.back();
    head.eps2 = s.one_sided;
    if (certainly_greater(head.zero_loss_gap, number<Real>(0)))
        s.nc1_bound = promised_orthogonal_collapse(head);
    return s;
}
template MeasuredState<Approx<double>> measure_state(const Snapshot&);
template MeasuredState<Approx<mp100>> measure_state(const Snapshot&);

std::vector<double> flattened(const Network<double>& net) {
    std::vector<double> all;
    for (const auto& W : net.weights) all.insert(all.end(), W.data(), W.data() + W.size());
    return all;
}

/// Of n squares of differences, each off by 3 u, n - 1 sums and a root: gamma_{n+3} at most, and
/// 2^-537 sqrt(n) where squares underflow.
Approx<double> distance(const Network<double>& a, const Network<double>& b) {
    double squares = 0;
    Eigen::Index n = 0;
    for (std::size_t i = 0; i < a.weights.size(); ++i) {
        squares += (a.weights[i] - b.weights[i]).squaredNorm();
        n += a.weights[i].size();
    }
    const double value = std::sqrt(squares);
    return {value,
            gamma_factor<double>(n + 3) * value + std::sqrt(static_cast<double>(n)) * 0x1p-537};
}

TraceRow trace_row(const Snapshot& start, const Network<double>& net, std::int64_t step) {
    Snapshot state = start;
    state.network = net;
    const auto s = measure_state<Approx<double>>(state);
    TraceRow row{step,
                 s.C_lambda.value,
                 s.residual.value,
                 s.balancedness.value,
                 s.one_sided.value,
                 s.squared_norm.value,
                 0,
                 s.r.value,
                 s.nc1.value,
                 s.nc1_bound.value,
                 flattened(net),
                 0};
    row.moved = distance(net, start.network).value;
    row.crc32 = checksum(row.weights);
    return row;
}

Snapshot at_row(Snapshot start, const TraceRow& row) {
    const double* next = row.weights.data();
    for (auto& W : start.network.weights) {
        std::copy(next, next + W.size(), W.data());
        next += W.size();
    }
    start.step = row.step;
    return start;
}

std::uint32_t checksum(const std::vector<double>& weights) {
    const uLong crc =
        crc32_z(0, reinterpret_cast<const Bytef*>(weights.data()), weights.size() * sizeof(double));
    return static_cast<std::uint32_t>(crc);
}

} // namespace ncv
