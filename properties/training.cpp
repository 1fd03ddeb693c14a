/// The training engine against the readable reference over several steps, and runs.
#include "data/random.hpp"
#include "data/synthetic.hpp"
#include "io/errors.hpp"
#include "network/reference.hpp"
#include "training/config.hpp"
#include "training/gradient_descent.hpp"
#include "training/initialisation.hpp"
#include "training/run.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace ncv {
namespace {

template <class S>
void expect_engine_follows_reference(double tolerance) {
    for (std::uint64_t seed = 0; seed < 60; ++seed) {
        Random random(seed);
        const int L1 = uniform_int(random, 0, 3), L = L1 + uniform_int(random, 1, 3);
        std::vector<int> widths;
        for (int l = 0; l < L; ++l) widths.push_back(uniform_int(random, 1, 19));
        widths.push_back(3);
        const Activation a{static_cast<ActivationKind>(seed % 6), 0.25, 4};
        SyntheticSpec spec;
        spec.classes = 3;
        spec.per_class = uniform_int(random, 1, 5);
        spec.dimension = widths.front();
        spec.seed = seed;
        const Dataset<S> data = synthetic(spec).cast<S>();
        Network<S> net = initialise(widths, L1, a, Initialisation::he, 1, seed).template cast<S>();
        GradientDescent<S> engine(net, data, S(0.01));
        const Matrix<S> Y = data.one_hot();
        for (int step = 0; step < 5; ++step) {
            const auto f = forward(net, data.inputs);
            engine.step(S(0.001));
            const S loss = interpolation_loss(f.Z.back(), Y);
            EXPECT_NEAR(engine.loss_before_step(), loss, tolerance * (1 + loss));
            descend(net, gradients(net, f, Y), S(0.001), S(0.01));
        }
        for (int l = 1; l <= L; ++l)
            EXPECT_LE((engine.network().W(l) - net.W(l)).norm(), tolerance * (1 + net.W(l).norm()))
                << activation_name(a.kind) << " seed " << seed;
    }
}
TEST(Engine, FollowsTheReferenceOverAllActivationsAndShapes) {
    expect_engine_follows_reference<double>(1e-12);
    expect_engine_follows_reference<float>(5e-4);
}

TrainingConfig small_config() {
    return parse_training_config(R"(
[network]
hidden = [6, 5]
nonlinear_layers = 1
activation = "softplus_leaky_relu"
gamma = 0.25
sharpness = 8
[data]
source = "synthetic"
classes = 3
dimension = 4
per_class = 3
[training]
steps = 40
schedule = [[0, 0.02], [13, 0.01], [30, 0.005]]
weight_decay = 0.01
record_every = 10
)",
                                 "small.toml");
}

TEST(Runs, RecordingAndCheckpointsDoNotChangeTheResult) {
    TrainingConfig often = small_config(), seldom = small_config();
    often.record_every = 1;
    often.checkpoint_every = 3;
    const Dataset<double> data = load_data(often);
    const auto a = train(often, data, {}), b = train(seldom, data, {});
    for (int l = 1; l <= 3; ++l) EXPECT_EQ(a.final.network.W(l), b.final.network.W(l));
    EXPECT_EQ(a.history.size(), 41);
    EXPECT_EQ(b.history.size(), 5);
}

TEST(Runs, EveryCheckpointLeadsToTheSameEnd) {
    TrainingConfig config = small_config();
    config.checkpoint_every = 1;
    const Dataset<double> data = load_data(config);
    std::vector<Snapshot> checkpoints;
    RunHooks hooks;
    hooks.checkpoint = [&](const Snapshot& s, const auto&) { checkpoints.push_back(s); };
    const auto whole = train(config, data, hooks);
    ASSERT_EQ(checkpoints.size(), 41);
    for (const Snapshot& from : checkpoints) {
        const auto resumed = train(config, data, {}, from);
        for (int l = 1; l <= 3; ++l)
            EXPECT_EQ(resumed.final.network.W(l), whole.final.network.W(l)) << *from.step;
    }
}

TEST(Runs, EndAtTheFirstRecordWhoseLossIsLowEnough) {
    TrainingConfig config = small_config();
    config.record_every = 5;
    config.checkpoint_every = 10;
    const Dataset<double> data = load_data(config);
    RunHooks hooks;
    std::vector<std::pair<Snapshot, std::vector<HistoryRow>>> checkpoints;
    hooks.checkpoint = [&](const Snapshot& s, const auto& rows) {
        checkpoints.push_back({s, rows});
    };
    const auto whole = train(config, data, hooks);
    ASSERT_EQ(whole.history.size(), 9);
    for (std::size_t i = 0; i < whole.history.size(); ++i) {
        config.until_loss = whole.history[i].loss;
        checkpoints.clear();
        const auto run = train(config, data, hooks);
        EXPECT_EQ(run.end, RunEnd::finished);
        EXPECT_EQ(run.history.size(), i + 1);
        EXPECT_EQ(run.final.step, whole.history[i].step);
        EXPECT_EQ(run.history.back().loss, config.until_loss);
        const auto kept = checkpoints;
        for (const auto& [from, rows] : kept)
            EXPECT_EQ(train(config, data, hooks, from, rows).final.step, run.final.step);
    }
    config.until_loss = whole.history.back().loss / 2;
    EXPECT_EQ(train(config, data, hooks).final.step, config.steps);
}

