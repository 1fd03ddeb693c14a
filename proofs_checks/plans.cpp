/// Plans of sweeps: what they declare, the runs they ask for, and what is wrong with those that are
/// refused; the share of each shard.
#include "io/digest.hpp"
#include "io/errors.hpp"
#include "io/files.hpp"
#include "sweep/measures.hpp"
#include "sweep/run_result.hpp"
#include "sweep/shard.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include <unistd.h>

namespace ncv::sweep {
namespace {

const std::string text = R"([sweep]
id = "E3"
title = "Weight decay and width"
statement = "Weight decay must fall as 1/n_1."
[base.network]
hidden = [16, 8]
nonlinear_layers = 1
activation = "leaky_relu"
gamma = 0.1
[base.data]
source = "synthetic"
classes = 3
dimension = 5
per_class = 3
[base.training]
steps = 20
learning_rate = 0.02
weight_decay = 0.01
[seeds]
first = 5
count = 2
[[factor]]
name = "n_1"
levels = [ { level = 16 },
           { level = 32, set = { "network.hidden" = [32, 8] } } ]
[[factor]]
name = "p"
levels = [ { level = 0 }, { level = 0.50 }, { level = "free", set = { "training.steps" = 40 } } ]
[[combination]]
where = { n_1 = 32, p = [0.5] }
set = { "training.weight_decay" = 0.005 }
[outcome]
measures = ["nc1", "nc3"]
[[test]]
name = "width"
kind = "slope"
response = "log10 nc1"
factor = "log n_1"
where = { p = [0, 0.5] }
predicts = "below"
value = -0.5
smallest_effect = 0.1
[[test]]
name = "free or not"
kind = "contrast"
response = "log one_minus nc3"
high = { p = "free" }
low = { p = 0, n_1 = 16 }
predicts = "between"
values = [-1, 1.5]
)";

TEST(Plans, DigestsAreSha256) {
    EXPECT_EQ(sha256_of("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(parse_plan(text, "p").digest, sha256_of(text));
    const std::string path = testing::TempDir() + "digest." + std::to_string(::getpid());
    for (const std::size_t size : {std::size_t(0), std::size_t(1) << 20, std::size_t(2500000)}) {
        std::string bytes(size, 'a');
        for (std::size_t i = 0; i < size; i += 7) bytes[i] = static_cast<char>(i);
        write_file(path, bytes);
        EXPECT_EQ(sha256_of_file(path), sha256_of(bytes)) << size;
    }
    std::filesystem::remove(path);
}

TEST(Plans, ReadWhatIsWritten) {
    const Plan plan = parse_plan(text, "p");
    EXPECT_EQ(plan.id, "E3");
    EXPECT_EQ(plan.seeds, (std::vector<std::uint64_t>{5, 6}));
    EXPECT_EQ(plan.measures, (std::vector<std::string>{"nc1", "nc3"}));
    EXPECT_FALSE(plan.kept.snapshot);
    EXPECT_EQ(plan.kept.layer_states, 0);
    EXPECT_EQ(plan.confidence, 0.95);
    ASSERT_EQ(plan.factors.size(), 2u);
    EXPECT_EQ(plan.factors[0].levels[1].name, "32");
    EXPECT_EQ(plan.factors[0].levels[1].number, 32);
    EXPECT_EQ(plan.factors[1].levels[1].name, "0.5");
    EXPECT_EQ(plan.factors[1].levels[2].number, std::nullopt);
    ASSERT_EQ(plan.tests.size(), 2u);
    EXPECT_EQ(plan.tests[0].response.transforms, std::vector{Transform::log10});
    EXPECT_EQ(plan.tests[0].factor.name, "n_1");
    EXPECT_EQ(plan.tests[0].where.at("p"), (std::vector<std::string>{"0", "0.5"}));
    EXPECT_EQ(plan.tests[0].values, std::vector<double>{-0.5});
    EXPECT_EQ(plan.tests[1].response.transforms,
              (std::vector{Transform::log, Transform::one_minus}));
    EXPECT_EQ(plan.tests[1].response.name, "nc3");
    EXPECT_EQ(plan.tests[1].low.at("n_1"), std::vector<std::string>{"16"});
    EXPECT_EQ(plan.tests[1].values, (std::vector<double>{-1, 1.5}));
}

TEST(Plans, RunsAreAllCombinationsWithTheirSettingsSeedsFastest) {
    const auto runs = planned_runs(parse_plan(text, "p"));
    ASSERT_EQ(runs.size(), 12u);
    for (std::size_t i = 0; i < runs.size(); ++i) {
        const PlannedRun& run = runs[i];
        const bool wide = i >= 6;
        const std::size_t p = i / 2 % 3;
        EXPECT_EQ(run.number, i);
        EXPECT_EQ(run.seed, 5 + i % 2);
        EXPECT_EQ(run.levels.at("n_1"), wide ? "32" : "16");
        EXPECT_EQ(run.levels.at("p"), (std::vector<std::string>{"0", "0.5", "free"})[p]);
        const auto& config = std::get<TrainingConfig>(run.config);
        EXPECT_EQ(config.seed, run.seed);
        EXPECT_EQ(config.hidden, (std::vector<int>{wide ? 32 : 16, 8}));
        EXPECT_EQ(config.steps, p == 2 ? 40 : 20);
        EXPECT_EQ(config.weight_decay, wide && p == 1 ? 0.005 : 0.01);
        EXPECT_EQ(run.config_text, format_training_config(config));
        EXPECT_EQ(format_training_config(parse_training_config(run.config_text, "run")),
                  run.config_text);
        EXPECT_EQ(run.digest, sha256_of(run.config_text));
    }
    EXPECT_EQ(runs[0].digest, runs[2].digest); // p = 0.5 sets nothing at n_1 = 16
    EXPECT_NE(runs[6].digest, runs[8].digest);
}

TEST(Plans, ShardsAreEqualSharesWithEveryDistinctRunInOne) {
    std::string other = text;
    other.replace(other.find("id = \"E3\""), 9, "id = \"E3b\"");
    other.replace(other.find("count = 2"), 9, "count = 7");
    const std::vector<Plan> plans{parse_plan(text, "p"), parse_plan(other, "p")};
    std::vector<std::set<std::string>> shares;
    std::size_t places = 0;
    for (std::size_t i = 1; i <= 4; ++i) {
        shares.emplace_back();
        for (const auto& runs : runs_of_shard(plans, {i, 4})) {
            places += runs.size();
            for (const PlannedRun& run : runs) shares.back().insert(run.digest);
        }
    }
    EXPECT_EQ(places, 12u + 42u);
    std::set<std::string> all;
    std::size_t sum = 0;
    for (const auto& share : shares) {
        EXPECT_LE(share.size(), shares[0].size());
        EXPECT_GE(share.size() + 1, shares[0].size());
        all.insert(share.begin(), share.end());
        sum += share.size();
    }
    EXPECT_EQ(all.size(), sum);
    EXPECT_EQ(sum, 35u); // 7 seeds of 5 distinct combinations
}

TEST(Plans, EveryRunHasEveryKnownMeasure) {
    const auto run = planned_runs(parse_plan(text, "p"))[0];
    const auto result = perform(run.config, {true, 3}, [] { return false; });
    ASSERT_TRUE(result);
    EXPECT_EQ(result->status, RunStatus::finished);
    std::vector<std::string> known, measured;
    for (const MeasureInfo& m : known_measures()) known.push_back(m.name);
    for (const auto& [name, value] : result->measures) measured.push_back(name);
    std::sort(known.begin(), known.end());
    EXPECT_EQ(measured, known);
    ASSERT_FALSE(result->layer_history.empty());
    EXPECT_LE(result->layer_history.size(), 3);
    EXPECT_EQ(result->layer_history.front().step, 0);
    for (const LayerState& state : result->layer_history)
        EXPECT_EQ(state.layers.back().layer, std::get<TrainingConfig>(run.config).depth());
    EXPECT_FALSE(perform(run.config, {}, [] { return true; }));
}

/// The plan with one text in another's place is refused with a line that has all words.
void refused(const std::string& from, const std::string& to,
             const std::vector<std::string>& words) {
    std::string changed = text;
    const std::size_t at = changed.find(from);
    ASSERT_NE(at, std::string::npos) << from;
    changed.replace(at, from.size(), to);
    try {
        parse_plan(changed, "plan.toml");
        ADD_FAILURE() << from << " -> " << to << " was read";
    } catch (const BadInput& e) {
        const std::string what = e.what();
        EXPECT_TRUE(what.starts_with("plan.toml:")) << what;
        for (const std::string& word : words)
            EXPECT_NE(what.find(word), std::string::npos) << word << " not in: " << what;
    }
}

TEST(Plans, WhatIsWrongIsSaidWithItsLineAndWhatWouldBeRight) {
    refused("[sweep]", "[sweeps]", {":1:", "\"sweeps\"", "known are sweep"});
    refused("id = \"E3\"", "id = \"E 3\"", {":2:", "E 3", "letters"});
    refused("id = \"E3\"", "", {"needs id"});
    refused("title = ", "titel = ", {":3:", "\"titel\"", "\"title\""});
    refused("statement = \"Weight decay must fall as 1/n_1.\"", "", {"needs statement"});
    refused("[base.network]", "[base.netwrk]", {"\"netwrk\"", "\"network\""});
    refused("gamma = 0.1", "gama = 0.1", {":9:", "\"gama\"", "\"gamma\""});
    refused("steps = 20", "steps = -1", {":16:", "steps is -1", "n_1 = 16, p = 0"});
    refused("weight_decay = 0.01", "weight_decay = 0.01\nseed = 1", {":19:", "[seeds]"});
    refused("[base.data]", "[base.campaign]\nseeds = [1]\n[base.data]", {"\"campaign\""});
    refused("count = 2", "count = 0", {":21:", "count is 0", "1 or more"});
    refused("count = 2", "", {"needs count"});
    refused("name = \"p\"", "name = \"n_1\"", {"factor n_1 is there twice"});
    refused("name = \"p\"", "name = \"seed\"", {":27:", "seed"});
    refused("{ level = 32, set", "{ level = 16, set", {":25:", "16 is there twice"});
    refused("{ level = 32, set", "{ levl = 32, set", {":25:", "\"levl\"", "\"level\""});
    refused("level = 0.50", "level = nan", {":28:", "a number or a word"});
    refused("\"network.hidden\" = [32, 8]", "\"network.hiden\" = [32, 8]",
            {":25:", "\"hiden\"", "\"hidden\"", "n_1 = 32"});
    refused("\"network.hidden\" = [32, 8]", "network.hidden = [32, 8]",
            {":25:", "in quotes", "\"training.steps\""});
    refused("\"training.steps\" = 40", "\"training.seed\" = 40", {":28:", "[seeds]"});
    refused("where = { n_1 = 32, p = [0.5] }", "where = { n_1 = 33 }",
            {":30:", "no level \"33\"", "\"32\""});
    refused("where = { n_1 = 32, p = [0.5] }", "where = { n1 = 32 }",
            {":30:", "\"n1\"", "\"n_1\""});
    refused("where = { n_1 = 32, p = [0.5] }\n", "", {":29:", "needs where"});
    refused("\"nc1\", \"nc3\"", "\"nc1\", \"nc4\"", {":33:", "\"nc4\"", "nearest", "\"nc"});
    refused("measures = [\"nc1\", \"nc3\"]", "keep_snapshots = false", {"needs measures"});
    refused("[outcome]", "[decision]\nconfidence = 1\n[outcome]", {"confidence is 1", "below 1"});
    refused("kind = \"slope\"", "kind = \"slop\"", {":36:", "\"slop\"", "\"slope\""});
    refused("response = \"log10 nc1\"", "response = \"lg nc1\"", {":37:", "\"lg\"", "\"log\""});
    refused("response = \"log10 nc1\"", "response = \"log10 nc\"", {":37:", "\"nc\"", "\"nc1\""});
    refused("factor = \"log n_1\"", "factor = \"log p\"", {":38:", "level 0", "no logarithm"});
    refused("where = { p = [0, 0.5] }", "where = { n_1 = 16 }", {":38:", "one level", "two"});
    refused("factor = \"log n_1\"\nwhere = { p = [0, 0.5] }", "factor = \"p\"",
            {":38:", "\"free\"", "no number"});
    refused("predicts = \"below\"", "predicts = \"lower\"", {":40:", "\"lower\"", "\"below\""});
    refused("value = -0.5", "values = [0, 1]", {":41:", "goes with value, not values"});
    refused("value = -0.5\n", "", {"needs value"});
    refused("values = [-1, 1.5]", "values = [1.5, -1]", {":50:", "[low, high]"});
    refused("high = { p = \"free\" }\n", "", {"needs high"});
    refused("kind = \"contrast\"", "kind = \"share\"", {"high does not go with"});
    refused("name = \"free or not\"", "name = \"width\"", {"\"width\" is there twice"});
    refused(text.substr(text.find("[[test]]")), "", {"needs a [[test]]"});
    refused("[sweep]", "[sweep", {"not valid TOML"});
}

} // namespace
} // namespace ncv::sweep
