/// Files: what is written reads back to the same bits; what is wrong is refused with one clear
/// line; random damage never crashes and never yields half a snapshot.
#include "data/idx.hpp"
#include "data/images.hpp"
#include "data/random.hpp"
#include "instances/instance.hpp"
#include "io/errors.hpp"
#include "io/gzip.hpp"
#include "io/outcome_json.hpp"
#include "io/safetensors.hpp"
#include "io/snapshot_file.hpp"

#include <gtest/gtest.h>

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
    const Outcome o = check(r, {{"B1"}, Arithmetic::binary64, ""}).front();
    EXPECT_GT(o.layer, 3);
}

TEST(Snapshots, UnknownTensorsAndKeysAreIgnored) {
    const std::string bytes = changed([](Safetensors& f) {
        f.tensors["optimizer"] = {"F16", {2}, std::string(4, 'x')};
        f.metadata["mood"] = "good";
    });
    EXPECT_NO_THROW(parse_snapshot(bytes, "net"));
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
                   {"class 1 has no sample"});
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
            EXPECT_NO_THROW(check(s, {{"A0a"}, Arithmetic::binary64, ""}));
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
                            R"({"claim":"A2","expected":{"status":"holds","ratio":[]}})"})
        EXPECT_THROW(parse_counterexample(bad, "f1"), BadInput) << bad;
}

} // namespace
} // namespace ncv
