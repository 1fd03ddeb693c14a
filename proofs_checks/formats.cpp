/// The files below snapshots, and data and counterexamples: broken ones are refused, random damage never crashes and never yields
/// half a file.
#include "support/snapshot_files.hpp"

#include "claims/outcome_json.hpp"
#include "data/cifar.hpp"
#include "data/idx.hpp"
#include "data/images.hpp"
#include "data/random.hpp"
#include "io/gzip.hpp"

#include <fmt/format.h>

#include <cstring>

namespace ncv {
using namespace snapshot_files;

namespace {

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
