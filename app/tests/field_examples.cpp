#include "field_examples.hpp"

#include "data/random.hpp"
#include "instances/instance.hpp"
#include "io/files.hpp"
#include "io/snapshot_file.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstring>
#include <filesystem>

namespace ncv {
namespace {

InstanceSpec small_network() {
    InstanceSpec spec;
    spec.class_sizes = {3, 3};
    spec.input_dimension = 5;
    spec.nonlinear_widths = {6};
    spec.head_widths = {4, 3};
    spec.activation = {ActivationKind::softplus_leaky_relu, 0.25, 2};
    spec.head = HeadKind::nearly_balanced;
    spec.residual = 0.0625;
    spec.imbalance = 0x1p-10;
    spec.seed = 7;
    return spec;
}

std::string with_header(const std::string& header, const std::string& data) {
    std::string out(8, '\0');
    const std::uint64_t n = header.size();
    std::memcpy(out.data(), &n, 8);
    return out + header + data;
}

/// Collects the example with something changed.
class Corpus {
  public:
    std::vector<FieldFile> files;

    template <class Change>
    void changed(const std::string& name, Change change, bool head = false) {
        Safetensors file = field_example(head);
        change(file);
        files.push_back({name, format_safetensors(file)});
    }
    /// `from` in the header becomes `to`.
    void spelled(const std::string& from, const std::string& to) {
        const std::string whole = format_safetensors(field_example());
        std::uint64_t length = 0;
        std::memcpy(&length, whole.data(), 8);
        std::string header = whole.substr(8, length);
        const auto at = header.find(from);
        ASSERT_NE(at, std::string::npos) << from << " not in " << header;
        header.replace(at, from.size(), to);
        files.push_back({from + " -> " + to, with_header(header, whole.substr(8 + length))});
    }
};

} // namespace

Safetensors field_example(bool head) {
    Snapshot s = build(small_network());
    s.weight_decay = 0.125;
    s.learning_rate = 0.5;
    s.step = 3;
    s.seed = 4;
    if (head) {
        s.network.nonlinear_layers = 0;
        s.layer_offset = 2;
    }
    return parse_safetensors(format_snapshot(s), "example");
}

std::vector<FieldFile> odd_numbers() {
    Corpus c;
    for (const char* key :
         {"weight_decay", "gamma", "sharpness", "learning_rate", "nonlinear_layers", "step", "seed",
          "loss_scale", "label_smoothing", "weight_decay_W1", "weight_decay_W3", "weight_decay_b4"})
        for (const std::string text : {"",         "0",
                                       "-0",       "1",
                                       "-1",       "+1",
                                       " 1",       "1 ",
                                       "007",      "1.0",
                                       ".5",       "5.",
                                       "0.5",      "-0.5",
                                       "1e-3",     "1E3",
                                       "1e",       "1e400",
                                       "-1e400",   "1e-400",
                                       "4.9e-324", "0x10",
                                       "0x1.8p-1", "0x1.8P-1",
                                       "0X1p-1",   "0x",
                                       "0x-1",     "-0x1p-1",
                                       "--1",      "nan",
                                       "inf",      "-inf",
                                       "infinity", "1_0",
                                       "1,5",      "0b1",
                                       "1f",       "99999999999999999999",
                                       "1000001",  "two"})
            c.changed(std::string(key) + " = '" + text + "'",
                      [&](auto& f) { f.metadata[key] = text; });
    for (const std::string text : {"0", "-1", "two", "1e400", "inf", "0x1p-3"})
        c.changed("loss_scale = '" + text + "' of nothing", [&](auto& f) {
            f.metadata["loss_scale"] = text;
            f.metadata.erase("weight_decay");
            f.metadata.erase("learning_rate");
        });
    for (const char* key : {"ncv", "activation", "weight_decay", "gamma", "sharpness",
                            "learning_rate", "nonlinear_layers", "step", "seed"})
        for (const bool head : {false, true})
            c.changed(
                std::string("no ") + key, [&](auto& f) { f.metadata.erase(key); }, head);
    for (const char* loss : {"squared_error", "cross_entropy", "hinge", ""})
        c.changed(std::string("loss ") + loss, [&](auto& f) { f.metadata["loss"] = loss; });
    for (const char* kind : {"leaky_relu", "relu", "tanh", "identity", "gelu", "", "Tanh",
                             "gaussian_leaky_relu", "steep_leaky_relu"})
        for (const bool head : {false, true})
            c.changed(
                std::string("activation ") + kind,
                [&](auto& f) { f.metadata["activation"] = kind; }, head);
    for (const char* L1 : {"0", "1", "2", "3", "4", "5"})
        for (const bool head : {false, true})
            c.changed(
                std::string("L1 = ") + L1, [&](auto& f) { f.metadata["nonlinear_layers"] = L1; },
                head);
    return c.files;
}

std::vector<FieldFile> odd_types() {
    Corpus c;
    for (const auto& [dtype, width] :
         {std::pair{"F64", 8}, std::pair{"F32", 4}, std::pair{"F16", 2}, std::pair{"BF16", 2},
          std::pair{"I64", 8}, std::pair{"I32", 4}, std::pair{"I16", 2}, std::pair{"I8", 1},
          std::pair{"U64", 8}, std::pair{"U32", 4}, std::pair{"U16", 2}, std::pair{"U8", 1},
          std::pair{"BOOL", 1}, std::pair{"F8_E5M2", 1}, std::pair{"f64", 8}, std::pair{"", 1}})
        for (const char* name : {"X", "W1", "W4", "labels"})
            c.changed(
                fmt::format("{} in {}", name, dtype),
                [&, dtype = dtype, size = static_cast<std::size_t>(width)](auto& f) {
                    Tensor& t = f.tensors.at(name);
                    t.dtype = dtype;
                    const auto entries = static_cast<std::size_t>(t.size());
                    std::string bytes(entries * size, '\0');
                    for (std::size_t i = 0; i < entries; ++i) { // labels 0, 1, 0, ..; bits of reals
                        const std::uint64_t bits = name[0] == 'l' ? i % 2 : 0x3c00 + 37 * (i % 29);
                        std::memcpy(bytes.data() + i * size, &bits, size);
                    }
                    t.bytes = bytes;
                });
    for (const int bits : {0x0001, 0x83ff, 0x0400, 0x7bff, 0x7c00, 0x7f80, 0xfc01, 0x8000})
        for (const char* dtype : {"F16", "BF16"})
            c.changed(fmt::format("{} {:x}", dtype, bits), [&](auto& f) {
                Tensor& t = f.tensors.at("W4");
                t.dtype = dtype;
                t.bytes.assign(static_cast<std::size_t>(2 * t.size()), '\0');
                const auto first = static_cast<std::uint16_t>(bits);
                std::memcpy(t.bytes.data(), &first, 2);
                const std::uint16_t one = 0x3f00; // full rank
                std::memcpy(t.bytes.data() + 8, &one, 2);
            });
    for (const std::int64_t label : {-1, 0, 1, 2, 3, 1 << 30}) {
        c.changed(fmt::format("first label {}", label),
                  [&](auto& f) { std::memcpy(f.tensors.at("labels").bytes.data(), &label, 8); });
        c.changed(fmt::format("all labels {}", label), [&](auto& f) {
            for (std::size_t i = 0; i < 6; ++i)
                std::memcpy(f.tensors.at("labels").bytes.data() + 8 * i, &label, 8);
        });
    }
    for (const double bad : {HUGE_VAL, -HUGE_VAL, std::nan("")})
        for (const char* name : {"X", "W2"})
            c.changed(fmt::format("{} in {}", bad, name),
                      [&](auto& f) { std::memcpy(f.tensors.at(name).bytes.data() + 8, &bad, 8); });
    return c.files;
}

std::vector<FieldFile> odd_tensors() {
    Corpus c;
    for (const char* name : {"X", "labels", "W1", "W2", "W3", "W4"}) {
        c.changed(std::string("no ") + name, [&](auto& f) { f.tensors.erase(name); });
        c.changed(std::string("twice as many dimensions: ") + name,
                  [&](auto& f) { f.tensors.at(name).shape.push_back(1); });
        c.changed(std::string("one more row: ") + name, [&](auto& f) {
            Tensor& t = f.tensors.at(name);
            t.bytes += t.bytes.substr(0, t.bytes.size() / static_cast<std::size_t>(t.shape[0]));
            ++t.shape[0];
        });
        c.changed(std::string("empty: ") + name, [&](auto& f) {
            f.tensors.at(name).bytes.clear();
            f.tensors.at(name).shape[0] = 0;
        });
    }
    c.changed("labels [N, 1]", [](auto& f) { f.tensors.at("labels").shape = {6, 1}; });
    c.changed("X and features", [](auto& f) { f.tensors["features"] = f.tensors["X"]; });
    c.changed(
        "features and X", [](auto& f) { f.tensors["X"] = f.tensors["features"]; }, true);
    c.changed(
        "a layer below the head",
        [](auto& f) {
            f.tensors["W2"] = {"F64", {1, 1}, std::string(8, '\0')};
        },
        true);
    const Tensor one{"F32", {2}, std::string(8, '\0')};
    for (const char* name : {"b1",
                             "b3",
                             "b",
                             "B2",
                             "W3.bias",
                             "fc.bias",
                             "bias",
                             "fc1.weight",
                             "module.fc1.weight",
                             "_orig_mod.net.0.weight",
                             "W01",
                             "W0",
                             "W7",
                             "w1",
                             "W_1",
                             "W.1",
                             "-W1",
                             "W1 ",
                             "params/kernel",
                             "unbiased",
                             "optimizer",
                             "outputs",
                             "bn.running_mean",
                             "web1",
                             "backbone.W1",
                             "backbone.b",
                             "Kernel",
                             "a-b",
                             "x/w9",
                             "\u00e9",
                             "",
                             "b1a",
                             "_w",
                             "99"})
        for (const bool head : {false, true}) {
            c.changed(
                std::string("beside: ") + name, [&](auto& f) { f.tensors[name] = one; }, head);
            c.changed(
                std::string("beside, with a backbone: ") + name,
                [&](auto& f) {
                    f.tensors[name] = one;
                    f.metadata["backbone_connections"] = "dense";
                },
                head);
        }
    c.changed("an unread type", [](auto& f) {
        f.tensors["mask"] = {"F8_E4M3", {7, 3}, std::string(5, 'x')};
    });
    c.changed("an empty tensor beside", [](auto& f) { f.tensors["none"] = {"F64", {0, 9}, ""}; });
    c.changed("a scalar beside", [](auto& f) {
        f.tensors["t"] = {"I64", {}, std::string(8, 'x')};
    });
    c.changed("one class", [](auto& f) {
        Tensor& t = f.tensors.at("W4");
        t.shape[0] = 1;
        t.bytes.resize(t.bytes.size() / 2);
        f.tensors.at("labels").bytes.assign(48, '\0');
    });
    c.changed("one layer", [](auto& f) {
        for (const char* name : {"W2", "W3", "W4"}) f.tensors.erase(name);
        f.metadata["nonlinear_layers"] = "0";
    });
    return c.files;
}

std::vector<FieldFile> odd_headers() {
    Corpus c;
    const std::string whole = format_safetensors(field_example());
    std::uint64_t length = 0;
    std::memcpy(&length, whole.data(), 8);
    const std::string header = whole.substr(8, length), data = whole.substr(8 + length);
    const std::string zero("\0", 1);
    const auto add = [&](const std::string& name, const std::string& h, const std::string& d) {
        c.files.push_back({name, with_header(h, d)});
    };
    add("as it is", header, data);
    add("a byte behind", header, data + "x");
    add("a byte too few", header, data.substr(1));
    for (const std::string& end :
         {std::string(" \n\t"), std::string("x"), std::string("{}"), zero, zero + "x",
          std::string(40, '\0'), std::string(","), std::string("//")})
        add("header ends in " + end, header + end, data);
    for (const std::string begin : {" ", "\n", "\xef\xbb\xbf", "[", "/**/"})
        add("header begins with " + begin, begin + header, data);
    const auto open = [&](const std::string& more) { return "{" + more + header.substr(1); };
    add("doubled", open("\"X\":0,"), data);
    add("doubled the same",
        open("\"labels\":{\"dtype\":\"I64\",\"shape\":[6],\"data_offsets\":[0,48]},"), data);
    add("metadata doubled", open("\"__metadata__\":{},"), data);
    add("a name of bad UTF-8",
        open("\"\xff\":{\"dtype\":\"F64\",\"shape\":[0],\"data_offsets\":[0,0]},"), data);
    add("no object", open("\"a\":1,"), data);
    for (const std::string entry :
         {"{\"dtype\":\"F64\",\"shape\":[0],\"data_offsets\":[0,0]}",
          "{\"dtype\":\"F64\",\"shape\":[0,99999999999],\"data_offsets\":[0,0]}",
          "{\"dtype\":\"F64\",\"shape\":[18446744073709551615,0],\"data_offsets\":[0,0]}",
          "{\"dtype\":\"F64\",\"shape\":[18446744073709551616,0],\"data_offsets\":[0,0]}",
          "{\"dtype\":\"F64\",\"shape\":[4294967296,4294967296],\"data_offsets\":[0,0]}",
          "{\"dtype\":\"F64\",\"shape\":[2305843009213693952],\"data_offsets\":[0,0]}",
          "{\"dtype\":\"F64\",\"shape\":[],\"data_offsets\":[0,0]}",
          "{\"dtype\":\"F64\",\"shape\":[0.0],\"data_offsets\":[0,0]}",
          "{\"dtype\":\"F64\",\"shape\":[-0],\"data_offsets\":[0,0]}",
          "{\"dtype\":\"F64\",\"shape\":0,\"data_offsets\":[0,0]}",
          "{\"dtype\":\"F64\",\"shape\":{},\"data_offsets\":[0,0]}",
          "{\"dtype\":\"F64\",\"shape\":{\"a\":0},\"data_offsets\":[0,0]}",
          "{\"dtype\":\"F64\",\"shape\":[0],\"data_offsets\":[0,0,0]}",
          "{\"dtype\":\"F64\",\"shape\":[0],\"data_offsets\":[0]}",
          "{\"dtype\":\"F64\",\"shape\":[0],\"data_offsets\":[8,0]}",
          "{\"dtype\":\"F64\",\"shape\":[0],\"data_offsets\":[1e0,1]}",
          "{\"dtype\":\"F64\",\"shape\":[0],\"data_offsets\":[1e400,1]}",
          "{\"dtype\":\"F64\",\"shape\":[0],\"data_offsets\":[999999,999999]}",
          "{\"dtype\":\"F64\",\"shape\":[0],\"data_offsets\":[4,4]}",
          "{\"dtype\":\"F64\",\"shape\":[0],\"data_offsets\":{\"a\":0,\"b\":0}}",
          "{\"dtype\":7,\"shape\":[0],\"data_offsets\":[0,0]}",
          "{\"dtype\":null,\"shape\":[0],\"data_offsets\":[0,0]}",
          "{\"dtype\":\"F8_E4M3\",\"shape\":[3],\"data_offsets\":[0,0]}",
          "{\"dtype\":\"F64\",\"shape\":[0],\"data_offsets\":[0,0],\"more\":1}",
          "{\"dtype\":\"F64\",\"shape\":[0],\"data_offsets\":[0,0],\"dtype\":\"F64\"}",
          "{\"dtype\":\"F64\",\"shape\":[0]}",
          "{\"dtype\":\"F64\",\"data_offsets\":[0,0]}",
          "{\"shape\":[0],\"data_offsets\":[0,0]}",
          "{}",
          "[]",
          "null",
          "\"F64\""})
        add("beside: " + entry, open("\"a\":" + entry + ","), data);
    add("deep", open("\"a\":" + std::string(200, '[') + std::string(200, ']') + ","), data);
    add("deep objects",
        open("\"a\":" +
             [] {
                 std::string in = "1";
                 for (int i = 0; i < 100; ++i) in = "{\"a\":" + in + "}";
                 return in;
             }() +
             ","),
        data);
    c.spelled("\"ncv\":\"1\"", "\"ncv\":1");
    c.spelled("\"ncv\":\"1\"", "\"ncv\":\"1\",\"more\":2");
    c.spelled("\"ncv\":\"1\"", "\"ncv\":\"1\",\"more\":null");
    c.spelled("\"ncv\":\"1\"", "\"ncv\":\"1\",\"ncv\":\"1\"");
    c.spelled("\"ncv\":\"1\"", "\"ncv\":\"1\",\"more\":\"\\u0000\"");
    c.spelled("\"ncv\":\"1\"", "\"ncv\":\"1\\u0000\"");
    c.spelled("\"ncv\":\"1\"", "\"ncv\":\"\\u0031\"");
    c.spelled("\"gamma\":\"0.25\"", "\"gamma\":\"0.25\\u0000\"");
    c.spelled("\"__metadata__\":{", "\"__metadata__\":[],\"b\":{");
    c.spelled("\"__metadata__\":{", "\"metadata\":{");
    c.spelled("\"shape\":[6]", "\"shape\":[6.0]");
    c.spelled("\"shape\":[6]", "\"shape\":[5]");
    c.spelled("\"shape\":[6]", "\"shape\":[06]");
    for (const std::size_t cut : {0, 1, 7, 8, 9, 10, 50})
        c.files.push_back({fmt::format("cut after {}", cut), whole.substr(0, cut)});
    for (const std::uint64_t n : {std::uint64_t(0), std::uint64_t(1), std::uint64_t(2), length - 1,
                                  length + 1, std::uint64_t(100'000'001), ~std::uint64_t(0)}) {
        std::string bytes = whole;
        std::memcpy(bytes.data(), &n, 8);
        c.files.push_back({fmt::format("header length {}", n), bytes});
    }
    return c.files;
}

std::vector<FieldFile> damaged_files() {
    Corpus c;
    const std::string whole = format_safetensors(field_example());
    Random random(19);
    for (int i = 0; i < 200; ++i) {
        std::string bytes = whole;
        for (int edits = uniform_int(random, 1, 3); edits > 0; --edits)
            bytes[static_cast<std::size_t>(
                uniform_int(random, 0, i % 4 ? 700 : static_cast<int>(bytes.size()) - 1))] =
                static_cast<char>(i % 2 ? uniform_int(random, 32, 126)
                                        : uniform_int(random, 0, 255));
        c.files.push_back({fmt::format("damaged {}", i), bytes});
    }
    for (const auto& entry :
         std::filesystem::directory_iterator(NCV_SOURCE "/proofs_checks/fuzz/corpus/snapshot"))
        c.files.push_back({entry.path().filename().string(), read_file(entry.path())});
    return c.files;
}

} // namespace ncv
