/// Files: what is written reads back to the same bits; what is wrong is refused with one clear
/// line; random damage never crashes and never yields half a snapshot.
#include "claims/outcome_json.hpp"
#include "data/cifar.hpp"
#include "data/idx.hpp"
#include "data/images.hpp"
#include "data/random.hpp"
#include "instances/instance.hpp"
#include "io/errors.hpp"
#include "io/gzip.hpp"
#include "io/safetensors.hpp"
#include "io/snapshot_file.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstring>

namespace ncv {
namespace {

Snapshot example(std::uint64_t index = 3) {
    DrawOptions options;
    options.heads = {HeadKind::nearly_balanced};
    InstanceSpec spec = random_spec(index, options);
    spec.nonlinear_widths = {9};
    return build(spec);
}

std::string bytes_of(const Safetensors& file) { return format_safetensors(file); }

/// parse_snapshot must refuse, in one line that contains every one of `words`.
void expect_refused(const std::string& bytes, const std::vector<std::string>& words) {
    try {
        parse_snapshot(bytes, "net");
        ADD_FAILURE() << "was read: " << words.front();
    } catch (const BadInput& e) {
        const std::string what = e.what();
        EXPECT_TRUE(what.starts_with("net: ")) << what;
        EXPECT_EQ(what.find('\n'), std::string::npos) << what;
        for (const std::string& word : words)
            EXPECT_NE(what.find(word), std::string::npos) << word << " not in: " << what;
    }
}

template <class Change>
std::string changed(Change change) {
    Safetensors file = parse_safetensors(format_snapshot(example()), "net");
    change(file);
    return bytes_of(file);
}

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

/// Entries that the narrow types have, in the wide one.
Matrix<double> widened(const std::string& dtype, std::vector<std::uint16_t> bits) {
    const std::string bytes = changed([&](Safetensors& f) {
        Tensor& X = f.tensors["X"];
        X.dtype = dtype;
        bits.resize(static_cast<std::size_t>(X.size()), 0);
        X.bytes.assign(reinterpret_cast<const char*>(bits.data()), 2 * bits.size());
    });
    return parse_snapshot(bytes, "net").data.inputs;
}

TEST(Snapshots, HalvesAreWidenedExactly) {
    const Matrix<double> half =
        widened("F16", {0x3c00, 0xc000, 0x7bff, 0x0400, 0x0001, 0x83ff, 0x8000});
    EXPECT_EQ(half.data()[0], 1);
    EXPECT_EQ(half.data()[1], -2);
    EXPECT_EQ(half.data()[2], 65504);
    EXPECT_EQ(half.data()[3], 0x1p-14);
    EXPECT_EQ(half.data()[4], 0x1p-24);
    EXPECT_EQ(half.data()[5], -1023 * 0x1p-24);
    EXPECT_TRUE(half.data()[6] == 0 && std::signbit(half.data()[6]));
    const Matrix<double> brain =
        widened("BF16", {0x3f80, 0xc000, 0x7f7f, 0x0080, 0x0001, 0x807f, 0x3fc1});
    EXPECT_EQ(brain.data()[0], 1);
    EXPECT_EQ(brain.data()[1], -2);
    EXPECT_EQ(brain.data()[2], 0x1.fep127);
    EXPECT_EQ(brain.data()[3], 0x1p-126);
    EXPECT_EQ(brain.data()[4], 0x1p-133);
    EXPECT_EQ(brain.data()[5], -127 * 0x1p-133);
    EXPECT_EQ(brain.data()[6], 0x1.82p0);
    for (const auto& [dtype, bad] : {std::pair{"F16", 0x7c00}, std::pair{"F16", 0x7e01},
                                     std::pair{"BF16", 0x7f80}, std::pair{"BF16", 0xffc0}})
        EXPECT_THROW(widened(dtype, {static_cast<std::uint16_t>(bad)}), BadInput) << dtype;
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

/// The example's labels as T, each one moved by `shift`, in `shape`.
template <class T>
std::string with_labels(const std::string& dtype, int shift = 0,
                        std::vector<std::int64_t> shape = {}) {
    const std::vector<int> labels = example().data.labels;
    return changed([&](Safetensors& f) {
        Tensor& out = f.tensors["labels"];
        out.dtype = dtype;
        out.bytes.clear();
        if (!shape.empty()) out.shape = shape;
        for (const int label : labels) {
            const T value = static_cast<T>(label + shift);
            out.bytes.append(reinterpret_cast<const char*>(&value), sizeof value);
        }
    });
}

TEST(Snapshots, LabelsHaveAnyIntegerType) {
    const std::vector<int> labels = example().data.labels;
    for (const std::string& bytes :
         {with_labels<std::int64_t>("I64"), with_labels<std::int32_t>("I32"),
          with_labels<std::int16_t>("I16"), with_labels<std::int8_t>("I8"),
          with_labels<std::uint64_t>("U64"), with_labels<std::uint32_t>("U32"),
          with_labels<std::uint16_t>("U16"), with_labels<std::uint8_t>("U8")})
        EXPECT_EQ(parse_snapshot(bytes, "net").data.labels, labels);
    const auto samples = static_cast<std::int64_t>(labels.size());
    const std::int64_t classes = example().data.classes;
    expect_refused(with_labels<float>("F32"), {"labels", "F32", "labels.long()"});
    expect_refused(with_labels<std::uint8_t>("BOOL"), {"labels", "BOOL", "labels.long()"});
    expect_refused(with_labels<std::int64_t>("I64", 0, {samples, 1}),
                   {"labels", fmt::format("needs [{}]", samples), "labels.squeeze(1)"});
    expect_refused(with_labels<std::int64_t>("I64", 1), {"labels", "start at 1", "labels - 1"});
    expect_refused(with_labels<std::uint8_t>("U8", 1), {"labels", "start at 1", "labels - 1"});
    expect_refused(with_labels<std::uint64_t>("U64", -1), {"18446744073709551615", "sample 0"});
    expect_refused(changed([&](auto& f) {
                       f.tensors["labels"] = {
                           "F32",
                           {samples, classes},
                           std::string(static_cast<std::size_t>(4 * samples * classes), '\0')};
                   }),
                   {"labels", "one-hot", "labels.argmax(dim=1)"});
    for (const int shift : {2, -1}) // these do not start at 1
        try {
            parse_snapshot(with_labels<std::int32_t>("I32", shift), "net");
            ADD_FAILURE() << shift;
        } catch (const BadInput& e) {
            EXPECT_EQ(std::string(e.what()).find("start at 1"), std::string::npos) << e.what();
        }
}

/// A network's parameters as PyTorch saves them: what is there, and what a snapshot needs.
TEST(Snapshots, StateDictsAreToldWhatToRename) {
    const Safetensors whole = parse_safetensors(format_snapshot(example()), "net");
    for (const std::string prefix : {"fc", "module.fc", "_orig_mod.net."}) {
        Safetensors state;
        const auto name = [&](int l) { return fmt::format("{}{}.weight", prefix, 9 * l - 7); };
        for (int l = 1; l <= 3; ++l)
            state.tensors[name(l)] = whole.tensors.at(fmt::format("W{}", l));
        for (const auto& metadata : {std::map<std::string, std::string>{}, {{"format", "pt"}}}) {
            state.metadata = metadata;
            expect_refused(
                bytes_of(state),
                {metadata.empty() ? "__metadata__ is missing" : "has format alone", "ncv = \"1\"",
                 "nonlinear_layers", "activation", "X, labels", "docs/formats.md", "README.md",
                 name(1) + " [",
                 fmt::format("rename {} to W1, {} to W2, {} to W3", name(1), name(2), name(3))});
        }
        state.metadata = whole.metadata;
        state.tensors["X"] = whole.tensors.at("X");
        state.tensors["labels"] = whole.tensors.at("labels");
        expect_refused(bytes_of(state), {"W1 is missing", name(2) + " to W2"});
    }
}

TEST(Snapshots, OtherFormatsAreNamed) {
    expect_refused(R"({"certificate": 1, "snapshot": {}})", {"JSON", "certificate"});
    expect_refused(R"({"id": "F1", "expected": {}})", {"JSON", "ncv replay"});
    expect_refused("[1]", {"JSON"});
    expect_refused("PK\x03\x04 a zip, as torch.save writes it", {"zip", "save_file"});
    expect_refused(gzipped(format_snapshot(example())), {"gzip"});
}

TEST(Snapshots, NumbersInMetadataAreReadWholeOrRefused) {
    for (const char* wrong : {"0x", " 1", "1 ", "1e400", "-1e400", "+1", "", "nan", "inf", "1,5",
                              "0x-1", "--1", "1e", "one"})
        expect_refused(changed([&](auto& f) { f.metadata["weight_decay"] = wrong; }),
                       {"weight_decay"});
    expect_refused(changed([](auto& f) { f.metadata["weight_decay"] = "-0.5"; }),
                   {"weight_decay", "negative"});
    for (const auto& [text, value] : {std::pair{"0x10", 16.0}, std::pair{"0x1.8p-1", 0.75},
                                      std::pair{"1e-3", 1e-3}, std::pair{"0", 0.0}}) {
        const Snapshot s =
            parse_snapshot(changed([&](auto& f) { f.metadata["weight_decay"] = text; }), "net");
        EXPECT_EQ(s.weight_decay, value);
    }
    for (const char* wrong : {"0x1", "1.0", " 1", "1e0", "+1", "-1", "99999999999999999999"})
        expect_refused(changed([&](auto& f) { f.metadata["nonlinear_layers"] = wrong; }),
                       {"nonlinear_layers"});
}

TEST(Snapshots, InfinityAndNaNAreRefused) {
    for (double bad : {std::numeric_limits<double>::infinity(), std::nan("")})
        for (const char* key : {"X", "W1"})
            expect_refused(
                changed([&](auto& f) { std::memcpy(f.tensors[key].bytes.data(), &bad, 8); }),
                {key, "finite"});
}

std::string with_header(const std::string& header, const std::string& data = "") {
    std::string out(8, '\0');
    const std::uint64_t n = header.size();
    std::memcpy(out.data(), &n, 8);
    return out + header + data;
}

TEST(Safetensors, BrokenHeadersAreRefused) {
    expect_refused("", {"no safetensors"});
    expect_refused(with_header(std::string("{}\0", 3)), {"JSON", "byte 3"});
    expect_refused(with_header(std::string("{}\0garbage", 10)), {"JSON", "byte 3"});
    expect_refused(with_header(R"({"a":{"dtype":"F64","shape":[1],"data_offsets":[0,8],"b":1}})",
                               std::string(8, '\0')),
                   {"a", "nothing else"});
    expect_refused("PK\x03\x04 a zip, as torch.save writes it", {"no safetensors"});
    expect_refused(std::string(8, '\x7f') + "{}", {"truncated"});
    expect_refused(with_header("{\"X\": "), {"JSON"});
    expect_refused(with_header(R"({"a":{"dtype":"F64","shape":[1],"data_offsets":[0,8]},)"
                               R"("a":{"dtype":"F64","shape":[1],"data_offsets":[0,8]}})",
                               std::string(8, '\0')),
                   {"twice"});
    expect_refused(with_header(R"({"a":{"dtype":"F64","shape":[1],"data_offsets":[0,8]},)"
                               R"("b":{"dtype":"F64","shape":[1],"data_offsets":[4,12]}})",
                               std::string(12, '\0')),
                   {"overlap"});
    expect_refused(with_header(R"({"a":{"dtype":"F64","shape":[1],"data_offsets":[0,8]}})", "1234"),
                   {"a", "more than the 4 data bytes"});
    expect_refused(with_header(R"({"a":{"dtype":"F64","shape":[99999999999,99999999999],)"
                               R"("data_offsets":[0,8]}})",
                               std::string(8, '\0')),
                   {"a", "more than"});
    expect_refused(with_header(R"({"a":{"dtype":"F64","shape":[-1],"data_offsets":[0,8]}})",
                               std::string(8, '\0')),
                   {"a"});
}

TEST(Safetensors, RandomDamageNeverCrashesAndNeverHalfReads) {
    const std::string good = format_snapshot(example());
    Random random(11);
    int refused = 0;
    for (int trial = 0; trial < 4000; ++trial) {
        std::string bytes = good;
        const int hits = uniform_int(random, 1, 3);
        for (int k = 0; k < hits; ++k)
            bytes[static_cast<std::size_t>(
                uniform_int(random, 0, std::min<int>(900, static_cast<int>(bytes.size()) - 1)))] =
                static_cast<char>(uniform_int(random, 0, 255));
        if (trial % 5 == 0)
            bytes.resize(
                static_cast<std::size_t>(uniform_int(random, 0, static_cast<int>(bytes.size()))));
        try {
            const Snapshot s = parse_snapshot(bytes, "net");
            EXPECT_NO_THROW(check(s, {{"A0a"}, Arithmetic::binary64}));
        } catch (const BadInput&) {
            ++refused;
        }
    }
    EXPECT_GT(refused, 2000);
}

TEST(IdxFiles, RoundTripPlainAndGzipped) {
    const Idx idx{{2, 3}, "abcdef"};
    for (const std::string& bytes : {format_idx(idx), gzipped(format_idx(idx))}) {
        const Idx back = parse_idx(bytes, "idx");
        EXPECT_EQ(back.extents, idx.extents);
        EXPECT_EQ(back.bytes, idx.bytes);
    }
}

/// Members are joined, as gunzip does; zero bytes after the last one are padding.
TEST(IdxFiles, GzipMayHaveSeveralMembersAndZeroBytesAfterThem) {
    const std::string plain = format_idx({{2, 3}, "abcdef"});
    for (std::size_t cut = 0; cut <= plain.size(); ++cut) {
        const std::string two = gzipped(plain.substr(0, cut)) + gzipped(plain.substr(cut));
        for (const std::size_t zeros : {0, 1, 512}) {
            EXPECT_EQ(parse_idx(two + std::string(zeros, '\0'), "idx").bytes, "abcdef") << cut;
            EXPECT_EQ(gunzipped(two + std::string(zeros, '\0'), 1000, "gz"), plain) << cut;
        }
    }
    EXPECT_THROW(gunzipped(gzipped(plain) + gzipped("more"), plain.size(), "gz"), BadInput);
    const auto refused = [&](const std::string& after, const std::string& word) {
        try {
            gunzipped(gzipped(plain) + after, 1000, "gz");
            ADD_FAILURE() << after;
        } catch (const BadInput& e) {
            EXPECT_NE(std::string(e.what()).find(word), std::string::npos) << e.what();
        }
    };
    refused("garbage", "7 bytes follow");
    refused(std::string("\0\0x", 3), "3 bytes follow");
    refused(gzipped("more").substr(0, 15), "broken or truncated");
    refused("\x1f\x8b", "broken or truncated");
}

TEST(IdxFiles, WrongMagicAndCountsAreRefused) {
    const std::string good = format_idx({{2, 3}, "abcdef"});
    std::string magic = good;
    magic[2] = '\x0d';
    EXPECT_THROW(parse_idx(magic, "idx"), BadInput);
    EXPECT_THROW(parse_idx(good.substr(0, good.size() - 1), "idx"), BadInput);
    EXPECT_THROW(parse_idx(good + "x", "idx"), BadInput);
    EXPECT_THROW(parse_idx(good.substr(0, 6), "idx"), BadInput);
    std::string huge = good;
    std::memset(huge.data() + 4, 0xff, 8);
    EXPECT_THROW(parse_idx(huge, "idx"), BadInput);
    std::string packed = gzipped(good);
    EXPECT_THROW(parse_idx(packed.substr(0, packed.size() - 3), "idx"), BadInput);
}

TEST(Cifar, RecordsAreALabelAndThreeThousandAndSeventyTwoPixels) {
    std::string two = '\x03' + std::string(3072, '\x0a') + '\x09' + std::string(3072, '\xff');
    const LabelledImages images = parse_cifar10(two, "batch");
    EXPECT_EQ(images.images.extents, (std::vector<std::uint32_t>{2, 3, 32, 32}));
    EXPECT_EQ(images.labels.bytes, "\x03\x09");
    EXPECT_EQ(images.images.bytes, std::string(3072, '\x0a') + std::string(3072, '\xff'));
    EXPECT_THROW(parse_cifar10("", "batch"), BadInput);
    EXPECT_THROW(parse_cifar10(two + "x", "batch"), BadInput);
    two[3073] = '\x0a';
    EXPECT_THROW(parse_cifar10(two, "batch"), BadInput);
    two[3073] = '\xff';
    EXPECT_THROW(parse_cifar10(two, "batch"), BadInput);
}

TEST(Digits, FiftyOfEachClassSorted) {
    const LabelledImages all = digits();
    EXPECT_EQ(all.images.extents, (std::vector<std::uint32_t>{500, 28, 28}));
    const Dataset<double> data = image_dataset(all, 20, "digits");
    EXPECT_EQ(data.classes, 10);
    EXPECT_EQ(data.samples(), 200);
    for (auto n : data.class_counts()) EXPECT_EQ(n, 20);
    EXPECT_TRUE(std::is_sorted(data.labels.begin(), data.labels.end()));
    EXPECT_GE(data.inputs.minCoeff(), 0);
    EXPECT_LE(data.inputs.maxCoeff(), 1);
    EXPECT_THROW(image_dataset(all, 51, "digits"), BadInput);
}

TEST(Counterexamples, AreReadStrictly) {
    const std::string good =
        R"({"id":"F1","claim":"A2","lacks":"eps2","expected":{"status":"violated","ratio":2.5},"note":""})";
    const Counterexample c = parse_counterexample(good, "f1");
    EXPECT_EQ(c.claim, "A2");
    EXPECT_EQ(c.ratio, 2.5);
    for (const char* bad : {"[]", "{", R"({"claim":"A99","expected":{"status":"holds"}})",
                            R"({"claim":"A2","expected":{"status":"maybe"}})", R"({"claim":"A2"})",
                            R"({"claim":"A2","lacks":"luck","expected":{"status":"holds"}})",
                            R"({"claim":"A2","claim":"A2","expected":{"status":"holds"}})",
                            R"({"claim":"A2","extra":1,"expected":{"status":"holds"}})",
                            R"({"claim":"A2","expected":{"status":"holds","ratio":[]}})",
                            R"({"claim":"A2","expected":{"status":"holds"},"sha256":"ab"})",
                            R"({"claim":"A2","expected":{"status":"holds"},"sha256":1})"})
        EXPECT_THROW(parse_counterexample(bad, "f1"), BadInput) << bad;
    const std::string zero("\0", 1);
    for (const std::string& after : {zero, zero + "garbage", std::string("x"), std::string("{}")})
        EXPECT_THROW(parse_counterexample(good + after, "f1"), BadInput) << after;
    EXPECT_NO_THROW(parse_counterexample(good + "\n", "f1"));
    std::string with = good;
    with.insert(with.size() - 1, ",\"sha256\":\"" + std::string(64, 'a') + "\"");
    EXPECT_EQ(parse_counterexample(with, "f1").sha256, std::string(64, 'a'));
    with.replace(with.find("aaaa"), 4, "AAAA");
    EXPECT_THROW(parse_counterexample(with, "f1"), BadInput);
}

} // namespace
} // namespace ncv
