/// The program as a person meets it: exit codes, one clear line for what is wrong, nothing half
/// written.
#include "instances/instance.hpp"
#include "io/files.hpp"
#include "io/outcome_json.hpp"
#include "io/snapshot_file.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include <sys/wait.h>

namespace ncv {
namespace {

namespace fs = std::filesystem;

class CommandLine : public ::testing::Test {
  protected:
    struct Result {
        int code;
        std::string out, err;
    };

    void SetUp() override {
        folder_ = fs::path(::testing::TempDir()) /
                  ::testing::UnitTest::GetInstance()->current_test_info()->name();
        fs::remove_all(folder_);
        fs::create_directories(folder_);
    }
    void TearDown() override { fs::remove_all(folder_); }

    Result run(const std::string& arguments, const std::string& before = "") const {
        const std::string out = path(".out"), err = path(".err");
        const int status = std::system(
            (before + " " NCV_BINARY " " + arguments + " >" + out + " 2>" + err).c_str());
        return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, read_file(out), read_file(err)};
    }
    std::string path(const std::string& name) const { return (folder_ / name).string(); }

    /// Exit code 2 and one line on standard error that contains every one of `words`.
    void expect_refused(const std::string& arguments, const std::vector<std::string>& words) const {
        const Result r = run(arguments);
        EXPECT_EQ(r.code, 2) << arguments << "\n" << r.err;
        EXPECT_EQ(std::count(r.err.begin(), r.err.end(), '\n'), 1) << r.err;
        for (const std::string& word : words)
            EXPECT_NE(r.err.find(word), std::string::npos) << word << " not in: " << r.err;
    }
    std::string write(const std::string& name, const std::string& text) const {
        std::ofstream(path(name)) << text;
        return path(name);
    }
    std::string snapshot() const {
        InstanceSpec spec;
        spec.class_sizes = {2, 2, 2};
        spec.input_dimension = 8;
        spec.nonlinear_widths = {8};
        spec.head_widths = {5, 4};
        spec.activation.gamma = 0.5;
        spec.residual = 0.01;
        spec.imbalance = 1e-4;
        write_snapshot(path("net.safetensors"), build(spec));
        return path("net.safetensors");
    }
    std::string config(const std::string& training = "steps = 60\nlearning_rate = 0.02\n",
                       const std::string& network = "") const {
        return write("config.toml",
                     "[network]\nhidden = [8, 6]\nnonlinear_layers = 1\n"
                     "activation = \"leaky_relu\"\ngamma = 0.1\n" +
                         network +
                         "[data]\nsource = \"synthetic\"\nclasses = 3\ndimension = 5\n"
                         "per_class = 3\n[training]\nrecord_every = 10\n"
                         "weight_decay = 0.01\n" +
                         training);
    }

