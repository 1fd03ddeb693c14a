/// What a run of a sweep costs beside its training (docs/scale.md): planning, measuring, keeping,
/// merging. The run is that of a network on the shipped digits with 200 rows of history.
#include "io/digest.hpp"
#include "store/store.hpp"

#include <benchmark/benchmark.h>

#include <unistd.h>

namespace ncv::bench {
namespace {

namespace fs = std::filesystem;

const std::string plan_text = R"([sweep]
id = "bench"
title = "t"
statement = "s"
[base.network]
hidden = [64, 32, 16, 16]
nonlinear_layers = 2
activation = "leaky_relu"
gamma = 0.1
[base.data]
per_class = 10
scale = "unit_mean_norm"
[base.training]
steps = 200
record_every = 1
learning_rate = 0.004
weight_decay = 0.05
[seeds]
count = 1000
[[factor]]
name = "n_1"
levels = [ { level = 64 }, { level = 32, set = { "network.hidden" = [32, 32, 16, 16] } } ]
[outcome]
measures = ["nc1"]
[[test]]
name = "slope"
kind = "slope"
response = "log10 nc1"
factor = "log n_1"
predicts = "below"
value = 0.0
)";

const sweep::Plan& plan() {
    static const sweep::Plan p = sweep::parse_plan(plan_text, "bench");
    return p;
}

sweep::RunResult performed(bool snapshot) {
    return *sweep::perform(sweep::planned_runs(plan())[0].config, {snapshot, 0},
                           [] { return false; });
}

/// A store's files, gone with the object.
struct Files {
    explicit Files(const std::string& name) : path(fs::temp_directory_path() / fmt(name)) {
        remove();
    }
    ~Files() { remove(); }
    void remove() const {
        for (const char* end : {"", "-wal", "-shm", ".lock"}) fs::remove(path.string() + end);
    }
    static std::string fmt(const std::string& name) {
        return "ncv-bench-" + std::to_string(::getpid()) + name + ".sqlite";
    }
    fs::path path;
};

void fill(sweep::Store& store, sweep::RunResult run, std::size_t runs, std::size_t first = 0) {
    for (std::size_t i = 0; i < runs; ++i) {
        run.digest = sha256_of(std::to_string(first + i));
        store.put(run);
    }
}

void plan_runs(benchmark::State& state) {
    for (auto _ : state)
        sweep::for_each_run(plan(), [](const auto& run) {
            const char* digest = run.digest.data();
            benchmark::DoNotOptimize(digest);
        });
    state.counters["runs/s"] =
        benchmark::Counter(2000, benchmark::Counter::kIsIterationInvariantRate);
}
BENCHMARK(plan_runs)->Name("sweep/plan");

void put(benchmark::State& state, bool snapshot) {
    const Files files("put");
    const sweep::RunResult run = performed(snapshot);
    std::size_t runs = 0;
    {
        sweep::Store store(files.path, sweep::Open::write);
        for (auto _ : state) fill(store, run, 1, runs++);
    }
    state.counters["bytes/run"] =
        static_cast<double>(fs::file_size(files.path)) / static_cast<double>(runs);
}
BENCHMARK_CAPTURE(put, without_snapshot, false)->Name("store/put")->UseRealTime();
BENCHMARK_CAPTURE(put, with_snapshot, true)->Name("store/put/snapshot")->UseRealTime();

void merge(benchmark::State& state) {
    const auto runs = static_cast<std::size_t>(state.range(0));
    const Files shard("shard"), target("target");
    const sweep::RunResult run = performed(false);
    {
        sweep::Store store(shard.path, sweep::Open::write);
        fill(store, run, runs);
    }
    for (auto _ : state) {
        target.remove();
        sweep::Store store(target.path, sweep::Open::write);
        store.merge(shard.path);
    }
    state.counters["runs/s"] = benchmark::Counter(static_cast<double>(runs),
                                                  benchmark::Counter::kIsIterationInvariantRate);
}
BENCHMARK(merge)->Name("store/merge")->Arg(1000)->UseRealTime();

} // namespace
} // namespace ncv::bench
