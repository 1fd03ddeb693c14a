/// Configurations of runs with biases and of cross-entropy: what they say, and what is refused.
#include "io/errors.hpp"
#include "training/run.hpp"

#include <gtest/gtest.h>

#include <tuple>

namespace ncv {
namespace {

TrainingConfig config_of(const std::string& network, const std::string& training) {
    return parse_training_config("[network]\nhidden = [4, 3]\nnonlinear_layers = 1\n"
                                 "activation = \"tanh\"\n" +
                                     network +
                                     "[data]\nsource = \"synthetic\"\nclasses = 3\ndimension = 2\n"
                                     "[training]\nsteps = 1\nlearning_rate = 0.5\n" +
                                     training,
                                 "classifier.toml");
}

TEST(ClassifierConfiguration, SnapshotsSayWhatWasMinimised) {
    const auto start = [](const std::string& network, const std::string& training) {
        const TrainingConfig config = config_of(network, training);
        return starting_snapshot(config, load_data(config));
    };
    const std::string biases = "biases = true\n", decay = "weight_decay = 0.5\n";
    EXPECT_EQ(start(biases, decay).weight_decay, 0.5);
    EXPECT_EQ(start(biases, decay + "bias_weight_decay = 0.5\n").weight_decay, 0.5);
    EXPECT_TRUE(start(biases, decay).weight_decays.empty());
    const Snapshot apart = start(biases, decay + "bias_weight_decay = 0\n");
    EXPECT_FALSE(apart.weight_decay);
    const std::map<std::string, double> expected{{"W1", 0.5}, {"W2", 0.5}, {"W3", 0.5},
                                                 {"b1", 0},   {"b2", 0},   {"b3", 0}};
    EXPECT_EQ(apart.weight_decays, expected);
    const Snapshot last = start(biases, decay + "bias_weight_decay = 0.25\ndecay = \"last\"\n");
    const std::map<std::string, double> of_the_last{{"W1", 0}, {"W2", 0}, {"W3", 0.5},
                                                    {"b1", 0}, {"b2", 0}, {"b3", 0.25}};
    EXPECT_EQ(last.weight_decays, of_the_last);
    const Snapshot smooth =
        start("", decay + "loss = \"cross_entropy\"\nlabel_smoothing = 0.125\n");
    EXPECT_EQ(smooth.loss.kind, LossKind::cross_entropy);
    EXPECT_EQ(smooth.loss.label_smoothing, 0.125);
    EXPECT_FALSE(smooth.network.has_biases());
}

TEST(ClassifierConfiguration, ConfigurationsSurviveBeingWrittenAndRead) {
    const std::string plain = format_training_config(config_of("", ""));
    for (const char* key : {"biases", "loss = ", "label_smoothing", "bias_weight_decay"})
        EXPECT_EQ(plain.find(key), std::string::npos) << key;
    EXPECT_EQ(format_training_config(config_of("biases = false\n", "loss = \"squared_error\"\n")),
              plain);
    const std::string network = "biases = true\n";
    const std::string training = "loss = \"cross_entropy\"\nlabel_smoothing = 0.1\n"
                                 "bias_weight_decay = 0.0\n";
    const std::string all = format_training_config(config_of(network, training));
    for (const char* line : {"biases = true\n", "loss = \"cross_entropy\"\n",
                             "label_smoothing = 0.1\n", "bias_weight_decay = 0.0\n"})
        EXPECT_NE(all.find(line), std::string::npos) << line << all;
    EXPECT_EQ(format_training_config(parse_training_config(all, "again")), all);
}

TEST(ClassifierConfiguration, KeysThatContradictAreRefused) {
    const std::string cross_entropy = "loss = \"cross_entropy\"\n";
    const std::tuple<std::string, std::string, std::string> cases[] = {
        {"biases = 1\n", "", "biases must be true or false"},
        {"bias = true\n", "",
         "unknown key \"bias\" in [network]; the nearest known one is \"biases\""},
        {"biases = true\ninit = \"theorem\"\n", "",
         "init = \"theorem\" is a start of networks without"},
        {"biases = true\nconnections = \"dense\"\n", "", "biases are for chains"},
        {"connections = \"residual\"\n", cross_entropy, "\"residual\" minimise squared error"},
        {"", "loss = \"hinge\"\n",
         "unknown loss \"hinge\"; known are squared_error, cross_entropy"},
        {"", "label_smoothing = 0.1\n", "label_smoothing is given without loss"},
        {"", cross_entropy + "label_smoothing = 1.0\n", "needs 0 <= label_smoothing < 1"},
        {"", cross_entropy + "label_smoothing = -0.1\n", "label_smoothing is -0.1"},
        {"", "bias_weight_decay = 0.1\n", "bias_weight_decay is given without biases = true"},
        {"biases = true\n", "bias_weight_decay = -1.0\n", "bias_weight_decay is -1"}};
    for (const auto& [network, training, words] : cases) {
        try {
            config_of(network, training);
            ADD_FAILURE() << network << training;
        } catch (const BadInput& e) {
            EXPECT_NE(std::string(e.what()).find(words), std::string::npos) << e.what();
        }
    }
}

} // namespace
} // namespace ncv