TEST(Runs, RatesChangeAtTheirVerySteps) {
    const TrainingConfig config = small_config();
    EXPECT_EQ(config.learning_rate(12), 0.02);
    EXPECT_EQ(config.learning_rate(13), 0.01);
    EXPECT_EQ(config.learning_rate(29), 0.01);
    EXPECT_EQ(config.learning_rate(30), 0.005);
    const Dataset<double> data = load_data(config);
    Network<double> net = starting_snapshot(config, data).network;
    for (int step = 0; step < 40; ++step)
        descend(net, gradients(net, forward(net, data.inputs), data.one_hot()),
                step < 13   ? 0.02
                : step < 30 ? 0.01
                            : 0.005,
                0.01);
    EXPECT_LE((train(config, data, {}).final.network.W(3) - net.W(3)).norm(), 1e-12);
}

TEST(Runs, DecayActsOnTheLayersItNamesOnly) {
    const std::pair<std::string, std::vector<double>> cases[] = {{"all", {0.5, 0.5, 0.5}},
                                                                 {"last", {0, 0, 0.5}},
                                                                 {"head", {0, 0.5, 0.5}},
                                                                 {"nonlinear", {0.5, 0, 0}}};
    for (const auto& [name, lambda] : cases) {
        TrainingConfig config = small_config();
        config = parse_training_config(
            format_training_config(config) + "decay = \"" + name + "\"\n", "decay.toml");
        config.weight_decay = 0.5;
        const Dataset<double> data = load_data(config);
        const auto run = train(config, data, {});
        Network<double> net = starting_snapshot(config, data).network;
        for (int step = 0; step < 40; ++step)
            descend(net, gradients(net, forward(net, data.inputs), data.one_hot()),
                    config.learning_rate(step), lambda);
        for (int l = 1; l <= 3; ++l)
            EXPECT_LE((run.final.network.W(l) - net.W(l)).norm(), 1e-12) << name << " W" << l;
        // Claims about weight decay need one for all layers.
        EXPECT_EQ(run.final.weight_decay.has_value(), name == "all") << name;
        config.weight_decay = 0;
        EXPECT_EQ(starting_snapshot(config, data).weight_decay, 0) << name;
    }
}

/// Decoupled decay as published (Loshchilov & Hutter, arXiv 1711.05101, SGDW without momentum):
/// theta' = theta - s_t (alpha grad C_0 + w theta), s_t the schedule.
TEST(Runs, DecoupledDecayIsWeightDecayOverTheRate) {
    constexpr double alpha = 0.02, w = 0.004;
    TrainingConfig config = small_config(); // s_t = 1, 1/2, 1/4
    config.weight_decay = w / alpha;
    const Dataset<double> data = load_data(config);
    Network<double> net = starting_snapshot(config, data).network;
    for (int step = 0; step < 40; ++step) {
        const auto G = gradients(net, forward(net, data.inputs), data.one_hot());
        const double s = step < 13 ? 1 : step < 30 ? 0.5 : 0.25;
        for (std::size_t i = 0; i < G.size(); ++i)
            net.weights[i] -= s * (alpha * G[i] + w * net.weights[i]);
    }
    const auto run = train(config, data, {});
    for (int l = 1; l <= 3; ++l) EXPECT_LE((run.final.network.W(l) - net.W(l)).norm(), 1e-12);
}

TEST(Runs, ConfigurationsSurviveBeingWrittenAndRead) {
    const TrainingConfig config = small_config();
    const std::string text = format_training_config(config);
    EXPECT_EQ(format_training_config(parse_training_config(text, "again")), text);
    // Keys that were not there from the beginning are left out unless used: resuming compares
    // texts.
    EXPECT_EQ(text.find("decay = \""), std::string::npos);
    const std::string last = text + "decay = \"last\"\n";
    const std::string again = format_training_config(parse_training_config(last, "last"));
    EXPECT_NE(again.find("decay = \"last\""), std::string::npos);
    EXPECT_EQ(format_training_config(parse_training_config(again, "again")), again);
}

TEST(Initialisation, MeanFieldEntriesAboveTheFirstLayerHaveTheSizeOfOneOverTheFanIn) {
    const std::vector<int> widths{40, 300, 200, 250, 10};
    const auto start = [&](Initialisation kind, double scale) {
        return initialise(widths, 2, {}, kind, scale, 3);
    };
    const Network<double> net = start(Initialisation::mean_field, 1);
    EXPECT_EQ(net.W(1), start(Initialisation::he, 1).W(1));
    EXPECT_EQ(start(Initialisation::mean_field, 4).W(3), 4 * net.W(3));
    for (int l = 2; l <= 4; ++l) {
        const auto M =
            static_cast<double>(net.W(l).size()); // a variance of M normals: +- sqrt(2/M)
        const auto n = static_cast<double>(net.width(l - 1));
        const double variance = net.W(l).squaredNorm() / M * n * n;
        EXPECT_NEAR(variance, 1, 5 * std::sqrt(2 / M)) << "W" << l;
    }
}

TEST(Initialisation, BalancedHeadsAreBalanced) {
    const Network<double> net = initialise({7, 9, 6, 5, 4}, 1, {}, Initialisation::balanced, 1, 3);
    for (int l = 2; l < 4; ++l)
        EXPECT_LE(
            (net.W(l + 1).transpose() * net.W(l + 1) - net.W(l) * net.W(l).transpose()).norm(),
            1e-13);
    EXPECT_EQ(initialise({4, 4, 3, 2}, 1, {}, Initialisation::theorem, 1, 3).W(2).norm(), 0);
}

} // namespace
} // namespace ncv
