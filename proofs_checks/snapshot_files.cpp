/// Snapshot files: what is written reads back to the same bits and means what it says; what is wrong is refused with one clear
/// line.
#include "support/snapshot_files.hpp"

#include "claims/registry.hpp"

#include <fmt/format.h>

#include <cmath>
#include <cstring>

namespace ncv {
using namespace snapshot_files;

namespace {

TEST(Snapshots, ReadBackToTheSameBits) {
    for (std::uint64_t i = 0; i < 100; ++i) {
        const Snapshot s = build(random_spec(i));
        const Snapshot r = parse_snapshot(format_snapshot(s), "net");
        EXPECT_EQ(r.data.inputs, s.data.inputs);
        EXPECT_EQ(r.data.labels, s.data.labels);
        for (int l = 1; l <= s.network.depth(); ++l) EXPECT_EQ(r.network.W(l), s.network.W(l));
        EXPECT_EQ(r.network.nonlinear_layers, s.network.nonlinear_layers);
        EXPECT_EQ(r.network.activation.kind, s.network.activation.kind);
        if (s.network.activation.uses_gamma()) {
            EXPECT_EQ(r.network.activation.gamma, s.network.activation.gamma);
        }
        EXPECT_EQ(r.weight_decay, s.weight_decay);
        EXPECT_EQ(r.learning_rate, s.learning_rate);
        EXPECT_EQ(r.seed, s.seed);
        EXPECT_EQ(format_snapshot(r), format_snapshot(s));
    }
}

TEST(Snapshots, HeadSnapshotsKeepTheirLayerNumbers) {
    Snapshot s = example();
    s.network.nonlinear_layers = 0;
    s.layer_offset = 3;
    const Snapshot r = parse_snapshot(format_snapshot(s), "net");
    EXPECT_EQ(r.layer_offset, 3);
    EXPECT_EQ(r.network.nonlinear_layers, 0);
    EXPECT_EQ(r.network.depth(), s.network.depth());
    const Outcome o = check(r, {{"B1"}, Arithmetic::binary64}).front();
    EXPECT_GT(o.layer, 3);
}

TEST(Snapshots, UnknownTensorsAndKeysAreIgnoredAndTensorsTold) {
    const std::string bytes = changed([](Safetensors& f) {
        f.tensors["optimizer"] = {"F16", {2}, std::string(4, 'x')};
        f.tensors["running_mean"] = {"F8_E4M3", {3}, std::string(3, 'x')};
        f.metadata["mood"] = "good";
    });
    std::vector<std::string> ignored;
    parse_snapshot(bytes, "net", &ignored);
    EXPECT_EQ(ignored, (std::vector<std::string>{"optimizer", "running_mean"}));
}

/// A classifier as PyTorch trains it: biases, cross-entropy, decays of their own, its outputs.
Snapshot classifier() {
    Snapshot s = example();
    s.network.biases.resize(s.network.weights.size());
    for (int l : {1, s.network.depth()})
        s.network.biases[static_cast<std::size_t>(l - 1)] =
            Vector<double>::LinSpaced(s.network.width(l), -1, 0.3);
    s.loss = {LossKind::cross_entropy, 0.1};
    s.weight_decay.reset();
    for (int l = 1; l <= s.network.depth(); ++l) s.weight_decays[fmt::format("W{}", l)] = 0.1 * l;
    s.weight_decays["b1"] = 0;
    s.outputs = Matrix<double>::Constant(s.data.classes, s.data.samples(), 0.7);
    return s;
}

TEST(Snapshots, OfAnyClassifierReadBackToTheSameBits) {
    const Snapshot s = classifier();
    const Snapshot r = parse_snapshot(format_snapshot(s), "net");
    EXPECT_EQ(r.network.b(1), s.network.b(1));
    EXPECT_FALSE(r.network.has_bias(2));
    EXPECT_EQ(r.network.b(r.network.depth()), s.network.b(s.network.depth()));
    EXPECT_EQ(r.loss.kind, LossKind::cross_entropy);
    EXPECT_EQ(r.loss.label_smoothing, 0.1);
    EXPECT_EQ(r.weight_decays, s.weight_decays);
    EXPECT_FALSE(r.weight_decay);
    EXPECT_EQ(r.outputs, s.outputs);
    EXPECT_EQ(format_snapshot(r), format_snapshot(s));
}

/// c times the loss and wd/2 ||W||^2 descend with rate eta as the loss and wd/(2 c) ||W||^2 with
/// eta c.
TEST(Snapshots, AreToldInUnitsOfTheLossWithoutItsScale) {
    const Snapshot r = parse_snapshot(changed([](Safetensors& f) {
                                          f.metadata["loss_scale"] = "0.125";
                                          f.metadata["weight_decay"] = "0.5";
                                          f.metadata["learning_rate"] = "0.25";
                                      }),
                                      "net");
    EXPECT_EQ(r.weight_decay, 4);
    EXPECT_EQ(r.learning_rate, 0.03125);
}

TEST(Snapshots, DecaysOfTheirOwnAreOneWhereTheyAgree) {
    const auto with = [&](const std::string& first) {
        return parse_snapshot(changed([&](Safetensors& f) {
                                  f.metadata["weight_decay"] = "0.5";
                                  f.metadata["weight_decay_W1"] = first;
                              }),
                              "net");
    };
    EXPECT_EQ(with("0.5").weight_decay, 0.5);
    EXPECT_TRUE(with("0.5").weight_decays.empty());
    EXPECT_FALSE(with("0.25").weight_decay);
    EXPECT_EQ(with("0.25").weight_decays.at("W1"), 0.25);
    EXPECT_EQ(with("0.25").weight_decays.at("W2"), 0.5);
}

TEST(Snapshots, OfTheTheoremHaveNoBiasesAndNoOtherLoss) {
    const std::string plain = changed([](auto&) {});
    EXPECT_EQ(format_snapshot(parse_run_snapshot(plain, "net")), plain);
    Snapshot biased = classifier(), other = example(), decays = example();
    biased.loss = {};
    biased.weight_decays.clear();
    other.loss.kind = LossKind::cross_entropy;
    decays.weight_decay.reset();
    decays.weight_decays["W1"] = 0.5;
    for (const Snapshot& s : {biased, other, decays})
        EXPECT_THROW(parse_run_snapshot(format_snapshot(s), "net"), BadInput);
}

TEST(Snapshots, WhatIsNoClassifiersIsRefused) {
    const auto with = [](const std::string& key, const std::string& value) {
        return changed([&](Safetensors& f) { f.metadata[key] = value; });
    };
    expect_refused(with("loss", "hinge"), {"loss", "hinge", "squared_error, cross_entropy"});
    expect_refused(with("label_smoothing", "0.1"), {"label_smoothing", "cross_entropy"});
    expect_refused(with("label_smoothing", "1"), {"label_smoothing is 1", "< 1"});
    expect_refused(with("loss_scale", "0"), {"loss_scale is 0", "more than 0"});
    expect_refused(changed([](Safetensors& f) { // of a file that has nothing to scale, too
                       f.metadata.erase("weight_decay");
                       f.metadata.erase("learning_rate");
                       f.metadata["loss_scale"] = "-1";
                   }),
                   {"loss_scale is -1", "more than 0"});
    expect_refused(with("learning_rate", "-0.1"), {"learning_rate is negative"});
    expect_refused(with("weight_decay_W99", "0.1"), {"weight_decay_W99", "W1, W2"});
    expect_refused(with("weight_decay_b1", "0.1"), {"weight_decay_b1", "W1, W2"});
    expect_refused(with("weight_decay_W1", "-1"), {"weight_decay_W1 is negative"});
    for (const std::vector<std::int64_t>& shape :
         {std::vector<std::int64_t>{1, 9}, {9, 1}, {8}, {10}, {}})
        expect_refused(changed([&](Safetensors& f) {
                           std::size_t n = 4;
                           for (const auto k : shape) n *= static_cast<std::size_t>(k);
                           f.tensors["b1"] = {"F32", shape, std::string(n, '\0')};
                       }),
                       {"tensor b1", "needs [9]", "one entry a row"});
    expect_refused(changed([](Safetensors& f) {
                       f.tensors["b1"] = {"F32", {9}, std::string(36, '\xff')};
                   }),
                   {"tensor b1", "NaN"});
    expect_refused(changed([](Safetensors& f) {
                       f.tensors["outputs"] = {"F32", {1, 2}, std::string(8, '\0')};
                   }),
                   {"tensor outputs has shape [1, 2]", "one row a sample"});
}

/// Without it another network would be checked.
TEST(Snapshots, WhatLooksLikeAParameterIsRefused) {
    for (const char* name : {"b0", "b99", "b01", "B3", "W3.bias", "fc.bias", "b_3", "b", "net.b",
                             "Bias", "in_proj_bias", "module.fc1.bias"})
        expect_refused(changed([&](auto& f) {
                           f.tensors[name] = {"F32", {3}, std::string(12, '\0')};
                       }),
                       {std::string("tensor ") + name, "bias", "are called b1 .. b"});
    for (const char* name : {"fc3.weight", "W01", "w1", "W_1", "W0", "W", "net.W3", "W3.weight",
                             "params/Dense_0/kernel", "weight_orig"})
        expect_refused(changed([&](auto& f) {
                           f.tensors[name] = {"F32", {3}, std::string(12, '\0')};
                       }),
                       {std::string("tensor ") + name, "layer's weight", "W1 .. W"});
    for (const char* name : {"bn.running_mean", "web1", "b1a", "+W1", "mean", "logits"})
        EXPECT_NO_THROW(parse_snapshot(changed([&](auto& f) {
                                           f.tensors[name] = {"F32", {3}, std::string(12, '\0')};
                                       }),
                                       "net"));
}

TEST(Snapshots, TheWholeNetworkAndItsHeadAtOnceAreRefused) {
    expect_refused(changed([](auto& f) { f.tensors["features"] = f.tensors["X"]; }),
                   {"X and features", "leave one of them out"});
    // A head snapshot has the head's layers only.
    Snapshot head = example();
    head.network.nonlinear_layers = 0;
    head.layer_offset = 1;
    Safetensors file = parse_safetensors(format_snapshot(head), "net");
    file.tensors["W1"] = file.tensors["W2"];
    expect_refused(bytes_of(file), {"tensor W1 ", "W2 .. W"});
}

TEST(Snapshots, WhatIsMissingOrMismatchedIsNamed) {
    expect_refused(changed([](auto& f) { f.tensors.erase("X"); }), {"X", "features"});
    expect_refused(changed([](auto& f) { f.tensors.erase("labels"); }), {"labels"});
    expect_refused(changed([](auto& f) { f.tensors.erase("W2"); }), {"W2", "missing"});
    expect_refused(changed([](auto& f) { f.tensors["W2"].shape.push_back(1); }),
                   {"W2", "3 dimensions"});
    expect_refused(changed([](auto& f) { std::swap(f.tensors["W2"], f.tensors["W1"]); }),
                   {"W", "columns"});
    expect_refused(changed([](auto& f) {
                       auto& W = f.tensors["W1"];
                       W.dtype = "I64";
                   }),
                   {"W1", "F64"});
    expect_refused(changed([](auto& f) { f.metadata.erase("ncv"); }), {"ncv"});
    expect_refused(changed([](auto& f) { f.metadata["ncv"] = "2"; }), {"version"});
    expect_refused(changed([](auto& f) { f.metadata["activation"] = "gelu"; }),
                   {"gelu", "leaky_relu"});
    expect_refused(changed([](auto& f) { f.metadata["nonlinear_layers"] = "99"; }), {"99"});
    expect_refused(changed([](auto& f) { f.metadata["nonlinear_layers"] = "many"; }), {"many"});
    for (const char* gamma : {"0", "1", "-0.5", "nan"})
        expect_refused(changed([&](auto& f) {
                           f.metadata["activation"] = "leaky_relu";
                           f.metadata["gamma"] = gamma;
                       }),
                       {"gamma"});
}

TEST(Snapshots, BadLabelsAreNamed) {
    const auto with_label = [](std::int64_t value) {
        return changed(
            [value](auto& f) { std::memcpy(f.tensors["labels"].bytes.data(), &value, 8); });
    };
    expect_refused(with_label(-1), {"-1", "sample 0"});
    expect_refused(with_label(1000), {"1000", "sample 0"});
    expect_refused(changed([](auto& f) {
                       auto& bytes = f.tensors["labels"].bytes;
                       std::memset(bytes.data(), 0, bytes.size());
                   }),
                   {"class", "1", "no sample", "last layer"});
}

} // namespace
} // namespace ncv
