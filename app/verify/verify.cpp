#include "verify/verify.hpp"

#include "embedded.hpp"
#include "measure_state.hpp"
#include "verify/tasks.hpp"

#include "instances/instance.hpp"
#include "io/errors.hpp"

#include <algorithm>
#include <filesystem>
#include <map>

namespace ncv::app {
namespace {

/// Random networks are drawn from four mixtures, so that every claim meets many that satisfy its
/// hypotheses.
InstanceSpec mixed_spec(std::uint64_t index) {
    DrawOptions options;
    if (index % 4 == 2) {
        options.heads = {HeadKind::near_optimal};
        options.nonlinear = true;
    } else if (index % 4 == 1) {
        options.heads = {HeadKind::nearly_balanced};
    } else if (index % 4 == 3) {
        options.heads = {HeadKind::exact, HeadKind::balanced, HeadKind::stationary};
        options.no_residual = true;
    }
    return random_spec(index, options);
}

void add_outcome(RandomTally& t, Outcome o, std::uint64_t index, const Snapshot& snapshot,
                 long& again_left) {
    ++t.tried;
    if (o.status == Status::not_applicable) return;
    const bool doubtful = o.status == Status::undecided || o.status == Status::violated;
    if (doubtful && again_left > 0) {
        --again_left;
        ++t.decided_again;
        o = check(snapshot, {{o.claim}, Arithmetic::mp, ""}).front();
        if (o.status == Status::not_applicable) return;
    }
    ++t.applicable;
    t.holds += o.status == Status::holds;
    t.vacuous += o.status == Status::vacuous;
    t.undecided += o.status == Status::undecided;
    t.violated += o.status == Status::violated;
    if (o.status == Status::holds && o.ratio > t.largest_ratio) {
        t.largest_ratio = o.ratio;
        t.largest_instance = index;
    }
}

/// One block of random networks; blocks are independent and their tallies add up in order.
std::vector<RandomTally> random_block(std::uint64_t from, std::uint64_t to,
                                      const std::atomic<bool>& stop) {
    std::vector<RandomTally> tallies;
    for (const Claim& claim : claims()) tallies.push_back({.claim = claim.id});
    std::vector<long> again_left(tallies.size(), 2); // 100 digits cost a hundred times as much
    for (std::uint64_t i = from; i < to && !stop; ++i) {
        const Snapshot snapshot = build(mixed_spec(i));
        const auto outcomes = check(snapshot);
        for (std::size_t c = 0; c < outcomes.size(); ++c)
            add_outcome(tallies[c], outcomes[c], i, snapshot, again_left[c]);
    }
    return tallies;
}

void merge(std::vector<RandomTally>& into, const std::vector<RandomTally>& more) {
    if (into.empty()) {
        into = more;
        return;
    }
    for (std::size_t i = 0; i < into.size(); ++i) {
        RandomTally& a = into[i];
        const RandomTally& b = more[i];
        a.tried += b.tried;
        a.applicable += b.applicable;
        a.holds += b.holds;
        a.vacuous += b.vacuous;
        a.undecided += b.undecided;
        a.violated += b.violated;
        a.decided_again += b.decided_again;
        if (b.largest_ratio > a.largest_ratio) {
            a.largest_ratio = b.largest_ratio;
            a.largest_instance = b.largest_instance;
        }
    }
}

TrainingConfig with_depth(TrainingConfig config, int L2) {
    const int width = config.hidden.back();
    config.hidden.resize(static_cast<std::size_t>(config.nonlinear_layers));
    config.hidden.insert(config.hidden.end(), static_cast<std::size_t>(L2 - 1), width);
    return config;
}

StudyPoint study(const TrainingConfig& config, double parameter, const std::atomic<bool>& stop,
                 const std::function<void(double)>& reach) {
    const Dataset<double> data = load_data(config);
    RunHooks hooks;
    hooks.measure = measure_state;
    hooks.stop = [&] { return stop.load(); };
    hooks.recorded = [&](const Snapshot&, const HistoryRow& row) {
        reach(static_cast<double>(row.step) / static_cast<double>(config.steps));
    };
    const Run run = train(config, data, hooks);
    if (run.end == RunEnd::diverged)
        throw BadInput(
            "the study's training diverged on this data; it needs a smaller learning rate");
    return {parameter, run.history.back(), check(run.final)};
}

void main_training(VerifyResults& results, const std::atomic<bool>& stop,
                   const std::function<void(double)>& reach) {
    const TrainingConfig& config = results.plan.main;
    const Dataset<double> data = load_data(config);
    RunHooks hooks;
    hooks.measure = measure_state;
    hooks.stop = [&] { return stop.load(); };
    hooks.recorded = [&](const Snapshot& s, const HistoryRow& row) {
        results.training.push_back({row, check(s, {bounding_claims(), Arithmetic::binary64, ""})});
        reach(static_cast<double>(row.step) / static_cast<double>(config.steps));
    };
    results.before = starting_snapshot(config, data);
    const Run run = train(config, data, hooks);
    if (run.end == RunEnd::diverged)
        throw BadInput("the main training diverged on this data; it needs a smaller learning rate");
    results.after = run.final;
    if (run.end == RunEnd::finished) results.claims = check(run.final);
}

} // namespace

const std::vector<std::string>& bounding_claims() {
    static const std::vector<std::string> ids{"A2", "A2s", "B11", "A5s", "A6s"};
    return ids;
}

long VerifyResults::violations() const {
    long count = 0;
    const auto add = [&](const std::vector<Outcome>& outcomes) {
        count += std::count_if(outcomes.begin(), outcomes.end(),
                               [](const Outcome& o) { return o.status == Status::violated; });
    };
    add(claims);
    for (const auto& p : training) add(p.outcomes);
    for (const auto& p : depth) add(p.outcomes);
    for (const auto& p : decay) add(p.outcomes);
    for (const auto& t : random) count += t.violated;
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
    plan.main.source = plan.study.source = source;
    plan.depths = quick ? std::vector<int>{2, 4} : std::vector<int>{2, 3, 4, 6};
    plan.decays =
        quick ? std::vector<double>{0.04, 0.16} : std::vector<double>{0.02, 0.04, 0.08, 0.16};
    plan.instances = quick ? 8000 : 40000;
    if (quick) plan.study.steps = plan.study.steps / 3;
    return plan;
}

VerifyResults run_verify(const VerifyPlan& plan, const std::atomic<bool>& stop,
                         const std::function<void(double)>& progress) {
    VerifyResults results;
    results.plan = plan;
    results.depth.resize(plan.depths.size());
    results.decay.resize(plan.decays.size());
    constexpr int block = 500;
    std::vector<std::vector<RandomTally>> blocks(static_cast<std::size_t>(plan.instances / block));

    std::vector<Task> tasks;
    tasks.push_back({60, [&](const auto& reach) { main_training(results, stop, reach); }});
    for (std::size_t i = 0; i < plan.depths.size(); ++i)
        tasks.push_back({8, [&, i](const auto& reach) {
                             results.depth[i] = study(with_depth(plan.study, plan.depths[i]),
                                                      plan.depths[i], stop, reach);
                         }});
    for (std::size_t i = 0; i < plan.decays.size(); ++i)
        tasks.push_back({8, [&, i](const auto& reach) {
                             TrainingConfig config = plan.study;
                             config.weight_decay = plan.decays[i];
                             results.decay[i] = study(config, plan.decays[i], stop, reach);
                         }});
    for (std::size_t i = 0; i < blocks.size(); ++i)
        tasks.push_back({0.3, [&, i](const auto&) {
                             blocks[i] = random_block(i * block, (i + 1) * block, stop);
                         }});
    run_tasks(tasks, 2, progress);
    for (const auto& tallies : blocks) merge(results.random, tallies);
    results.interrupted = stop;
    return results;
}

} // namespace ncv::app
