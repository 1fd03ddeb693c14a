// generate_store FILE SEEDS: a store whose runs are made up, not trained, to see how large sites
// do: 10 widths x 5 decays x 2 kinds of data x SEEDS runs, with hostile words in the plan's texts.
#include "data/random.hpp"
#include "store/store.hpp"

#include <fmt/format.h>

#include <cmath>
#include <cstdio>

namespace {

using namespace ncv;
using namespace ncv::sweep;

std::string plan_text(int seeds) {
    std::string text = fmt::format(R"toml(
[sweep]
id = "wide"
title = "<script>window.ran = 1</script> Made-up runs & their <b>widths</b>"
statement = "NC1 falls as n_1 grows. </script><img src=x onerror='window.ran = 2'>"
notes = "Nothing here was trained."
[base.network]
nonlinear_layers = 2
activation = "leaky_relu"
gamma = 0.1
[base.data]
source = "synthetic"
[base.training]
steps = 100
learning_rate = 0.01
[seeds]
first = 1
count = {}
[[factor]]
name = "n_1"
levels = [)toml",
                                   seeds);
    for (int width = 2; width <= 1024; width *= 2)
        text +=
            fmt::format("{{ level = {0}, set = {{ \"network.hidden\" = [{0}, 8, 8] }} }}, ", width);
    text += "]\n[[factor]]\nname = \"decay\"\nlevels = [";
    for (const char* decay : {"0.0001", "0.0003", "0.001", "0.003", "0.01"})
        text +=
            fmt::format("{{ level = {0}, set = {{ \"training.weight_decay\" = {0} }} }}, ", decay);
    return text + R"toml(]
[[factor]]
name = "data"
levels = [ { level = "clouds", set = { "data.noise" = 0.1 } },
           { level = "noisy, \"clouds\"", set = { "data.noise" = 0.5 } } ]
[outcome]
measures = ["nc1", "nc2", "nc3"]
[[test]]
name = "slope of log NC1 in log n_1 <i>"
kind = "slope"
response = "log10 nc1"
factor = "log10 n_1"
predicts = "below"
value = 0.0
smallest_effect = 0.05
[[test]]
name = "misalignment"
kind = "exponent"
response = "log10 one_minus nc3"
factor = "log10 n_1"
where = { data = ["clouds"] }
predicts = "between"
values = [-0.5, 0.0]
)toml";
}

RunResult made_up(const PlannedRun& planned, Random& random) {
    RunResult out;
    out.digest = planned.digest;
    out.config_text = planned.config_text;
    out.version = "ncv made-up";
    out.seconds = 1;
    if (planned.number % 97 == 5) {
        out.status = RunStatus::diverged;
        out.note = "the loss is not finite after step 7 <u>";
    }
    const double width = std::get<TrainingConfig>(planned.config).hidden[0];
    const double end =
        std::pow(10, -2 - 0.3 * std::log10(width) + 0.3 * uniform_real(random, 0, 1));
    for (int i = 0; i <= 60; ++i) {
        const double left = std::pow(end, i / 60.0);
        out.history.push_back({i * 10, left, left, left, 1 + left, 1 - left / 2, left});
    }
    for (int layer = 1; layer <= 4; ++layer)
        for (const char* name : {"nc1", "nc2", "norm", "rank"})
            out.layers.push_back({layer, name, end * (5 - layer) + uniform_real(random, 0, 1)});
    for (const char* claim : {"A1", "A2", "A2s", "A5s", "A6s"}) {
        out.claims.push_back({claim, "holds", end, 2 * end, 0.5});
        out.measures[std::string("bound_") + claim] = 2 * end;
    }
    for (const char* at : {"start", "end"})
        for (int a = 0; a < 10; ++a)
            for (int b = a + 1; b < 10; ++b)
                out.angles.push_back({at, a, b, uniform_real(random, 0, 1) / 9});
    if (out.status == RunStatus::finished) {
        out.measures["nc1"] = end;
        out.measures["nc3"] = 1 - end / 2;
    }
    for (const char* name : {"nc2", "loss", "residual", "balancedness", "kappa_head", "kappa_last",
                             "norm", "negativity", "train_accuracy"})
        out.measures[name] = 1 + uniform_real(random, 0, 1);
    return out;
}

} // namespace

int main(int argc, char** argv) {
    if (argc != 3) {
        std::fputs("usage: generate_store FILE SEEDS\n", stderr);
        return 2;
    }
    const Plan plan = parse_plan(plan_text(std::atoi(argv[2])), "made up");
    const std::vector<PlannedRun> runs = planned_runs(plan);
    Store store(argv[1], Open::write);
    store.declare(plan, runs);
    Random random(1);
    for (const PlannedRun& run : runs) store.put(made_up(run, random));
}