    fs::path folder_;
};

TEST_F(CommandLine, HelpAndVersionSucceed) {
    for (const char* command : {"", "list", "check", "train", "replay", "verify"}) {
        const Result r = run(std::string(command) + " --help");
        EXPECT_EQ(r.code, 0) << command;
        EXPECT_NE(r.out.find("Usage"), std::string::npos) << command;
    }
    EXPECT_EQ(run("--version").code, 0);
}

TEST_F(CommandLine, UsageErrorsAreOneLine) {
    expect_refused("", {"subcommand"});
    expect_refused("chek x", {"chek"});
    expect_refused("check", {"snapshot"});
    expect_refused("check a --frobnicate", {"frobnicate"});
}

TEST_F(CommandLine, ListNamesEveryClaim) {
    const auto json = nlohmann::json::parse(run("list --json").out);
    ASSERT_EQ(json.size(), claims().size());
    std::set<std::string> ids;
    for (const auto& claim : json) {
        ids.insert(claim["id"]);
        for (const char* key : {"id", "title", "kind", "source"})
            EXPECT_TRUE(claim[key].is_string()) << key;
    }
    for (const char* id :
         {"A0a", "A0b", "A1",  "A1s", "A2",  "A2u", "A2s", "A2v", "A3",  "A4", "A4e", "A4s", "A5",
          "A5s", "A6",  "A6s", "A7",  "A7d", "A7s", "B1",  "B2",  "B2f", "B3", "B4",  "B11"})
        EXPECT_TRUE(ids.contains(id)) << id;
}

TEST_F(CommandLine, CheckPrintsTheContractsJson) {
    const Result r = run("check " + snapshot() + " --json");
    EXPECT_EQ(r.code, 0) << r.err;
    const auto json = nlohmann::json::parse(r.out);
    for (const char* key : {"nc1", "nc2", "nc3", "loss", "residual"})
        EXPECT_TRUE(json["metrics"][key].is_number()) << key;
    EXPECT_EQ(json["metrics"]["balancedness"].size(), 2);
    EXPECT_EQ(json["layers"].size(), 5);
    ASSERT_EQ(json["claims"].size(), claims().size());
    for (const auto& claim : json["claims"]) {
        for (const char* key : {"id", "status", "lhs", "rhs", "ratio", "hypotheses"})
            EXPECT_TRUE(claim.contains(key)) << key;
        for (const auto& [name, value] : claim["hypotheses"].items())
            EXPECT_TRUE(value.is_number() || value.is_null()) << name;
        if (claim["status"] == "not_applicable") {
            EXPECT_TRUE(claim["hypotheses"].contains(claim["lacks"].get<std::string>()));
        }
    }
    EXPECT_TRUE(json["claims"][4].contains("rhs_paper"));
}

TEST_F(CommandLine, CheckTakesClaimsAndArithmetic) {
    const auto json = nlohmann::json::parse(
        run("check " + snapshot() + " --claims A2,A5 --arithmetic mp --json").out);
    ASSERT_EQ(json["claims"].size(), 2);
    EXPECT_LT(json["claims"][0]["budget"].get<double>(), 1e-80);
    expect_refused("check " + snapshot() + " --claims A99", {"A99", "ncv list"});
    expect_refused("check " + snapshot() + " --arithmetic interval", {"interval", "double", "mp"});
}

TEST_F(CommandLine, BadSnapshotsAreRefusedInOneLine) {
    expect_refused("check " + path("nothing"), {"no such file"});
    expect_refused("check " + folder_.string(), {"folder"});
    expect_refused("check " + write("empty", ""), {"no safetensors"});
    expect_refused("check " + write("text", "hello, this is text"), {"no safetensors"});
    const std::string bytes = read_file(snapshot());
    expect_refused("check " + write("cut", bytes.substr(0, bytes.size() - 9)), {"truncated"});
}

TEST_F(CommandLine, ReplayAgreesOnlyWithWhatIsSo) {
    const Snapshot s = read_snapshot(snapshot());
    const Outcome o = check(s, {{"A2"}, Arithmetic::mp, ""}).front();
    write_counterexample(path("case.json"), {"F0", "A2", "", o.status, o.ratio, "holds"}, s);
    EXPECT_EQ(run("replay " + path("case.json")).code, 0);
    write_counterexample(path("case.json"), {"F0", "A2", "", o.status, o.ratio * 1.001, "tampered"},
                         s);
    EXPECT_EQ(run("replay " + path("case.json")).code, 1);
    write_counterexample(path("case.json"), {"F0", "A2", "", Status::violated, o.ratio, "wrong"},
                         s);
    EXPECT_EQ(run("replay " + path("case.json")).code, 1);
    expect_refused("replay " + write("broken.json", "{"), {"JSON"});
    expect_refused("replay " + write("other.json", R"({"claim": "A2", "lacks": "luck"})"),
                   {"luck", "eps2"});
    InstanceSpec unbalanced; // interpolates, but its head is far from balanced
    unbalanced.class_sizes = {2, 2};
    unbalanced.head_widths = {5};
    unbalanced.head = HeadKind::interpolating;
    unbalanced.imbalance = 4;
    write_counterexample(path("case.json"), {"F1", "A2", "eps2", Status::violated, {}, ""},
                         build(unbalanced));
    EXPECT_EQ(run("replay " + path("case.json")).code, 0);
}

TEST_F(CommandLine, TrainWritesWhatItPromisesAndTheSameBytesTwice) {
    const std::string c = config();
    EXPECT_EQ(run("train " + c + " --out " + path("a")).code, 0);
    EXPECT_EQ(run("train " + c + " --out " + path("b")).code, 0);
    for (const char* file : {"final.safetensors", "history.csv", "config.toml"})
        EXPECT_EQ(read_file(path("a") + "/" + file), read_file(path("b") + "/" + file)) << file;
    const std::string history = read_file(path("a/history.csv"));
    EXPECT_TRUE(history.starts_with("step,loss,residual,nc1,nc2,nc3,balancedness\n0,"));
    EXPECT_EQ(std::count(history.begin(), history.end(), '\n'), 8);
    EXPECT_EQ(run("check " + path("a/final.safetensors")).code, 0);
    expect_refused("train " + c + " --out " + path("a"), {"already holds a run"});
}

TEST_F(CommandLine, ResumedRunsEndWithTheSameBytes) {
    for (const char* precision : {"f64", "f32"}) {
        const std::string common =
            std::string("learning_rate = 0.02\nprecision = \"") + precision + "\"\n";
        const std::string c = config(common + "steps = 60\ncheckpoint_every = 20\n");
        const std::string whole = path(std::string("whole") + precision),
                          cut = path(std::string("cut") + precision);
        ASSERT_EQ(run("train " + c + " --out " + whole).code, 0);
        fs::copy(whole, cut, fs::copy_options::recursive);
        fs::remove(cut + "/final.safetensors");
        fs::remove(cut + "/checkpoint-000000000060.safetensors");
        fs::remove(cut + "/checkpoint-000000000040.safetensors");
        ASSERT_EQ(run("train " + c + " --out " + cut + " --resume").code, 0);
        for (const char* file : {"final.safetensors", "history.csv"})
            EXPECT_EQ(read_file(whole + "/" + file), read_file(cut + "/" + file)) << file;
    }
    expect_refused("train " + config() + " --out " + path("none") + " --resume", {"--resume"});
}

TEST_F(CommandLine, InterruptedTrainingLeavesUsableFiles) {
    const std::string c =
        config("steps = 100000000\nlearning_rate = 0.001\ncheckpoint_every = 1000000\n");
    const Result r = run("train " + c + " --out " + path("run"), "timeout -s INT 1");
    EXPECT_EQ(r.code, 124) << r.err; // timeout's own code; ours is seen below
    EXPECT_NE(r.err.find("--resume"), std::string::npos) << r.err;
    const Result preserved = run("train " + c + " --out " + path("run") + " --resume",
                                 "timeout --preserve-status -s INT 1");
    EXPECT_EQ(preserved.code, 3) << preserved.err;
    int checkpoints = 0;
    for (const auto& entry : fs::directory_iterator(path("run")))
        if (entry.path().extension() == ".safetensors") {
            ++checkpoints;
            EXPECT_NO_THROW(read_snapshot(entry.path())) << entry.path();
        }
    EXPECT_GE(checkpoints, 2);
}

TEST_F(CommandLine, DivergingTrainingIsStoppedWithTheLastGoodState) {
    const Result r =
        run("train " + config("steps = 5000\nlearning_rate = 50.0\n") + " --out " + path("run"));
    EXPECT_EQ(r.code, 3);
    EXPECT_NE(r.err.find("diverged"), std::string::npos) << r.err;
    EXPECT_NO_THROW(read_snapshot(path("run/final.safetensors")));
}

TEST_F(CommandLine, BadConfigurationsAreRefusedWithLineAndRemedy) {
    const std::string out = " --out " + path("never");
    const std::string good = "steps = 5\nlearning_rate = 0.1\n";
    expect_refused("train " + config("stepz = 5\nlearning_rate = 0.1\n") + out,
                   {"stepz", "\"steps\"", "config.toml:"});
    expect_refused("train " + config("steps = -5\nlearning_rate = 0.1\n") + out, {"steps", "-5"});
    expect_refused("train " + config("steps = 5\n") + out, {"learning_rate"});
    expect_refused("train " + config("steps = 5\nlearning_rate = 0.1\nschedule = [[0, 0.1]]\n") +
                       out,
                   {"not both"});
    expect_refused("train " + config("steps = 5\nschedule = [[5, 0.1]]\n") + out, {"step 0"});
    expect_refused("train " + config("steps = 5\nlearning_rate = \"fast\"\n") + out, {"number"});
    expect_refused("train " + config(good + "precision = \"f16\"\n") + out, {"f64, f32"});
    expect_refused("train " + config(good, "init = \"magic\"\n") + out, {"magic", "orthogonal"});
    expect_refused("train " +
                       write("c.toml", "[network]\nhidden = [4]\nnonlinear_layers = 9\nactivation "
                                       "= \"relu\"\n[training]\n" +
                                           good) +
                       out,
                   {"nonlinear_layers", "9"});
    expect_refused("train " +
                       write("c.toml", "[network]\nhidden = [4]\nnonlinear_layers = 1\nactivation "
                                       "= \"gelu\"\n[training]\n" +
                                           good) +
                       out,
                   {"gelu", "leaky_relu"});
    expect_refused("train " +
                       write("c.toml", "[network]\nhidden = [4]\nnonlinear_layers = 1\nactivation "
                                       "= \"leaky_relu\"\ngamma = 1.5\n[training]\n" +
                                           good) +
                       out,
                   {"gamma", "1.5"});
    expect_refused("train " + write("c.toml", "[network\n") + out, {"TOML"});
    EXPECT_FALSE(fs::exists(path("never")));
}

TEST_F(CommandLine, DataIsFetchedWholeOrNotAtAll) {
    // The shipped subset has the right names but is not MNIST: the checksum refuses it.
    const std::string shipped = NCV_SOURCE "/data/digits";
    expect_refused("data fetch mnist --from " + shipped + " --to " + path("to"),
                   {"MD5", "6bbc9ace898e44ae57da46a324031adb", "nothing was written"});
    EXPECT_FALSE(fs::exists(path("to")));
    expect_refused("data fetch mnist --from " + path("nowhere") + " --to " + path("to"),
                   {"no such"});
    const Result mirror =
        run("data fetch mnist --mirror file://" + shipped + " --to " + path("deep/er/to"));
    EXPECT_EQ(mirror.code, 3);
    EXPECT_NE(mirror.err.find("--from"), std::string::npos) << mirror.err;
    EXPECT_FALSE(fs::exists(path("deep")));
    expect_refused("data fetch cifar", {"mnist"});
}

TEST_F(CommandLine, ASnapshotWrittenWithNumPyIsChecked) {
    const std::string net = path("numpy.safetensors");
    const int status =
        std::system(("/usr/bin/python3 " NCV_SOURCE "/docs/export_from_numpy.py " + net).c_str());
    ASSERT_EQ(status, 0) << "needs Debian's python3-numpy, see packages.txt";
    const auto json = nlohmann::json::parse(run("check " + net + " --json").out);
    EXPECT_EQ(json["metrics"]["nc1"], 0);
    EXPECT_EQ(json["metrics"]["nc3"], 1);
}

TEST_F(CommandLine, DataInfoCountsClasses) {
    const Result r = run("data info " NCV_SOURCE "/data/digits");
    EXPECT_EQ(r.code, 0) << r.err;
    EXPECT_NE(r.out.find("500 images of 28 x 28"), std::string::npos) << r.out;
    EXPECT_NE(r.out.find("class 9: 50"), std::string::npos) << r.out;
    EXPECT_NE(r.out.find("differs from MNIST's"), std::string::npos) << r.out;
    expect_refused("data info " + folder_.string(), {"train-images-idx3-ubyte"});
    write("train-images-idx3-ubyte", "not IDX");
    expect_refused("data info " + folder_.string(), {"IDX"});
}

TEST_F(CommandLine, UnwritableFoldersAreRefused) {
    const std::string blocked = write("file", "in the way");
    expect_refused("train " + config() + " --out " + blocked, {"file"});
    expect_refused("train " + config() + " --out /proc/ncv", {"/proc/ncv"});
    expect_refused("verify --quick --out /proc/ncv", {"/proc/ncv"});
    expect_refused("verify --data " + path("nowhere"), {"nowhere"});
}

TEST_F(CommandLine, AFullDiskIsExitCodeThreeAndLeavesNothing) {
    // A file-size limit stops writing in the same place as a full disk does.
    const Result r =
        run("train " + config() + " --out " + path("run"), "trap '' XFSZ; ulimit -f 1;");
    EXPECT_EQ(r.code, 3) << r.err;
    for (const auto& entry : fs::directory_iterator(path("run")))
        EXPECT_TRUE(entry.path().extension() == ".toml" || entry.path().extension() == ".csv")
            << entry.path();
}

} // namespace
} // namespace ncv
