/// Campaigns: 4096 networks of the shapes T and A trained at once, one per SIMD lane, and the same
/// networks one after another.
#include "campaign.hpp"
#include "peak.hpp"

#include "data/synthetic.hpp"
#include "training/gradient_descent.hpp"
#include "training/initialisation.hpp"
#include "training/lane_descent.hpp"

#include <benchmark/benchmark.h>

#include <ctime>
#include <string>

namespace ncv::bench {
namespace {

struct Shape {
    const char* name;
    std::vector<int> widths;
    int nonlinear_layers, samples, steps;
};
const Shape shapes[] = {{"T", {2, 2, 3, 2}, 1, 2, 1000},
                        {"A", {16, 64, 32, 16, 16, 16, 4}, 3, 32, 20}};
constexpr int networks = 4096;

double step_flops(const Shape& n) {
    double flops = 0;
    for (std::size_t l = 1; l < n.widths.size(); ++l)
        flops += (l == 1 ? 4.0 : 6.0) * n.widths[l] * n.widths[l - 1] * n.samples;
    return flops;
}

template <class S>
std::vector<typename LaneDescent<S>::Start> starts(const Shape& n, const Dataset<S>& data) {
    std::vector<typename LaneDescent<S>::Start> out;
    for (std::uint64_t seed = 1; seed <= networks; ++seed)
        out.push_back({initialise(n.widths, n.nonlinear_layers,
                                  {ActivationKind::leaky_relu, 0.1, 1}, Initialisation::he, 1, seed)
                           .template cast<S>(),
                       &data, S(1e-3)});
    return out;
}

template <class S>
Dataset<S> data_of(const Shape& n) {
    SyntheticSpec spec;
    spec.classes = n.widths.back();
    spec.dimension = n.widths.front();
    spec.per_class = n.samples / spec.classes;
    return synthetic(spec).cast<S>();
}

/// `round` takes n.steps steps of every network; counted in processor time, so that what else runs
/// on the machine does not count.
template <class S>
void measure(benchmark::State& state, const Shape& n, auto&& round) {
    static const double peak = fma_peak<S>();
    const std::clock_t start = std::clock();
    for (auto _ : state) round();
    const double time = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
    const double steps = static_cast<double>(state.iterations()) * n.steps * networks;
    state.counters["GFLOP/s"] = step_flops(n) * steps / time * 1e-9;
    state.counters["peak_share"] = step_flops(n) * steps / time / peak;
    state.counters["ns/step"] = time / steps * 1e9;
}

template <class S>
void in_lanes(benchmark::State& state, const Shape& n) {
    const Dataset<S> data = data_of<S>(n);
    LaneDescent<S> descent(starts<S>(n, data));
    const std::vector<S> rates(networks, S(1e-5));
    measure<S>(state, n, [&] { descent.steps(n.steps, rates); });
}

template <class S>
void one_after_another(benchmark::State& state, const Shape& n) {
    const Dataset<S> data = data_of<S>(n);
    std::vector<GradientDescent<S>> descents;
    for (auto& start : starts<S>(n, data))
        descents.emplace_back(std::move(start.network), data, start.weight_decay);
    measure<S>(state, n, [&] {
        for (auto& descent : descents) descent.steps(n.steps, S(1e-5));
    });
}

} // namespace

void register_campaigns() {
    for (const Shape& n : shapes) {
        const auto add = [&n](const std::string& name, auto run) {
            benchmark::RegisterBenchmark((name + n.name).c_str(),
                                         [&n, run](auto& s) { run(s, n); });
        };
        add("campaign/lanes/f64/", in_lanes<double>);
        add("campaign/one_after_another/f64/", one_after_another<double>);
        add("campaign/lanes/f32/", in_lanes<float>);
        add("campaign/one_after_another/f32/", one_after_another<float>);
    }
}

} // namespace ncv::bench
