/// A training step alone, the engine beside the reference, for work on the engine itself. Figures
/// to quote come from the interleaved comparison (run.py).
#include "peak.hpp"
#include "reference_networks.hpp"

#include "network/reference.hpp"
#include "training/gradient_descent.hpp"

#include <benchmark/benchmark.h>

#include <chrono>
#include <string>

namespace ncv::bench {
namespace {

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
void engine_step(benchmark::State& state, const Shape& shape) {
    const Snapshot start = start_of(shape);
    GradientDescent<S> descent(start.network.cast<S>(), start.data.cast<S>(), S(1e-3));
    measure<S>(state, step_flops(shape), [&] { descent.step(S(1e-5)); });
}

template <class S>
void reference_step(benchmark::State& state, const Shape& shape) {
    const Snapshot start = start_of(shape);
    Network<S> net = start.network.cast<S>();
    const Dataset<S> data = start.data.cast<S>();
    const Matrix<S> Y = data.one_hot();
    measure<S>(state, step_flops(shape), [&] {
        descend(net, gradients(net, forward(net, data.inputs), Y), S(1e-5), S(1e-3));
    });
}

const bool registered = [] {
    for (const auto& n : reference_networks()) {
        const auto add = [&](const char* what, auto step) {
            benchmark::RegisterBenchmark(("step/" + std::string(what) + "/" + n.name).c_str(),
                                         [step, &n](auto& s) { step(s, n.shape); });
        };
        add("engine/f64", engine_step<double>);
        add("reference/f64", reference_step<double>);
        add("engine/f32", engine_step<float>);
        add("reference/f32", reference_step<float>);
    }
    return true;
}();

} // namespace
} // namespace ncv::bench
