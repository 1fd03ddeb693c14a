/// Files from the field: what both programs read, what both refuse, and what is said of it. The
/// second program must not read a file that the first one refuses, nor the other way round.
#include "command_line_fixture.hpp"
#include "field_examples.hpp"

#include "claims/registry.hpp"
#include "data/random.hpp"
#include "io/digest.hpp"
#include "io/safetensors.hpp"
#include "network/reference.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cstring>

namespace ncv {
namespace {

using nlohmann::ordered_json;

class FieldFiles : public CommandLine {
  protected:
    Result recheck(const std::string& certificate, const std::string& snapshot) const {
        const std::string out = path(".out"), err = path(".err");
        const int status = std::system((recheck_program + " " + path(certificate) + " " +
                                        path(snapshot) + " >" + out + " 2>" + err)
                                           .c_str());
        return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, read_file(out), read_file(err)};
    }
    /// The example's certificate, about `bytes` by its digests.
    std::string forged(const std::string& bytes) const {
        ordered_json j = ordered_json::parse(read_file(path("example.json")));
        j["snapshot"]["sha256"] = sha256_of(bytes);
        j["snapshot"]["bytes"] = bytes.size();
        std::string text = j.dump(1);
        text.erase(text.rfind(" \"digest\""));
        return text + " \"digest\": \"" + sha256_of(text) + "\"\n}\n";
    }
    void both_agree(const std::vector<FieldFile>& files, int& read, int& refused) {
        write_file(path("example.safetensors"), format_safetensors(field_example()));
        ASSERT_EQ(
            run("certify " + path("example.safetensors") + " -o " + path("example.json")).code, 0);
        const std::string certify =
            "certify " + path("field.safetensors") + " --budget 1ms -o " + path("field.json");
        for (const FieldFile& file : files) {
            std::filesystem::remove(path("field.json"));
            write_file(path("field.safetensors"), file.bytes);
            const Result first = run(certify);
            if (first.code == 2) {
                write_file(path("field.json"), forged(file.bytes));
                const Result second = recheck("field.json", "field.safetensors");
                EXPECT_EQ(second.code, 2) << file.name << "\n" << first.err << second.err;
                EXPECT_NE(second.err.find("field.safetensors: "), std::string::npos)
                    << file.name << "\n"
                    << first.err << second.err;
                EXPECT_EQ(std::count(first.err.begin(), first.err.end(), '\n'), 1) << first.err;
                EXPECT_FALSE(std::filesystem::exists(path("field.json")) && first.code != 2);
                ++refused;
            } else {
                EXPECT_LE(first.code, 1) << file.name << "\n" << first.err;
                const Result second = recheck("field.json", "field.safetensors");
                EXPECT_LE(second.code, 1) << file.name << "\n" << second.err;
                EXPECT_NE(second.out.find("Verified"), std::string::npos) << file.name << "\n"
                                                                          << second.err;
                ++read;
            }
        }
    }
    void both_agree_on(const std::vector<FieldFile>& files, int most_read, int most_refused) {
        int read = 0, refused = 0;
        both_agree(files, read, refused);
        EXPECT_GE(read, most_read);
        EXPECT_GE(refused, most_refused);
        RecordProperty("read", read);
        RecordProperty("refused", refused);
        std::printf("read %d, refused %d\n", read, refused);
    }
};

TEST_F(FieldFiles, BothProgramsReadTheSameNumbers) { both_agree_on(odd_numbers(), 60, 150); }
TEST_F(FieldFiles, BothProgramsReadTheSameTypes) { both_agree_on(odd_types(), 20, 30); }
TEST_F(FieldFiles, BothProgramsReadTheSameTensors) { both_agree_on(odd_tensors(), 20, 60); }
TEST_F(FieldFiles, BothProgramsReadTheSameHeaders) { both_agree_on(odd_headers(), 5, 50); }
TEST_F(FieldFiles, BothProgramsReadTheSameOfDamagedFiles) {
    both_agree_on(damaged_files(), 10, 100);
}

/// The ResNet's head as it was exported, with its bias: measured and certified, by the claims of
/// networks that may have one; those of the paper say which hypothesis it lacks.
TEST_F(FieldFiles, ABiasIsMeasuredAndJudgedByTheClaimsThatAllowIt) {
    Safetensors file = field_example(true);
    const std::string plain = write("plain.safetensors", format_safetensors(file));
    const float shift[] = {0.5, -0.25};
    file.tensors["b6"] = {"F32", {2}, std::string(reinterpret_cast<const char*>(shift), 8)};
    const std::string net = write("net.safetensors", format_safetensors(file));
    const Result without = run("check " + plain + " --json"),
                 with = run("check " + net + " --json");
    ASSERT_EQ(with.code, 0) << with.err;
    const auto before = ordered_json::parse(without.out), after = ordered_json::parse(with.out);
    EXPECT_EQ(after["metrics"]["nc1"], before["metrics"]["nc1"]);
    EXPECT_NE(after["metrics"]["residual"], before["metrics"]["residual"]);
    int allowed = 0;
    for (const auto& claim : after["claims"]) {
        if (find_claim(claim["id"].get<std::string>())->has(Hypothesis::no_biases))
            EXPECT_EQ(claim["lacks"], "no_biases") << claim.dump();
        else
            ++allowed;
        EXPECT_NE(claim["status"], "violated") << claim.dump();
    }
    EXPECT_GT(allowed, 20);
    EXPECT_EQ(run("certify " + net + " -o " + path("net.json")).code, 0);
    EXPECT_EQ(recheck("net.json", "net.safetensors").code, 0);
    EXPECT_EQ(ordered_json::parse(read_file(path("net.json")))["network"]["biases"],
              ordered_json::parse("[6]"));
}

TEST_F(FieldFiles, OutputsThatAreNotTheNetworksAreToldOf) {
    Safetensors file = field_example();
    const Snapshot s = parse_snapshot(format_safetensors(file), "net");
    Matrix<float> outputs = forward(s.network, s.data.inputs).Z.back().cast<float>();
    const auto with_outputs = [&] {
        file.tensors["outputs"] = {"F32",
                                   {outputs.cols(), outputs.rows()},
                                   std::string(reinterpret_cast<const char*>(outputs.data()),
                                               static_cast<std::size_t>(outputs.size()) * 4)};
        return run("check " + write("net.safetensors", format_safetensors(file)));
    };
    EXPECT_EQ(with_outputs().err, "");
    outputs.row(0).swap(outputs.row(1));
    const Result other = with_outputs();
    EXPECT_EQ(other.code, 0);
    EXPECT_NE(other.err.find("outputs"), std::string::npos) << other.err;
    EXPECT_EQ(std::count(other.err.begin(), other.err.end(), '\n'), 1) << other.err;
    for (auto& [name, tensor] : file.tensors)
        if (name.starts_with('W')) tensor.bytes.assign(tensor.bytes.size(), '\0');
    outputs.setZero(); // as the layers give, and of no norm
    EXPECT_EQ(with_outputs().err.find("outputs are"), std::string::npos);
}

/// JSON ends with the file: the parser takes a zero byte for the end of the text.
TEST_F(FieldFiles, NothingMayFollowJson) {
    write_file(path("net.safetensors"), format_safetensors(field_example()));
    ASSERT_LE(run("certify " + path("net.safetensors") + " -o " + path("c.json")).code, 1);
    const std::string certificate = read_file(path("c.json")),
                      theorem = read_file(NCV_SOURCE "/runs/theorem/theorem.json"),
                      instance = read_file(NCV_SOURCE "/counterexamples/b5p.json");
    ASSERT_LE(run("certificate show " + path("c.json")).code, 1);
    for (const char* name : {"start.safetensors", "final.safetensors"})
        std::filesystem::copy_file(std::filesystem::path(NCV_SOURCE "/runs/theorem") / name,
                                   path(name));
    std::filesystem::copy_file(NCV_SOURCE "/counterexamples/b5p.safetensors",
                               path("b5p.safetensors"));
    const std::string zero(1, '\0');
    for (const std::string& behind : {zero, zero + "garbage", zero + "{}", std::string("x")}) {
        write_file(path("c.json"), certificate + behind);
        expect_refused("certificate show " + path("c.json"), {"c.json"});
        write_file(path("theorem.json"), theorem + behind);
        expect_refused("replay " + path("theorem.json"), {"theorem.json", "JSON"});
        write_file(path("b5p.json"), instance + behind);
        expect_refused("replay " + path("b5p.json"), {"b5p.json", "JSON"});
    }
}

TEST_F(FieldFiles, IgnoredTensorsAreNamed) {
    Safetensors file = field_example();
    file.tensors["optimizer"] = {"F32", {2}, std::string(8, '\0')};
    file.tensors["epoch\n"] = {"F32", {2}, std::string(8, '\0')};
    const std::string net = write("net.safetensors", format_safetensors(file));
    for (const std::string& command :
         {"check " + net, "certify " + net + " -o " + path("c.json")}) {
        const Result r = run(command);
        EXPECT_LE(r.code, 1);
        EXPECT_NE(r.err.find("net.safetensors: ignored"), std::string::npos) << r.err;
        EXPECT_NE(r.err.find("epoch\\x0a, optimizer\n"), std::string::npos) << r.err;
        EXPECT_EQ(std::count(r.err.begin(), r.err.end(), '\n'), 1) << r.err;
    }
}

/// Labels in the order of another pass: the network is right no more often than by chance.
TEST_F(FieldFiles, AccuracyIsSaidAndLabelsOfAnotherOrderAreNoticed) {
    Snapshot s; // two clouds without width, and layers that pass them on
    s.data.classes = 2;
    s.data.inputs = Matrix<double>::Zero(2, 40);
    for (int i = 0; i < 40; ++i) {
        s.data.labels.push_back(i / 20);
        s.data.inputs(i / 20, i) = 1;
    }
    s.network.weights = {Matrix<double>::Identity(2, 2), Matrix<double>::Identity(2, 2) * 0.75};
    s.network.activation.kind = ActivationKind::identity;
    write_snapshot(path("net.safetensors"), s);
    for (const std::string& command :
         {"check " + path("net.safetensors"),
          "certify " + path("net.safetensors") + " -o " + path("c.json")}) {
        const Result r = run(command);
        EXPECT_LE(r.code, 1) << r.err;
        EXPECT_NE(r.out.find("accuracy 1\n"), std::string::npos) << r.out;
        const char* residual = command.starts_with("check") ? "residual " : "eps1 in [";
        EXPECT_NE(r.out.find(residual), std::string::npos) << r.out;
        EXPECT_EQ(r.err, "");
    }
    for (std::size_t i = 0; i < 40; ++i) s.data.labels[i] = static_cast<int>(i % 2);
    write_snapshot(path("net.safetensors"), s);
    for (const std::string& command :
         {"check " + path("net.safetensors"),
          "certify " + path("net.safetensors") + " -o " + path("c.json")}) {
        const Result r = run(command);
        EXPECT_LE(r.code, 1) << r.err;
        EXPECT_NE(r.out.find("accuracy 0.5\n"), std::string::npos) << r.out;
        EXPECT_NE(r.err.find("right on 20 of 40 samples"), std::string::npos) << r.err;
        EXPECT_NE(r.err.find("do the labels belong"), std::string::npos) << r.err;
    }
    auto json = nlohmann::json::parse(run("check " + path("net.safetensors") + " --json").out);
    EXPECT_EQ(json["metrics"]["accuracy"], 0.5);
}

TEST_F(FieldFiles, IdxFilesWithADotInTheirNameAreFound) {
    const std::filesystem::path shipped = NCV_SOURCE "/data/digits";
    std::filesystem::create_directories(path("dotted"));
    for (const char* kind : {"images", "labels"}) {
        const std::string dimensions = kind[0] == 'i' ? "3" : "1";
        std::filesystem::copy_file(
            shipped / fmt::format("train-{}-idx{}-ubyte.gz", kind, dimensions),
            path(fmt::format("dotted/train-{}.idx{}-ubyte.gz", kind, dimensions)));
    }
    const Result r = run("data info " + path("dotted"));
    EXPECT_EQ(r.code, 0) << r.err;
    EXPECT_NE(r.out.find("500 images of 28 x 28"), std::string::npos) << r.out;
    std::filesystem::rename(path("dotted/train-images.idx3-ubyte.gz"),
                            path("dotted/trainimages.idx3.ubyte.gz"));
    expect_refused("data info " + path("dotted"),
                   {"train-images-idx3-ubyte", "but trainimages.idx3.ubyte.gz"});
}

} // namespace
} // namespace ncv
