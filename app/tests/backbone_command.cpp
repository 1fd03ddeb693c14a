/// The program ncv-backbone: its files, its verdicts, what it refuses, and sweeps of its runs.
#include "backbones/classifier.hpp"
#include "command_line_fixture.hpp"

#include "store/store.hpp"
#include "training/config_reading.hpp"
#include "training/run.hpp"

#include <nlohmann/json.hpp>

#include <regex>

namespace ncv {
namespace {

namespace fs = std::filesystem;

class BackboneCommand : public CommandLine {
  protected:
    /// Twenty of the shipped digits.
    std::string config(const std::string& backbone = "kind = \"resnet20\"\nhead_layers = 3\n",
                       const std::string& training = "", const std::string& data = "") const {
        return write("config.toml", "[backbone]\n" + backbone + "[data]\nper_class = 2\n" + data +
                                        "[training]\nepochs = 6\nrecord_every = 4\nbatch = 10\n" +
                                        (training.empty() ? "learning_rate = 1e-4\n"
                                                            "momentum = 0.9\nweight_decay = 0.1\n"
                                                          : training));
    }
    /// What `ncv` does.
    Result ncv(const std::string& arguments, const std::string& before = "",
               const std::string& program = NCV_CHECKER) const {
        const std::string out = path(".out"), err = path(".err");
        const int status = std::system(
            (before + " " + program + " " + arguments + " >" + out + " 2>" + err).c_str());
        return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, read_file(out), read_file(err)};
    }
    static inline const std::string mlp = "kind = \"mlp\"\nhidden = [40, 30]\nhead_width = 20\n";
};

TEST_F(BackboneCommand, TrainsHeadsOnWhichEveryClaimHolds) {
    for (const std::string kind : {"resnet20", "densenet"}) {
        const std::string out = path(kind);
        const Result r = run(config("kind = \"" + kind +
                                    "\"\nhead_layers = 3\n"
                                    "head_init = \"balanced\"\n") +
                             " --out " + out);
        ASSERT_EQ(r.code, 0) << r.err;
        const auto rows = parse_history(read_file(out + "/history.csv"), "history.csv");
        ASSERT_EQ(rows.size(), 3u); // start, epoch 4, the end
        EXPECT_EQ(rows.back().step, 12);
        EXPECT_LT(rows.back().loss, rows.front().loss / 2);
        for (const char* file : {"epoch-000000", "epoch-000004", "epoch-000006"})
            EXPECT_NO_THROW(read_snapshot(out + "/" + file + ".safetensors"));
        const std::string check = path("check");
        const int status = std::system(
            (NCV_CHECKER " check --all " + out + "/final.safetensors >" + check).c_str());
        EXPECT_EQ(WEXITSTATUS(status), 0);
        for (const char* row : {"A3    ", "B1    holds", "B2    holds"})
            EXPECT_NE(read_file(check).find(row), std::string::npos) << row << read_file(check);
    }
}

/// The stated decays are those for which a small network that was trained for long is stationary,
/// to a hundredth: in the right units, of the right tensors.
TEST_F(BackboneCommand, TheStatedDecayIsTheOneThatTrainingHad) {
    const std::string biases = "biases = true\n", own = "bias_weight_decay = 0.05\n",
                      entropy = "loss = \"cross_entropy\"\n";
    for (const auto& [head, training] :
         {std::pair{"head_layers = 3\n" + biases, own},
          std::pair{"head_layers = 1\n" + biases, own + entropy + "batch = 10\n"},
          std::pair{"head_layers = 3\n" + biases, own + entropy + "label_smoothing = 0.1\n"}}) {
        const std::string out = path("out");
        const std::string c =
            write("long.toml", "[backbone]\n" + mlp + head +
                                   "[data]\nper_class = 2\nscale = \"unit_mean_norm\"\n"
                                   "coordinates = \"span\"\n[training]\nepochs = 2000\n"
                                   "record_every = 2000\nschedule = [[0, 0.005], [1500, 0.001]]\n"
                                   "momentum = 0.9\nweight_decay = 0.1\n" +
                                   training);
        const Result r = run(c + " --out " + out);
        ASSERT_EQ(r.code, 0) << r.err;
        const Result check = ncv("check " + out + "/final.safetensors --json --claims H9");
        EXPECT_EQ(check.code, 0) << check.err;
        const auto json = nlohmann::json::parse(check.out);
        EXPECT_TRUE(json["doubt"].is_null()) << json["doubt"];
        ASSERT_FALSE(json["stationary_decay"].empty());
        for (const auto& layer : json["stationary_decay"]) {
            EXPECT_EQ(layer["stated"], 0.1);
            EXPECT_NEAR(layer["nearest"].get<double>(), 0.1, 1e-3) << layer << training;
        }
        fs::remove_all(out);
    }
}

TEST_F(BackboneCommand, TheSameSeedGivesTheSameBytesAlsoAfterAResume) {
    const std::string c = config(), one = path("one"), two = path("two"), cut = path("cut");
    ASSERT_EQ(run(c + " --out " + one).code, 0);
    ASSERT_EQ(run(c + " --out " + two).code, 0);
    fs::copy(one, cut);
    fs::remove(cut + "/final.safetensors");
    fs::remove(cut + "/epoch-000006.safetensors");
    const auto as_run = parse_backbone_config(read_file(cut + "/config.toml"), "c");
    backbones::Classifier net(as_run, load_data(as_run.data, as_run.seed));
    for (int epoch = 0; epoch < 4; ++epoch) net.epoch();
    write_file(cut + "/state.pt", net.state());
    fs::remove(cut + "/checksums.csv"); // this state was not kept by the run
    ASSERT_EQ(run(c + " --out " + cut + " --resume").code, 0);
    for (const auto& folder : {two, cut})
        for (const char* file : {"final.safetensors", "epoch-000006.safetensors", "history.csv"})
            EXPECT_TRUE(read_file(one + "/" + file) == read_file(folder + "/" + file))
                << folder << file;
    ASSERT_EQ(run(config("kind = \"resnet20\"\nhead_layers = 3\n",
                         "learning_rate = 1e-4\nmomentum = 0.9\nweight_decay = 0.1\nseed = 2\n") +
                  " --out " + path("other"))
                  .code,
              0);
    EXPECT_FALSE(read_file(one + "/final.safetensors") ==
                 read_file(path("other") + "/final.safetensors"));
}

TEST_F(BackboneCommand, ARunThatDivergesKeepsWhatWasRecordedAndSaysSo) {
    const std::string out = path("out");
    const Result r =
        run(config("kind = \"resnet20\"\n", "learning_rate = 1e9\n") + " --out " + out);
    EXPECT_EQ(r.code, 3);
    EXPECT_NE(r.err.find("diverged in epoch 1"), std::string::npos) << r.err;
    EXPECT_EQ(parse_history(read_file(out + "/history.csv"), "history.csv").size(), 1u);
    EXPECT_FALSE(fs::exists(out + "/final.safetensors"));
}

TEST_F(BackboneCommand, WrongInputIsRefusedInOneLine) {
    const std::string out = " --out " + path("out");
    const std::string resnet = "kind = \"resnet20\"\n";
    expect_refused(config("kind = \"resnet18\"\n") + out, {"resnet18", "resnet20, densenet, mlp"});
    expect_refused(config("") + out, {"[backbone] needs kind"});
    expect_refused(config(resnet + "head_layers = 0\n") + out, {"head_layers is 0", "1 or more"});
    expect_refused(config(resnet + "head_layer = 2\n") + out, {"head_layer", "head_layers"});
    expect_refused(config(resnet + "hidden = [8]\n") + out, {"hidden belongs to kind = \"mlp\""});
    expect_refused(config("kind = \"mlp\"\n") + out, {"needs hidden"});
    expect_refused(config("kind = \"mlp\"\nhidden = []\n") + out, {"hidden is empty"});
    expect_refused(config(resnet, "learning_rate = 1e-4\nlabel_smoothing = 0.1\n") + out,
                   {"label_smoothing is given without loss"});
    expect_refused(config(resnet, "learning_rate = 1e-4\nloss = \"hinge\"\n") + out,
                   {"hinge", "squared_error, cross_entropy"});
    expect_refused(config(resnet, "learning_rate = 1e-4\nbias_weight_decay = 0.1\n") + out,
                   {"bias_weight_decay is given without biases"});
    expect_refused(config(resnet, "weight_decay = 0.1\n") + out, {"needs learning_rate"});
    expect_refused(config(resnet, "learning_rate = 1e-4\nmomentum = 1.0\n") + out,
                   {"momentum is 1", "momentum < 1"});
    expect_refused(config(resnet, "", "coordinates = \"span\"\n") + out, {":5:", "no pixels"});
    expect_refused(config(resnet, "", "source = \"synthetic\"\ndimension = 65\n") + out,
                   {"65 numbers", "s at least 8"});
    expect_refused(config(resnet, "", "source = \"synthetic\"\ndimension = 49\n") + out,
                   {"49 numbers", "s at least 8"});
    expect_refused(config(resnet, "", "classes = 5\n") + out, {"classes belongs to"});
    expect_refused(config(resnet, "", "source = \"nowhere\"\n") + out, {"nowhere"});
    expect_refused(config(resnet, "learning_rate = 1e-4\nbatch = 21\n") + out, {"batch"});
    expect_refused(path("none.toml") + out, {"none.toml"});
    expect_refused(config() + " --outt x", {"--out"});
    expect_refused(config() + out + " --resume", {"--resume", "no run to go on with"});
    EXPECT_FALSE(fs::exists(path("out")));
}

TEST_F(BackboneCommand, ABrokenOrForeignStateIsRefused) {
    const std::string c = config(), out = " --out " + path("out");
    ASSERT_EQ(run(c + out).code, 0);
    expect_refused(c + out, {"already holds a run"});
    const std::string state = read_file(path("out") + "/state.pt");
    for (const std::string& broken :
         {std::string(), std::string("no state"), state.substr(0, state.size() / 2)}) {
        write_file(path("out") + "/state.pt", broken);
        expect_refused(c + out + " --resume", {"state.pt", "is damaged or was changed"});
    }
    config("kind = \"densenet\"\n");
    expect_refused(c + out + " --resume", {"the configuration differs"});
}

TEST_F(BackboneCommand, TheConfigurationAndOptionsThatTheDocsShowExist) {
    const fs::path source(NCV_SOURCE);
    const std::string page = read_file(source / "docs" / "backbones.md"), begin = "```toml\n";
    const std::size_t from = page.find(begin) + begin.size();
    const auto shown =
        parse_backbone_config(page.substr(from, page.find("```", from) - from), "page");
    EXPECT_EQ(shown.head_layers, 3);
    int examples = 0;
    for (const auto& entry : fs::directory_iterator(source / "experiments" / "backbones")) {
        const std::string text = read_file(entry.path());
        if (text.find("[sweep]") == std::string::npos)
            EXPECT_NO_THROW(parse_backbone_config(text, "example"));
        else
            EXPECT_TRUE(sweep::parse_plan(text, "example").backbones);
        ++examples;
    }
    EXPECT_GT(examples, 0);
    const std::string help = run("--help").out;
    int commands = 0;
    for (auto at = page.find("bin/ncv-backbone"); at != std::string::npos;
         at = page.find("bin/ncv-backbone", at + 1)) {
        const std::string line = page.substr(at, page.find('\n', at) - at);
        const std::regex option("--[a-z-]+");
        for (std::sregex_iterator o(line.begin(), line.end(), option), end; o != end; ++o)
            EXPECT_NE(help.find(o->str()), std::string::npos) << line;
        ++commands;
    }
    EXPECT_GT(commands, 0);
}

/// MLPs with one and two linear layers, two seeds each, a fraction of a second a run.
class BackboneSweep : public BackboneCommand {
  protected:
    std::string plan(const std::string& training = "learning_rate = 0.02\nepochs = 20\n",
                     const std::string& more = "") const {
        return write("plan.toml",
                     "[sweep]\nid = \"heads\"\ntitle = \"Heads\"\nstatement = \"Deeper heads.\"\n"
                     "[base.backbone]\n" +
                         mlp +
                         "biases = true\n[base.data]\nper_class = 2\n"
                         "scale = \"unit_mean_norm\"\ncoordinates = \"span\"\n[base.training]\n"
                         "loss = \"cross_entropy\"\nmomentum = 0.9\nweight_decay = 0.05\n"
                         "record_every = 10\n" +
                         training +
                         "[seeds]\nfirst = 5\ncount = 2\n[[factor]]\nname = \"layers\"\n"
                         "levels = [ { level = 1, set = { \"backbone.head_layers\" = 1 } },\n"
                         "           { level = 2, set = { \"backbone.head_layers\" = 2 } } ]\n" +
                         more +
                         "[outcome]\nmeasures = [\"nc1\", \"ratio_H2h\"]\nkeep_snapshots = true\n"
                         "layer_states = 2\n[[test]]\nname = \"NC1\"\nkind = \"contrast\"\n"
                         "response = \"log10 nc1\"\nhigh = { layers = 2 }\nlow = { layers = 1 }\n"
                         "predicts = \"below\"\nvalue = 0\n");
    }
    std::string store() const { return path("s.sqlite"); }
    Result sweep(const std::string& plan, const std::string& before = "") const {
        return ncv("sweep " + plan + " --store " + store() + " --jobs 2", before);
    }
    /// Every run of the plan, in order.
    std::vector<sweep::RunResult> runs() const {
        const sweep::Store s(store(), sweep::Open::read);
        std::vector<sweep::RunResult> out;
        for (const sweep::Cell& cell : s.cells(s.plans().at(0))) out.push_back(s.run(cell.digest));
        return out;
    }
};

TEST_F(BackboneSweep, KeepsWhatTheProgramTrainedAndWhatIsMeasuredOfIt) {
    const Result r = sweep(plan());
    ASSERT_EQ(r.code, 0) << r.err;
    EXPECT_NE(r.out.find("4 runs performed now"), std::string::npos) << r.out;
    EXPECT_FALSE(fs::exists(store() + ".backbones"));
    const auto all = runs();
    ASSERT_EQ(all.size(), 4u);
    for (std::size_t i = 0; i < all.size(); ++i) {
        const sweep::RunResult& run = all[i];
        EXPECT_EQ(run.status, RunStatus::finished) << run.note;
        EXPECT_NE(run.version.find(", libtorch "), std::string::npos) << run.version;
        const std::string file = write("alone.toml", run.config_text), out = path("alone");
        ASSERT_EQ(this->run(file + " --out " + out).code, 0);
        EXPECT_EQ(format_history(run.history), read_file(out + "/history.csv"));
        const Snapshot last = read_snapshot(out + "/final.safetensors");
        EXPECT_EQ(last.network.depth(), i < 2 ? 1 : 2);
        EXPECT_EQ(run.measures.at("nc1"), run.history.back().nc1);
        EXPECT_GT(run.measures.at("ratio_H2h"), 0);
        EXPECT_LT(run.measures.at("ratio_H2h"), 1);
        EXPECT_TRUE(std::isnan(run.measures.at("sharpness"))); // of the head alone it would mislead
        EXPECT_EQ(run.layer_history.size(), 2u);
        EXPECT_FALSE(run.snapshot.empty());
        fs::remove_all(out);
    }
    EXPECT_NE(sweep(plan()).out.find("0 runs performed now"), std::string::npos);
    ASSERT_EQ(ncv("report " + store() + " -o " + path("site")).code, 0);
    EXPECT_NE(read_file(path("site/heads.html")).find("ncv-backbone"), std::string::npos);
    int pages = 0;
    for (const auto& entry : fs::directory_iterator(path("site/runs"))) {
        if (entry.path().extension() != ".html") continue;
        EXPECT_NE(read_file(entry.path()).find("\"ncv-backbone "), std::string::npos);
        ++pages;
    }
    EXPECT_EQ(pages, 4);
}

TEST_F(BackboneSweep, ARunThatWasCutOffGoesOnFromItsLastRecord) {
    const std::string p = plan("learning_rate = 0.02\nepochs = 40\n");
    ASSERT_EQ(sweep(p).code, 0);
    const auto whole = runs();
    fs::remove(store());
    const std::string folder = store() + ".backbones";
    fs::create_directories(folder);
    // A run that was killed after a record, and one of which a damaged state is left.
    for (const std::size_t i : {std::size_t{0}, std::size_t{3}}) {
        const std::string at = folder + "/" + whole[i].digest;
        write("half.toml",
              std::regex_replace(whole[i].config_text, std::regex("epochs = 40"), "epochs = 20"));
        ASSERT_EQ(this->run(path("half.toml") + " --out " + at).code, 0);
        fs::remove(at + "/final.safetensors");
        write_file(at + "/config.toml", whole[i].config_text);
        if (i == 3) write_file(at + "/state.pt", "damaged");
    }
    const Result r = sweep(p);
    ASSERT_EQ(r.code, 0) << r.err;
    const auto again = runs();
    for (std::size_t i = 0; i < whole.size(); ++i) {
        EXPECT_EQ(format_history(whole[i].history), format_history(again[i].history));
        EXPECT_EQ(whole[i].snapshot, again[i].snapshot);
    }
    EXPECT_FALSE(fs::exists(folder));
}

TEST_F(BackboneSweep, WhatDivergesAndWhatCannotBeDoneAreResults) {
    ASSERT_EQ(sweep(plan("learning_rate = 1e6\nepochs = 20\n")).code, 0);
    for (const auto& run : runs()) {
        EXPECT_EQ(run.status, RunStatus::diverged);
        EXPECT_NE(run.note.find("diverged in epoch"), std::string::npos);
        EXPECT_EQ(run.note.find("/"), std::string::npos) << run.note; // of no folder
    }
    fs::remove(store());
    ASSERT_EQ(sweep(plan("learning_rate = 0.02\nepochs = 20\nbatch = 21\n")).code, 0);
    for (const auto& run : runs()) {
        EXPECT_EQ(run.status, RunStatus::failed);
        EXPECT_NE(run.note.find("batch is 21"), std::string::npos) << run.note;
    }
}

/// Runs on images that are not there are not performed again, which replay says; the verdict stands.
TEST_F(BackboneSweep, AReplayWithoutTheImagesSaysSo) {
    const Result r =
        ncv("replay " NCV_SOURCE "/counterexamples/f12/f12_e9.json", "cd " + path(".") + " &&");
    EXPECT_EQ(r.code, 0) << r.out << r.err;
    EXPECT_NE(r.out.find("run 0 not performed again: "), std::string::npos) << r.out;
    EXPECT_NE(r.out.find("data/mnist"), std::string::npos) << r.out;
    EXPECT_EQ(r.out.find("nan"), std::string::npos) << r.out;
}

TEST_F(BackboneSweep, AnInterruptedSweepLeavesNoProgramBehindAndGoesOn) {
    const std::string p = plan("learning_rate = 0.02\nepochs = 100000000\n");
    const std::string script =
        write("cut.sh", std::string(NCV_CHECKER) + " sweep " + p + " --store " + store() +
                            " --jobs 2 2>/dev/null & pid=$!\n"
                            "until ls " +
                            store() +
                            ".backbones/*/state.pt >/dev/null 2>&1; do sleep 0.05; "
                            "done\nkill -TERM $pid\nwait $pid\ncode=$?\nsleep 0.3\n"
                            "pgrep -f 'ncv-backbone " +
                            store() + "' >/dev/null && exit 9\nexit $code\n");
    EXPECT_EQ(WEXITSTATUS(std::system(("bash " + script).c_str())), 3);
    const Result status = ncv("sweep --status --store " + store());
    EXPECT_NE(status.out.find("\n0 in flight"), std::string::npos) << status.out;
}

TEST_F(BackboneSweep, WrongPlansAreRefusedInOneLine) {
    const auto refused = [&](const std::string& p, const std::string& word,
                             const std::string& program = NCV_CHECKER) {
        const Result r = ncv("sweep " + p + " --store " + store(), "", program);
        EXPECT_EQ(r.code, 2) << r.out;
        EXPECT_EQ(std::count(r.err.begin(), r.err.end(), '\n'), 1) << r.err;
        EXPECT_NE(r.err.find(word), std::string::npos) << r.err;
        EXPECT_FALSE(fs::exists(store()));
    };
    refused(plan("learning_rate = 0.02\n"), "needs epochs");
    refused(plan("learning_rate = 0.02\nepochs = 2\nsteps = 3\n"), "unknown key \"steps\"");
    refused(plan("learning_rate = 0.02\nepochs = 2\nseed = 3\n"), "stands in [seeds]");
    refused(plan("learning_rate = 0.02\nepochs = 2\n", "[base.network]\nhidden = [3]\n"),
            "not both");
    fs::create_directory(path("alone"));
    fs::copy_file(NCV_CHECKER, path("alone/ncv"));
    refused(plan(), "make backbones", path("alone/ncv"));
}

} // namespace
} // namespace ncv
