#include "verify/verify.hpp"

#include "common/cores.hpp"
#include "common/embedded.hpp"

#include "claims/gallery.hpp"
#include "io/errors.hpp"

#include <algorithm>
#include <filesystem>
#include <map>

namespace ncv::app {
namespace {

TrainingConfig with_depth(TrainingConfig config, int L2) {
    const int width = config.hidden.back();
    config.hidden.resize(static_cast<std::size_t>(config.nonlinear_layers));
    config.hidden.insert(config.hidden.end(), static_cast<std::size_t>(L2 - 1), width);
    return config;
}

std::vector<Outcome> checked(const Snapshot& snapshot, const std::vector<std::string>& ids = {}) {
    const CheckOptions options{ids};
    std::vector<Outcome> outcomes = check(snapshot, options);
    confirm_violations(outcomes, snapshot, options);
    return outcomes;
}

StudyPoint study(const TrainingConfig& config, double parameter, const std::atomic<bool>& stop,
                 const std::function<void(double)>& reach) {
    const Dataset<double> data = load_data(config);
    RunHooks hooks;
    hooks.stop = [&] { return stop.load(); };
    hooks.recorded = [&](const Snapshot&, const HistoryRow& row) {
        reach(static_cast<double>(row.step) / static_cast<double>(config.steps));
    };
    const Run run = train(config, data, hooks);
    if (run.end == RunEnd::diverged)
        throw BadInput(
            "the study's training diverged on this data; it needs a smaller learning rate");
    return {parameter, run.history.back(), checked(run.final)};
}

void main_training(VerifyResults& results, const std::atomic<bool>& stop,
                   std::atomic<bool>& trained, const std::function<void(double)>& reach) {
    const TrainingConfig& config = results.plan.main;
    const Dataset<double> data = load_data(config);
    RunHooks hooks;
    hooks.stop = [&] { return stop.load(); };
    hooks.recorded = [&](const Snapshot& s, const HistoryRow& row) {
        results.training.push_back({row, checked(s, bounding_claims())});
        reach(static_cast<double>(row.step) / static_cast<double>(config.steps));
    };
    results.before = starting_snapshot(config, data);
    const Run run = train(config, data, hooks);
    if (run.end == RunEnd::diverged)
        throw BadInput("the main training diverged on this data; it needs a smaller learning rate");
    results.after = run.final;
    results.after.source = "ncv verify, data: " + config.source;
    trained = true;
    if (run.end == RunEnd::finished) results.claims = checked(run.final);
}

std::string part_of(Networks networks) {
    if (networks == Networks::classifiers) return "random classifiers";
    return networks == Networks::affine ? "random affine layers" : "random heads";
}

} // namespace

const std::vector<std::string>& bounding_claims() {
    static const std::vector<std::string> ids =
        claims_that([](const Claim& claim) { return claim.headline; });
    return ids;
}

long VerifyResults::violations() const {
    long count = 0;
    const auto add = [&](const std::vector<Outcome>& outcomes) {
        count += std::count_if(outcomes.begin(), outcomes.end(), [](const Outcome& o) {
            return o.status == Status::violated && find_claim(o.claim)->is_asserted();
        });
    };
    add(claims);
    for (const auto& p : training) add(p.outcomes);
    for (const auto& p : depth) add(p.outcomes);
    for (const auto& p : decay) add(p.outcomes);
    add(classifier.outcomes);
    for (const auto& t : random)
        if (find_claim(t.claim)->is_asserted()) count += t.violated;
    return count;
}

VerifyPlan verify_plan(const std::string& source, bool quick) {
    VerifyPlan plan;
    plan.source = source;
    plan.main = quick ? parse_training_config(recipe_quick(), "recipes/quick.toml")
                      : parse_training_config(recipe_digits(), "recipes/digits.toml");
    plan.study = parse_training_config(recipe_study(), "recipes/study.toml");
    if (source != "digits" && source != "synthetic" && !std::filesystem::is_directory(source))
        throw BadInput("--data: \"" + source + "\" is neither a folder of IDX files nor synthetic");
    plan.classifier = parse_training_config(recipe_classifier(), "recipes/classifier.toml");
    plan.main.source = plan.study.source = plan.classifier.source = source;
    plan.depths = quick ? std::vector<int>{2, 4} : std::vector<int>{2, 3, 4, 6};
    plan.decays =
        quick ? std::vector<double>{0.04, 0.16} : std::vector<double>{0.02, 0.04, 0.08, 0.16};
    plan.instances = quick ? 8000 : 40000;
    plan.own_instances = quick ? 1500 : 5000;
    if (quick) plan.study.steps /= 3;
    if (quick) plan.classifier.steps /= 3;
    return plan;
}

VerifyResults run_verify(const VerifyPlan& plan, const std::atomic<bool>& stop,
                         const VerifyHooks& hooks) {
    VerifyResults results;
    std::atomic<bool> trained = false;
    results.plan = plan;
    results.depth.resize(plan.depths.size());
    results.decay.resize(plan.decays.size());
    constexpr int block = 500;
    struct Block {
        Networks networks;
        std::uint64_t from;
        std::vector<RandomTally> tallies;
    };
    std::vector<Block> blocks;
    for (const auto& [networks, instances] : {std::pair{Networks::mixture, plan.instances},
                                              std::pair{Networks::classifiers, plan.own_instances},
                                              std::pair{Networks::affine, plan.own_instances}})
        for (int from = 0; from < instances; from += block)
            blocks.push_back({networks, static_cast<std::uint64_t>(from), {}});
    const std::vector<std::string> own = claims_with_own_networks();
    std::vector<RandomTally> pools(own.size());

    std::vector<Task> tasks;
    tasks.push_back({"training on the data, its bounds on the way", 60,
                     [&](const auto& reach) { main_training(results, stop, trained, reach); }});
    for (std::size_t i = 0; i < plan.depths.size(); ++i)
        tasks.push_back({"studies of depth and weight decay", 8, [&, i](const auto& reach) {
                             results.depth[i] = study(with_depth(plan.study, plan.depths[i]),
                                                      plan.depths[i], stop, reach);
                         }});
    for (std::size_t i = 0; i < plan.decays.size(); ++i)
        tasks.push_back({"studies of depth and weight decay", 8, [&, i](const auto& reach) {
                             TrainingConfig config = plan.study;
                             config.weight_decay = plan.decays[i];
                             results.decay[i] = study(config, plan.decays[i], stop, reach);
                         }});
    tasks.push_back({"a classifier with cross-entropy and biases", 12, [&](const auto& reach) {
                         const TrainingConfig& config = plan.classifier;
                         const auto layers = static_cast<int>(config.hidden.size()) + 1;
                         results.classifier =
                             study(config, layers - config.nonlinear_layers, stop, reach);
                     }});
    for (Block& some : blocks)
        tasks.push_back({part_of(some.networks), some.networks == Networks::mixture ? 0.3 : 3,
                         [&](const auto&) {
                             some.tallies =
                                 random_block(some.networks, some.from, some.from + block, stop);
                         }});
    for (std::size_t i = 0; i < own.size(); ++i)
        tasks.push_back({"random networks of claims that draw their own", 1.5, [&, i](const auto&) {
                             pools[i] = own_networks(own[i], plan.own_instances, stop);
                         }});
    results.gallery.resize(gallery().size());
    for (std::size_t i = 0; i < results.gallery.size(); ++i)
        tasks.push_back({"searches for what breaks without a hypothesis", 0.3, [&, i](const auto&) {
                             if (!stop) results.gallery[i] = search_gallery(i, stop);
                         }});
    tasks.push_back({"the theorem from its own start", 0.5,
                     [&](const auto&) { results.theorem = theorem_run(stop); }});
    results.spent = run_tasks(tasks, cores(), hooks.progress, [&] {
        if (stop && trained) hooks.stopped(results.after);
    });
    std::map<Networks, std::vector<RandomTally>> kinds;
    for (const Block& some : blocks) merge(kinds[some.networks], some.tallies);
    for (const auto& [networks, tallies] : kinds)
        results.random.insert(results.random.end(), tallies.begin(), tallies.end());
    for (const RandomTally& pool : pools) results.random.push_back(pool);
    results.interrupted = stop;
    return results;
}

} // namespace ncv::app
