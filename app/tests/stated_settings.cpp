/// `ncv check` on files whose weight decay or loss is not the one that made the network.
#include "command_line_fixture.hpp"

#include <nlohmann/json.hpp>

namespace ncv {
namespace {

constexpr double decay = 0.125;

/// A critical point for `decay`: 9 samples in 3 classes.
Snapshot stationary() {
    InstanceSpec spec;
    spec.class_sizes = {3, 3, 3};
    spec.input_dimension = 9;
    spec.head_widths = {5};
    spec.head = HeadKind::stationary;
    spec.weight_decay = decay;
    spec.seed = 3;
    return build(spec);
}

class StatedSettings : public CommandLine {
  protected:
    /// What is doubted, "" for nothing; on the page it stands alone above the table.
    std::string doubt_of(const Snapshot& s) const {
        const std::string file = path("net.safetensors");
        write_snapshot(file, s);
        const auto json = nlohmann::json::parse(run("check " + file + " --json --claims H9").out);
        const auto& doubt = json["doubt"];
        const std::string sentence = doubt.is_null() ? "" : doubt.get<std::string>();
        const std::string page = run("check " + file).out;
        if (!sentence.empty()) {
            EXPECT_NE(page.find("\n\n" + sentence + "\n\nguaranteed"), std::string::npos) << page;
        }
        return sentence;
    }
    void expect_doubt(const Snapshot& s, const std::vector<std::string>& words) const {
        const std::string doubt = doubt_of(s);
        for (const std::string& word : words)
            EXPECT_NE(doubt.find(word), std::string::npos) << word << " is not in: " << doubt;
    }
};

Snapshot with_decay(std::optional<double> stated) {
    Snapshot s = stationary();
    s.weight_decay = stated;
    return s;
}

} // namespace

TEST_F(StatedSettings, ADecayWithinAFactorOfTwoIsNotDoubted) {
    for (const double factor : {0.51, 1.0, 1.99})
        EXPECT_EQ(doubt_of(with_decay(decay * factor)), "") << factor;
    EXPECT_EQ(doubt_of(with_decay(0)), "");
}

TEST_F(StatedSettings, AnotherLossScaleIsTheLikelyCause) {
    expect_doubt(with_decay(decay / 9), {"nearest to stationary for 0.125", "9 times that", "N = 9",
                                         "state loss_scale = 1/N"});
    expect_doubt(with_decay(decay / 13.5), {"N K/2 = 13.5", "loss_scale = 2/(N K)"});
    expect_doubt(with_decay(decay * 9), {"1/N = 0.111111", "loss_scale is 1"});
    expect_doubt(with_decay(decay * 13.5), {"2/(N K) = 0.0740741"});
}

TEST_F(StatedSettings, WhatNoScaleExplainsIsSaidSo) {
    expect_doubt(with_decay(decay * 1e6), {"another mode", "not stationary", "no decay"});
    Snapshot turned = stationary(); // of a weight's negative the gradient is along the weight
    turned.network.W(1) *= -1;
    expect_doubt(turned, {"another mode", "nearest to stationary for -"});
}

TEST_F(StatedSettings, WithoutADecayTheNearestIsNamedWhereItIsPlausible) {
    expect_doubt(with_decay({}), {"is not given", "0.125", "0.0139 a sample"});
    Snapshot turned = with_decay({});
    turned.network.W(1) *= -1;
    EXPECT_EQ(doubt_of(turned), "");
    Snapshot apart = with_decay({}); // the same function, but no one decay for both of its layers
    apart.network.W(1) *= 4;
    apart.network.W(2) /= 4;
    EXPECT_EQ(doubt_of(apart), "");
}

TEST_F(StatedSettings, OutputsFarFromTheLabelsAndRightAreAnotherLoss) {
    Snapshot s;
    s.network.weights = {Matrix<double>::Identity(3, 3) * 8};
    s.data = {Matrix<double>::Identity(3, 3), {0, 1, 2}, 3};
    expect_doubt(s, {"residual 12.12 against 1.732", "100 % of them", "metadata loss"});
    s.loss.kind = LossKind::cross_entropy;
    EXPECT_EQ(doubt_of(s).find("metadata loss"), std::string::npos);
    s.loss.kind = LossKind::squared_error;
    s.data.labels = {1, 2, 0}; // as far away, but wrong
    EXPECT_EQ(doubt_of(s), "");
    s.data.labels = {0, 1, 2};
    s.network.weights[0] /= 8; // right and near
    EXPECT_EQ(doubt_of(s), "");
}

TEST_F(StatedSettings, EveryLayerHasItsNearestDecay) {
    Snapshot s = stationary();
    s.weight_decay.reset();
    s.weight_decays = {{"W1", 0.25}};
    write_snapshot(path("own.safetensors"), s);
    const auto json =
        nlohmann::json::parse(run("check " + path("own.safetensors") + " --json --claims H9").out);
    const auto& layers = json["stationary_decay"];
    ASSERT_EQ(layers.size(), 2);
    for (const auto& layer : layers) {
        EXPECT_NEAR(layer["nearest"].get<double>(), decay, 1e-6);
        EXPECT_LT(layer["left"].get<double>(), 1e-6);
    }
    EXPECT_EQ(layers[0]["layer"], 1);
    EXPECT_EQ(layers[0]["stated"], 0.25);
    EXPECT_TRUE(layers[1]["stated"].is_null());
}

} // namespace ncv
