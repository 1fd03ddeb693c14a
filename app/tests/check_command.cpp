/// `ncv check`: what it says first, its JSON, its table, stored runs, arithmetics, bad snapshots.
#include "command_line_fixture.hpp"

#include "claims/registry.hpp"
#include "instances/theorem_start.hpp"

#include <nlohmann/json.hpp>

#include <limits>
#include <map>

namespace ncv {
namespace {

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

/// Of each quantity the best bound among the claims that hold.
TEST_F(CommandLine, CheckSaysFirstWhatIsGuaranteed) {
    const auto json = nlohmann::json::parse(run("check " + snapshot() + " --json").out);
    std::map<std::string, nlohmann::json> of;
    for (const auto& g : json["guarantees"]) of[g["quantity"]] = g;
    ASSERT_EQ(of.size(), 8);
    ASSERT_EQ(json["guarantees"].size(), 8);
    EXPECT_EQ(json["guarantees"][0]["quantity"], "accuracy");
    EXPECT_EQ(of["accuracy"]["measured"], 1);
    EXPECT_EQ(of["accuracy"]["bound"], 1); // less than one sample can be wrong
    EXPECT_EQ(of["accuracy"]["claim"], "H1");
    const auto rhs = [&](const std::string& id) {
        for (const auto& claim : json["claims"])
            if (claim["id"] == id && claim["status"] == "holds") return claim["rhs"].get<double>();
        return std::numeric_limits<double>::infinity();
    };
    EXPECT_LE(of["nc1"]["bound"].get<double>(),
              std::min({rhs("A2"), rhs("A2u"), rhs("A2s"), rhs("A2v"), rhs("B12"), rhs("G2"),
                        rhs("G2v"), rhs("G2t"), rhs("H2"), rhs("H2m"), rhs("H2h")}) +
                  1e-12);
    EXPECT_EQ(of["nc1_balanced"]["claim"], of["nc1"]["claim"]); // the classes are equal
    EXPECT_NEAR(of["nc2"]["bound"].get<double>(), std::min(rhs("A5"), rhs("A5s")), 1e-12);
    EXPECT_NEAR(of["nc3"]["bound"].get<double>(), 1 - std::min(rhs("A6s"), rhs("G6m")), 1e-12);
    for (const auto& [quantity, g] : of) {
        const bool at_least = g["sense"] == ">=";
        EXPECT_FALSE(g["certified"]) << quantity;
        if (g["bound"].is_null()) continue;
        EXPECT_EQ(at_least, g["bound"].get<double>() <= g["measured"].get<double>()) << quantity;
    }
    const auto proved = nlohmann::json::parse(
        run("check " + snapshot() + " --json --arithmetic interval").out)["guarantees"];
    EXPECT_EQ(proved[2]["quantity"], "nc1");
    EXPECT_TRUE(proved[2]["certified"]);
    EXPECT_GE(proved[2]["bound"].get<double>(), proved[2]["measured"].get<double>());
}

/// What costs a bound, and how training moves it: of those bounds alone that could be better.
TEST_F(CommandLine, CheckSaysWhatCostsTheBounds) {
    const auto json = nlohmann::json::parse(run("check " + snapshot() + " --json").out);
    std::map<std::string, nlohmann::json> of;
    for (const auto& cost : json["bound_costs"]) of[cost["claim"]] = cost;
    ASSERT_TRUE(of.contains("A5s")) << json["bound_costs"].dump();
    ASSERT_TRUE(of.contains("H1")) << json["bound_costs"].dump();
    EXPECT_EQ(of["H1"]["quantity"], "residual");
    EXPECT_EQ(of["H1"]["rhs_without"], 0);
    EXPECT_GT(of["H1"]["rhs"].get<double>(), 0);
    const std::string text = run("check " + snapshot()).out;
    EXPECT_NE(text.find("What costs each bound most"), std::string::npos) << text;
    EXPECT_NE(text.find("\nA5s "), std::string::npos) << text;
    EXPECT_EQ(text.find("\nH1 "), std::string::npos) << text; // every sample is known to be right
    const std::string proved = run("check " + snapshot() + " --arithmetic interval").out;
    EXPECT_NE(proved.find("What costs each bound most"), std::string::npos) << proved;
}

TEST_F(CommandLine, CheckPrintsATablePeopleCanRead) {
    const Result r = run("check " + snapshot() + " --all");
    EXPECT_NE(r.out.find("claim status "), std::string::npos) << r.out;
    EXPECT_EQ(r.out.find("nan"), std::string::npos) << r.out;
    const Result brief = run("check " + snapshot());
    EXPECT_EQ(brief.code, 0);
    EXPECT_EQ(brief.out.find("claim status "), std::string::npos) << brief.out;
    EXPECT_NE(brief.out.find("--all"), std::string::npos) << brief.out;
    EXPECT_EQ(r.out.find(brief.out.substr(0, brief.out.find("The bounds"))), 0) << brief.out;
}

/// A run's folder: the claims about runs at every row of its history; a tampered row is noticed.
TEST_F(CommandLine, CheckTakesAStoredRun) {
    Snapshot start = build(shortest_sharp);
    start.learning_rate = 0.002;
    write_snapshot(path("start.safetensors"), start);
    const std::string toml = write(
        "run.toml", "[network]\nhidden = [4, 2]\nnonlinear_layers = 1\n"
                    "activation = \"softplus_leaky_relu\"\ngamma = 0.9\nsharpness = 0.015625\n"
                    "init = \"theorem\"\ninit_scale = 20\n"
                    "[data]\nsource = \"" +
                        path("start.safetensors") +
                        "\"\nper_class = 0\n"
                        "[training]\nsteps = 400\nlearning_rate = 0.002\nweight_decay = 7.7e-6\n"
                        "record_every = 4\ncheckpoint_every = 400\n");
    ASSERT_EQ(run("train " + toml + " --out " + path("run")).code, 0);
    const Result checked = run("check " + path("run") + " --json");
    EXPECT_EQ(checked.code, 0) << checked.err << checked.out;
    const auto json = nlohmann::json::parse(checked.out);
    EXPECT_EQ(json["claims"][1]["id"], "B8s");
    EXPECT_EQ(json["claims"][1]["status"], "holds") << checked.out;
    EXPECT_LT(json["claims"][1]["ratio"].get<double>(), 1);

    std::string history = read_file(path("run/history.csv"));
    const auto row = history.find("\n8,");
    ASSERT_NE(row, std::string::npos);
    history.replace(row, 3, "\n8,9"); // a loss ten times as large or more
    std::ofstream(path("run/history.csv")) << history;
    expect_refused("check " + path("run"), {"history.csv", "checksum"});
    std::filesystem::remove(path("run/checksums.csv")); // as in a folder from before there were any
    EXPECT_EQ(run("check " + path("run")).code, 1);
    std::filesystem::remove(path("run/checkpoint-000000000000.safetensors"));
    expect_refused("check " + path("run"), {"checkpoint of step 0", "checkpoint_every"});
}

/// A row is judged by what rounding can have added to it and to the run; in single precision, where
/// that is not known, it is undecided.
TEST_F(CommandLine, CheckKnowsTheRoundingOfAStoredRun) {
    write_snapshot(path("start.safetensors"), build(shortest_sharp));
    const auto train = [&](const std::string& out, const std::string& precision) {
        const std::string toml = write(
            "run.toml", "[network]\nhidden = [4, 3]\nnonlinear_layers = 1\n"
                        "activation = \"softplus_leaky_relu\"\ngamma = 0.9\nsharpness = 1.0\n"
                        "init = \"theorem\"\n[data]\nsource = \"" +
                            path("start.safetensors") +
                            "\"\nper_class = 0\n[training]\nsteps = 400\nlearning_rate = 1e-5\n"
                            "weight_decay = 0.3\nrecord_every = 40\ncheckpoint_every = 400\n"
                            "precision = \"" +
                            precision + "\"\n");
        ASSERT_EQ(run("train " + toml + " --out " + path(out)).code, 0);
    };
    const auto b9s = [&](const std::string& folder) {
        return nlohmann::json::parse(run("check " + path(folder) + " --json").out)["claims"][2];
    };
    train("double", "f64");
    auto claim = b9s("double");
    EXPECT_EQ(claim["status"], "holds") << claim;
    EXPECT_GT(claim["budget"].get<double>(), 1e-12);
    EXPECT_LT(claim["budget"].get<double>(), 1e-8);
    std::string history = read_file(path("double/history.csv"));
    const auto row = history.find("\n40,");
    const auto end = history.find('\n', row + 1), last = history.rfind(',', end) + 1;
    const double D = std::stod(history.substr(last, end - last));
    history.replace(last, end - last, std::to_string(D * 1.001)); // beyond what the claim leaves
    write("double/history.csv", history);
    std::filesystem::remove(path("double/checksums.csv"));
    EXPECT_EQ(b9s("double")["status"], "violated");
    train("single", "f32");
    EXPECT_EQ(b9s("single")["status"], "undecided");
}

TEST_F(CommandLine, CheckTakesClaimsAndArithmetic) {
    const auto json = nlohmann::json::parse(
        run("check " + snapshot() + " --claims A2,A5 --arithmetic mp --json").out);
    ASSERT_EQ(json["claims"].size(), 2);
    EXPECT_LT(json["claims"][0]["budget"].get<double>(), 1e-80);
    expect_refused("check " + snapshot() + " --claims A99", {"A99", "ncv list"});
    expect_refused("check " + snapshot() + " --claims a2s", {"a2s", "\"A2s\""});
    expect_refused("check " + snapshot() + " --claims A2,b8T", {"b8T", "\"B8t\""});
    expect_refused("check " + snapshot() + " --arithmetic exact", {"interval", "double", "mp"});
    expect_refused("check " + snapshot() + " --arithmetic interval --claims B7",
                   {"B7", "A2s, ", "B8, "});
    const auto landscape = nlohmann::json::parse(
        run("check " + snapshot() + " --arithmetic interval --claims B5,B8 --steps 3 --json").out);
    EXPECT_EQ(landscape["claims"].size(), 2);
    const auto proved = nlohmann::json::parse(
        run("check " + snapshot() + " --claims A2s --arithmetic interval --json").out);
    const auto& claim = proved["claims"][0];
    EXPECT_EQ(claim["status"], "holds");
    for (const char* side : {"lhs", "rhs"}) {
        const auto& enclosure = claim["sides"][0][side];
        EXPECT_LE(enclosure[0].get<double>(), claim[side].get<double>());
        EXPECT_LE(claim[side].get<double>(), enclosure[1].get<double>());
        EXPECT_LT(enclosure[1].get<double>() / enclosure[0].get<double>() - 1, 1e-6);
    }
}

/// A residual of which double keeps eight digits: x = 1, W = 1 + 2^-27, and the rest of Z_L - Y is
/// far below; so is the loss.
TEST_F(CommandLine, MetricsComeInTheArithmeticAskedFor) {
    Snapshot s;
    s.data.classes = 2;
    s.data.labels = {0, 1};
    s.data.inputs = Matrix<double>::Identity(2, 2);
    const double x = 1 + 0x1p-27, y = 1 - 0x1p-27;
    s.network.weights = {x * Matrix<double>::Identity(2, 2), y * Matrix<double>::Identity(2, 2)};
    s.network.activation.kind = ActivationKind::identity;
    write_snapshot(path("net.safetensors"), s);
    // x y = 1 - 2^-54, so ||Z_L - Y||_F = 2^-54 sqrt(2); double rounds the product to 1.
    const double residual = std::ldexp(std::sqrt(2.0), -54), loss = std::ldexp(1.0, -108);
    const std::string check = "check " + path("net.safetensors") + " --claims A0a --json";
    const auto coarse = nlohmann::json::parse(run(check).out);
    EXPECT_EQ(coarse["metrics"]["residual"], 0);
    const auto exact = nlohmann::json::parse(run(check + " --arithmetic mp").out);
    EXPECT_EQ(exact["metrics"]["residual"], residual);
    EXPECT_EQ(exact["metrics"]["loss"], loss);
    EXPECT_EQ(exact["metrics"]["accuracy"], 1);
    EXPECT_EQ(exact["layers"].size(), 3);
    const auto proved = nlohmann::json::parse(run(check + " --arithmetic interval").out);
    const auto& enclosed = proved["metrics_enclosed"];
    const auto holds = [&](const auto& pair, double value) {
        return pair[0].template get<double>() <= value && value <= pair[1].template get<double>();
    };
    EXPECT_TRUE(holds(enclosed["residual"], residual)) << enclosed;
    EXPECT_TRUE(holds(enclosed["loss"], loss)) << enclosed;
    EXPECT_TRUE(holds(enclosed["nc1"], 0)) << enclosed;
    EXPECT_TRUE(holds(enclosed["nc2"], 1)) << enclosed;
    EXPECT_TRUE(holds(enclosed["nc3"], 1)) << enclosed;
    // ||x^2 I - y^2 I|| = 4 2^-27 and W_2^T W_2 - W_1 W_1^T is that.
    ASSERT_EQ(enclosed["balancedness"].size(), 1);
    EXPECT_TRUE(holds(enclosed["balancedness"][0], 0x1p-25)) << enclosed;
    for (const char* name : {"nc1", "nc1_weighted", "nc2", "nc3", "residual", "loss"})
        EXPECT_TRUE(holds(enclosed[name], proved["metrics"][name].get<double>())) << name;
    const std::string text = run("check " + path("net.safetensors") + " --arithmetic interval").out;
    for (const char* line : {"NC1 in [", "NC2 in [", "NC3 in [", "residual in [", "accuracy 1\n"})
        EXPECT_NE(text.find(line), std::string::npos) << text;
}

TEST_F(CommandLine, BadSnapshotsAreRefusedInOneLine) {
    expect_refused("check " + path("nothing"), {"no such file"});
    expect_refused("check " + folder_.string(), {"folder"});
    expect_refused("check " + write("empty", ""), {"no safetensors"});
    expect_refused("check " + write("text", "hello, this is text"), {"no safetensors"});
    expect_refused("check " + write("net.json", "{\"certificate\": 1}\n"),
                   {"net.json", "JSON", "certificate"});
    expect_refused("check /dev/zero", {"/dev/zero: is a device, a file is needed"});
    expect_refused("train /dev/zero --out " + path("run"), {"device"});
    expect_refused("replay /dev/zero", {"device"});
    expect_refused("report /dev/zero -o " + path("site"), {"/dev/zero"});
    const std::string bytes = read_file(snapshot());
    expect_refused("check " + write("cut", bytes.substr(0, bytes.size() - 9)), {"truncated"});
}

/// A head whose features stay in their file says what it says through a pipe, which is read whole.
TEST_F(CommandLine, CheckTakesALargeHeadFromItsFile) {
    Snapshot s;
    s.data.classes = 3;
    s.data.inputs.resize(20, 15000);
    for (int i = 0; i < 15000; ++i) {
        s.data.labels.push_back(i % 3);
        for (int k = 0; k < 20; ++k)
            s.data.inputs(k, i) = (k % 3 == i % 3) + 0.125 * std::cos(i * (k + 1.0));
    }
    s.network.weights = {0.25 * Matrix<double>::Identity(3, 20)};
    s.layer_offset = 2;
    s.weight_decay = 0.5;
    s.loss.kind = LossKind::cross_entropy;
    const std::string file = path("large.safetensors");
    write_snapshot(file, s, Precision::f32);
    for (const std::string options : {"", " --json"}) {
        const Result stored = run("check " + file + options),
                     whole = run("check /dev/stdin" + options, "cat " + file + " |");
        EXPECT_EQ(stored.code, 0) << stored.err;
        EXPECT_EQ(stored.out, whole.out);
    }
    const std::string bytes = read_file(file);
    expect_refused("check " + write("cut", bytes.substr(0, bytes.size() - 9)),
                   {"cut", "truncated"});
    expect_refused("check " + write("longer", bytes + "x"), {"longer", "1 bytes follow"});
}

TEST_F(CommandLine, ASnapshotWrittenWithNumPyIsChecked) {
    const std::string net = path("numpy.safetensors");
    const int status =
        std::system(("/usr/bin/python3 " NCV_SOURCE "/docs/export_from_numpy.py " + net).c_str());
    ASSERT_EQ(status, 0) << "needs Debian's python3-numpy, see packages-test.txt";
    const auto json = nlohmann::json::parse(run("check " + net + " --json").out);
    EXPECT_EQ(json["metrics"]["nc1"], 0);
    EXPECT_EQ(json["metrics"]["nc3"], 1);
    const std::string alone =
        "/usr/bin/python3 " NCV_SOURCE "/docs/export_from_numpy.py 2>" + path("err");
    EXPECT_EQ(WEXITSTATUS(std::system(alone.c_str())), 2);
    EXPECT_EQ(read_file(path("err")), "usage: python3 export_from_numpy.py FILE\n");
}

} // namespace
} // namespace ncv
