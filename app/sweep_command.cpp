#include "command.hpp"
#include "common/cores.hpp"

#include "io/errors.hpp"
#include "io/files.hpp"
#include "store/network_files.hpp"
#include "sweep/run_sweep.hpp"
#include "sweep/shard.hpp"
#include "sweep/slurm.hpp"
#include "sweep/status.hpp"

#include <fmt/format.h>

#include <memory>

namespace ncv::app {
namespace {

struct SweepOptions {
    std::vector<std::string> plans;
    std::string store, shard;
    int jobs = 0, slurm = 0;
    bool status = false;
};

std::vector<sweep::Plan> read_plans(const std::vector<std::string>& files) {
    std::vector<sweep::Plan> plans;
    for (const std::string& file : files) {
        plans.push_back(sweep::parse_plan(read_file(file), file));
        for (std::size_t i = 0; i + 1 < plans.size(); ++i)
            if (plans[i].id == plans.back().id)
                throw BadInput(fmt::format("{} and {} have the same id, {}; give one of them "
                                           "another",
                                           files[i], file, plans[i].id));
    }
    return plans;
}

int status(const SweepOptions& options) {
    const sweep::Store store(options.store, sweep::Open::read);
    const auto plans = options.plans.empty() ? store.plans() : read_plans(options.plans);
    print_status(options.store, store, plans, options.jobs ? options.jobs : cores());
    print_verdicts(store, plans);
    return ok;
}

/// How a store is opened to be written; where hosts may share its folder it is said.
sweep::Open opening(const SweepOptions& options) {
    const auto folder = std::filesystem::path(options.store).parent_path();
    const std::string_view system = sweep::network_file_system(folder);
    if (system.empty()) return sweep::Open::write;
    const bool alone = !options.shard.empty();
    fmt::print(stderr, "ncv: {} lies on a network file system ({}): {}\n", options.store, system,
               alone ? "no other process can open it until this one ends"
                     : "processes of one host may share it, several hosts need --shard and a store "
                       "each");
    return alone ? sweep::Open::alone : sweep::Open::write;
}

std::unique_ptr<sweep::Store> declare(const SweepOptions& options,
                                      const std::vector<sweep::Plan>& plans,
                                      const std::vector<std::vector<sweep::PlannedRun>>& runs) {
    require_what_runs_need(runs, plans);
    auto store = std::make_unique<sweep::Store>(options.store, opening(options));
    for (std::size_t i = 0; i < plans.size(); ++i) store->declare(plans[i], runs[i]);
    return store;
}

int submit(const SweepOptions& options, const std::vector<sweep::Plan>& plans) {
    if (std::system("command -v sbatch >/dev/null 2>&1") != 0)
        throw BadInput("--slurm needs Slurm's sbatch, which is not in PATH; without it `ncv sweep` "
                       "uses the cores of this machine");
    declare(options, plans, runs_of_shard(plans, {}));
    submit_to_slurm({std::filesystem::absolute(options.store), plans, options.slurm,
                     options.jobs ? options.jobs : 1});
    return ok;
}

int run(const SweepOptions& options) {
    if (options.status) return status(options);
    if (options.plans.empty()) throw BadInput("sweep: name one plan or more (docs/sweeps.md)");
    const std::vector<sweep::Plan> plans = read_plans(options.plans);
    if (options.slurm) return submit(options, plans);
    const auto runs = runs_of_shard(
        plans, options.shard.empty() ? sweep::Shard{} : sweep::parse_shard(options.shard));
    const EndsInOrder in_order;
    const auto store = declare(options, plans, runs);
    const SweepEnd end = run_sweep(*store, runs, plans, backbone_runs_of(options.store),
                                   options.jobs ? options.jobs : cores());
    const std::size_t left = print_counts(*store, plans);
    fmt::print("{} runs performed now\n", end.performed);
    if (left == 0) print_verdicts(*store, plans);
    if (end.all) return ok;
    fmt::print(stderr, "ncv: stopped with {} runs left; the same command goes on\n", left);
    return interrupted;
}

} // namespace

void add_sweep_command(CLI::App& app, int& exit_code) {
    CLI::App* command = app.add_subcommand(
        "sweep", "Run what plans declare, each run once, and keep it all in a store");
    auto options = std::make_shared<SweepOptions>();
    command->add_option("plans", options->plans, "Plans in TOML (docs/sweeps.md)");
    command
        ->add_option("--store", options->store,
                     "The SQLite file that holds plans and runs; made if need be")
        ->required();
    command->add_option("--jobs", options->jobs, "Runs at a time (default: one a core)")
        ->check(CLI::Range(1, 4096));
    auto* shard = command->add_option("--shard", options->shard,
                                      "i/n: only share i of n, for stores that are merged");
    auto* slurm =
        command
            ->add_option("--slurm", options->slurm,
                         "Submit N shards as an array job of Slurm and a job that merges them; "
                         "--jobs is then the cores a task (default: 1)")
            ->check(CLI::Range(1, 1'000'000));
    auto* status = command->add_flag("--status", options->status,
                                     "Only say how far the plans are (without plans: all there)");
    slurm->excludes(shard)->excludes(status);
    command->footer("Example: ncv sweep experiments/quick/*.toml --store quick.sqlite");
    command->callback([options, &exit_code] { exit_code = run(*options); });
}

} // namespace ncv::app
