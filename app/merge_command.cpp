#include "command.hpp"

#include "io/errors.hpp"
#include "store/store.hpp"
#include "sweep/status.hpp"

#include <fmt/format.h>

#include <memory>
#include <set>

namespace ncv::app {
namespace fs = std::filesystem;
namespace {

struct MergeOptions {
    std::vector<std::string> shards;
    std::string store;
};

/// Before anything is written: every shard must be a store, and each must share a plan with the
/// target or with a shard that does.
void require_kin(const MergeOptions& options) {
    std::map<std::string, std::string> texts; // of the target's plans, then of all
    if (fs::exists(options.store))
        for (const sweep::Plan& plan : sweep::Store(options.store, sweep::Open::read).plans())
            texts[plan.id] = plan.text;
    std::vector<std::pair<std::string, std::vector<sweep::Plan>>> waiting;
    for (const std::string& file : options.shards) {
        waiting.emplace_back(file, sweep::Store(file, sweep::Open::read).plans());
        if (fs::exists(options.store) && fs::equivalent(file, options.store))
            throw BadInput(fmt::format("{} is the target itself; name only shards", file));
    }
    for (bool progress = true; progress;) {
        progress = false;
        std::erase_if(waiting, [&](const auto& shard) {
            const auto& [file, plans] = shard;
            bool kin = texts.empty();
            for (const sweep::Plan& plan : plans) kin = kin || texts.contains(plan.id);
            if (!kin) return false;
            for (const sweep::Plan& plan : plans)
                if (texts.try_emplace(plan.id, plan.text).first->second != plan.text)
                    throw BadInput(fmt::format("{}: plan {} has another text than in the other "
                                               "stores; only stores of the same plan are merged",
                                               file, plan.id));
            return progress = true;
        });
    }
    if (!waiting.empty())
        throw BadInput(fmt::format("{}: shares no plan with {}; only stores of the same plan are "
                                   "merged",
                                   waiting.front().first, options.store));
}

void merge(const MergeOptions& options) {
    {
        sweep::Store store(options.store, sweep::Open::write);
        for (const std::string& shard : options.shards) store.merge(shard);
    }
    sweep::Store store(options.store, sweep::Open::write);
    const std::vector<sweep::Plan> plans = store.plans();
    for (const sweep::Plan& plan : plans) store.declare(plan, planned_runs(plan));
    print_counts(store, plans);
}

int run(const MergeOptions& options) {
    require_kin(options);
    const bool is_new = !fs::exists(options.store);
    try {
        merge(options);
    } catch (const BadInput&) { // of shards that do not go together no part stays
        if (is_new)
            for (const char* end : {"", "-wal", "-shm", ".lock"}) fs::remove(options.store + end);
        throw;
    }
    return ok;
}

} // namespace

void add_merge_command(CLI::App& app, int& exit_code) {
    CLI::App* command = app.add_subcommand(
        "merge", "Join the stores of shards; again, or in another order, gives the same");
    auto options = std::make_shared<MergeOptions>();
    command->add_option("shards", options->shards, "Stores that `ncv sweep --shard` made")
        ->required();
    command->add_option("--store", options->store, "The store that receives them; made if need be")
        ->required();
    command->footer("Example: ncv merge shard-1.sqlite shard-2.sqlite --store whole.sqlite");
    command->callback([options, &exit_code] { exit_code = run(*options); });
}

} // namespace ncv::app
