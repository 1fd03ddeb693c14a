/// What a verdict is made of: metrics, spectra and a claim, in double and in 100 digits.
#include "claims/registry.hpp"
#include "instances/instance.hpp"
#include "metrics/atlas.hpp"
#include "network/multiprecision.hpp"
#include "spectra/spectra.hpp"

#include <benchmark/benchmark.h>

namespace ncv::bench {
namespace {

const Snapshot& head() {
    static const Snapshot s = [] {
        InstanceSpec spec;
        spec.class_sizes.assign(10, 20);
        spec.input_dimension = 200;
        spec.head_widths = {32, 32};
        spec.residual = 0.1;
        spec.imbalance = 1e-3;
        return build(spec);
    }();
    return s;
}

void metrics(benchmark::State& state) {
    for (auto _ : state) benchmark::DoNotOptimize(snapshot_metrics(head()));
}
BENCHMARK(metrics)->Name("metrics/double");

template <class S>
void spectrum(benchmark::State& state) {
    const Matrix<S> A = head().network.W(2).cast<S>();
    for (auto _ : state) benchmark::DoNotOptimize(singular_values(A));
}
BENCHMARK(spectrum<double>)->Name("spectra/double/32x32");
BENCHMARK(spectrum<mp100>)->Name("spectra/mp100/32x32");

void claim(benchmark::State& state, Arithmetic arithmetic) {
    for (auto _ : state) benchmark::DoNotOptimize(check(head(), {{"A2"}, arithmetic}));
}
BENCHMARK_CAPTURE(claim, double, Arithmetic::binary64)->Name("claim/A2/double");
BENCHMARK_CAPTURE(claim, mp100, Arithmetic::mp)->Name("claim/A2/mp100");

} // namespace
} // namespace ncv::bench
