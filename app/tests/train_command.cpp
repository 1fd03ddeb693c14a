/// `ncv train`: what it promises to write, resuming, and every way it stops.
#include "command_line_fixture.hpp"

namespace ncv {
namespace {

namespace fs = std::filesystem;

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

TEST_F(CommandLine, SkipConnectionsTrainResumeAndAreCheckedAsHeads) {
    for (const std::string kind : {"residual", "dense"}) {
        const std::string c = config("steps = 400\nlearning_rate = 0.02\ncheckpoint_every = 200\n",
                                     "connections = \"" + kind + "\"\n");
        const std::string whole = path("whole" + kind), cut = path("cut" + kind);
        ASSERT_EQ(run("train " + c + " --out " + whole).code, 0);
        fs::copy(whole, cut, fs::copy_options::recursive);
        fs::remove(cut + "/final.safetensors");
        fs::remove(cut + "/checkpoint-000000000400.safetensors");
        ASSERT_EQ(run("train " + c + " --out " + cut + " --resume").code, 0);
        for (const char* file : {"final.safetensors", "history.csv", "config.toml"})
            EXPECT_EQ(read_file(whole + "/" + file), read_file(cut + "/" + file)) << file;
        const Result check = run("check " + whole + "/final.safetensors --claims A1s,A2v,B1,B2");
        EXPECT_EQ(check.code, 0) << check.err;
        for (const char* row : {"A1s ", "A2v ", "B1    holds", "B2    holds"})
            EXPECT_NE(check.out.find(row), std::string::npos) << row << "\n" << check.out;
        expect_refused("check " + whole, {"head snapshot"});
    }
    expect_refused("train " +
                       config("steps = 1\nlearning_rate = 0.1\n", "connections = \"loop\"\n") +
                       " --out " + path("never"),
                   {"loop", "residual"});
}

TEST_F(CommandLine, ClassifiersTrainResumeAndAreSpokenOf) {
    for (const std::string precision : {"f64", "f32"}) {
        const std::string c = config("steps = 400\nlearning_rate = 0.05\ncheckpoint_every = 200\n"
                                     "loss = \"cross_entropy\"\nlabel_smoothing = 0.1\n"
                                     "bias_weight_decay = 0.0\nprecision = \"" +
                                         precision + "\"\n",
                                     "biases = true\n");
        const std::string whole = path("whole" + precision), cut = path("cut" + precision);
        ASSERT_EQ(run("train " + c + " --out " + whole).code, 0);
        fs::copy(whole, cut, fs::copy_options::recursive);
        fs::remove(cut + "/final.safetensors");
        fs::remove(cut + "/checkpoint-000000000400.safetensors");
        ASSERT_EQ(run("train " + c + " --out " + cut + " --resume").code, 0);
        for (const char* file : {"final.safetensors", "history.csv", "config.toml"})
            EXPECT_EQ(read_file(whole + "/" + file), read_file(cut + "/" + file)) << file;
        const Snapshot last = read_snapshot(whole + "/final.safetensors");
        EXPECT_EQ(last.loss.kind, LossKind::cross_entropy);
        EXPECT_EQ(last.loss.label_smoothing, 0.1);
        EXPECT_EQ(last.weight_decays.at("W3"), 0.01);
        EXPECT_EQ(last.weight_decays.at("b3"), 0);
        for (int l = 1; l <= 3; ++l) EXPECT_GT(last.network.b(l).norm(), 0);
        const Result json = run("check " + whole + "/final.safetensors --json");
        EXPECT_EQ(json.code, 0) << json.err;
        const std::string rows = read_file(whole + "/history.csv");
        const std::size_t at = rows.rfind("\n400,") + 5;
        const std::string loss = rows.substr(at, rows.find(',', at) - at);
        if (precision == "f64") { // the other's file has inputs in single precision, too
            EXPECT_NE(json.out.find("\"loss\": " + loss), std::string::npos) << loss << json.out;
        }
        for (const std::string& what : {whole, whole + "/final.safetensors --claims B8,B8s,B9s"}) {
            const Result check = run("check " + what);
            EXPECT_EQ(check.code, 0) << check.err;
            EXPECT_NE(check.out.find("not_applicable"), std::string::npos) << check.out;
            EXPECT_TRUE(check.out.find("no_biases") != std::string::npos ||
                        check.out.find("squared_error") != std::string::npos)
                << check.out;
        }
        const Result report = run("report " + whole + " -o " + path("page.html") + " --force");
        EXPECT_EQ(report.code, 0) << report.err;
        EXPECT_NE(read_file(path("page.html")).find("cross_entropy"), std::string::npos);
    }
}

TEST_F(CommandLine, InterruptedTrainingLeavesUsableFiles) {
    const std::string c =
        config("steps = 100000000\nlearning_rate = 0.001\ncheckpoint_every = 1000000\n");
    const std::string train = "train " + c + " --out " + path("run");
    const auto checkpoints = [&] {
        int n = 0;
        for (const auto& entry : fs::directory_iterator(path("run")))
            if (entry.path().extension() == ".safetensors") {
                ++n;
                EXPECT_NO_THROW(read_snapshot(entry.path())) << entry.path();
            }
        return n;
    };
    int before = 0;
    for (const std::string& command : {train, train + " --resume"}) {
        const std::string one_more = "[ $(ls " + path("run") + " | grep -c safetensors) -gt " +
                                     std::to_string(before) + " ]";
        const Result r = run_until(one_more, command);
        EXPECT_EQ(r.code, 3) << r.err;
        EXPECT_NE(r.err.find("--resume"), std::string::npos) << r.err;
        EXPECT_GT(checkpoints(), before);
        before = checkpoints();
    }
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
    expect_refused("train " + config(good + "loss = \"hinge\"\n") + out,
                   {"hinge", "squared_error, cross_entropy", "config.toml:"});
    expect_refused("train " + config(good + "label_smoothing = 0.1\n") + out, {"cross_entropy"});
    expect_refused("train " + config(good, "biases = true\ninit = \"theorem\"\n") + out,
                   {"biases", "theorem"});
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
