/// A training step of the reference networks T, A, B, C (docs/benchmarks.md) in GFLOP/s and as a
/// share of the core's FMA peak; the reference beside the engine; metrics, spectra and a claim.
#include "campaign.hpp"
#include "peak.hpp"

#include "claims/registry.hpp"
#include "data/synthetic.hpp"
#include "instances/instance.hpp"
#include "metrics/atlas.hpp"
#include "network/reference.hpp"
#include "spectra/spectra.hpp"
#include "training/gradient_descent.hpp"
#include "training/initialisation.hpp"

#include <benchmark/benchmark.h>

#include <chrono>

namespace ncv::bench {
namespace {

struct ReferenceNetwork {
    const char* name;
    std::vector<int> widths;
    int nonlinear_layers;
    int samples;
};
const ReferenceNetwork networks[] = {
    {"T", {2, 2, 3, 2}, 1, 2},
    {"A", {16, 64, 32, 16, 16, 16, 4}, 3, 32},
    {"B", {64, 256, 128, 64, 64, 64, 64, 10}, 3, 128},
    {"C", {784, 1024, 512, 256, 128, 128, 128, 128, 10}, 4, 1024},
};

/// 2 n_l n_{l-1} N each for forward, weight gradient and, above the first layer, input gradient.
double step_flops(const ReferenceNetwork& n) {
    double flops = 0;
    for (std::size_t l = 1; l < n.widths.size(); ++l)
        flops += (l == 1 ? 4.0 : 6.0) * n.widths[l] * n.widths[l - 1] * n.samples;
    return flops;
}

Dataset<double> data_of(const ReferenceNetwork& n) {
    SyntheticSpec spec;
    spec.classes = n.widths.back();
    spec.dimension = n.widths.front();
    spec.per_class = (n.samples + spec.classes - 1) / spec.classes;
    Dataset<double> data = synthetic(spec);
    data.inputs = data.inputs.leftCols(n.samples).eval();
    data.labels.resize(static_cast<std::size_t>(n.samples));
    return data;
}

Network<double> network_of(const ReferenceNetwork& n) {
    return initialise(n.widths, n.nonlinear_layers, {ActivationKind::leaky_relu, 0.1, 1},
                      Initialisation::he, 1, 1);
}

/// Runs `step` and counts what it reaches, as plain figures rather than Google Benchmark's rates.
template <class S>
void measure(benchmark::State& state, double flops, auto&& step) {
    static const double peak = fma_peak<S>();
    const auto start = std::chrono::steady_clock::now();
    for (auto _ : state) step();
    const std::chrono::duration<double> time = std::chrono::steady_clock::now() - start;
    const double rate = flops * static_cast<double>(state.iterations()) / time.count();
    state.counters["GFLOP/s"] = rate * 1e-9;
    state.counters["peak_share"] = rate / peak;
}

template <class S>
void engine_step(benchmark::State& state, const ReferenceNetwork& n) {
    GradientDescent<S> descent(network_of(n).cast<S>(), data_of(n).cast<S>(), S(1e-3));
    measure<S>(state, step_flops(n), [&] { descent.step(S(1e-5)); });
}

template <class S>
void reference_step(benchmark::State& state, const ReferenceNetwork& n) {
    Network<S> net = network_of(n).cast<S>();
    const Dataset<S> data = data_of(n).cast<S>();
    const Matrix<S> Y = data.one_hot();
    measure<S>(state, step_flops(n), [&] {
        descend(net, gradients(net, forward(net, data.inputs), Y), S(1e-5), S(1e-3));
    });
}

Snapshot head() {
    InstanceSpec spec;
    spec.class_sizes.assign(10, 20);
    spec.input_dimension = 200;
    spec.head_widths = {32, 32};
    spec.residual = 0.1;
    spec.imbalance = 1e-3;
    return build(spec);
}

void claim_evaluation(benchmark::State& state, Arithmetic arithmetic) {
    const Snapshot s = head();
    for (auto _ : state) benchmark::DoNotOptimize(check(s, {{"A2"}, arithmetic, ""}));
}

void metrics(benchmark::State& state) {
    const Snapshot s = head();
    for (auto _ : state) benchmark::DoNotOptimize(snapshot_metrics(s));
}

template <class S>
void all_singular_values(benchmark::State& state) {
    const Matrix<S> A = head().network.W(2).cast<S>();
    for (auto _ : state) benchmark::DoNotOptimize(singular_values(A));
}

void register_all() {
    for (const ReferenceNetwork& n : networks) {
        const std::string name = n.name;
        benchmark::RegisterBenchmark(("step/engine/f64/" + name).c_str(),
                                     [&n](auto& s) { engine_step<double>(s, n); });
        benchmark::RegisterBenchmark(("step/reference/f64/" + name).c_str(),
                                     [&n](auto& s) { reference_step<double>(s, n); });
        benchmark::RegisterBenchmark(("step/engine/f32/" + name).c_str(),
                                     [&n](auto& s) { engine_step<float>(s, n); });
        benchmark::RegisterBenchmark(("step/reference/f32/" + name).c_str(),
                                     [&n](auto& s) { reference_step<float>(s, n); });
    }
    benchmark::RegisterBenchmark("metrics/double", metrics);
    benchmark::RegisterBenchmark("spectra/double/32x32", all_singular_values<double>);
    benchmark::RegisterBenchmark("spectra/mp100/32x32", all_singular_values<mp100>);
    benchmark::RegisterBenchmark("claim/A2/double",
                                 [](auto& s) { claim_evaluation(s, Arithmetic::binary64); });
    benchmark::RegisterBenchmark("claim/A2/mp100",
                                 [](auto& s) { claim_evaluation(s, Arithmetic::mp); });
}

} // namespace
} // namespace ncv::bench

int main(int argc, char** argv) {
    ncv::bench::register_all();
    ncv::bench::register_campaigns();
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
    benchmark::RunSpecifiedBenchmarks();
    return 0;
}
