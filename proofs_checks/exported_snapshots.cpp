/// Snapshots as other programs write them: narrow types, labels of any integer, names of state dicts, other formats.
#include "support/snapshot_files.hpp"

#include "io/gzip.hpp"

#include <fmt/format.h>

#include <cmath>
#include <cstring>
#include <limits>

namespace ncv {
using namespace snapshot_files;

namespace {

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
        const Snapshot s = parse_snapshot(
            changed([&, text = text](auto& f) { f.metadata["weight_decay"] = text; }), "net");
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

} // namespace
} // namespace ncv
