/// The program ncv-backbone: its files, its verdicts, what it refuses.
#include "backbones/classifier.hpp"
#include "command_line_fixture.hpp"

#include "training/run.hpp"

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
        const int status =
            std::system((NCV_CHECKER " check " + out + "/final.safetensors >" + check).c_str());
        EXPECT_EQ(WEXITSTATUS(status), 0);
        for (const char* row : {"A3    ", "B1    holds", "B2    holds"})
            EXPECT_NE(read_file(check).find(row), std::string::npos) << row << read_file(check);
    }
}

TEST_F(BackboneCommand, TheSameSeedGivesTheSameBytesAlsoAfterAResume) {
    const std::string c = config(), one = path("one"), two = path("two"), cut = path("cut");
    ASSERT_EQ(run(c + " --out " + one).code, 0);
    ASSERT_EQ(run(c + " --out " + two).code, 0);
    fs::copy(one, cut);
    fs::remove(cut + "/final.safetensors");
    fs::remove(cut + "/epoch-000006.safetensors");
    const auto as_run = backbones::parse_backbone_config(read_file(cut + "/config.toml"), "c");
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
    expect_refused(config("kind = \"resnet18\"\n") + out, {"resnet18", "resnet20, densenet"});
    expect_refused(config("") + out, {"[backbone] needs kind"});
    expect_refused(config(resnet + "head_layers = 0\n") + out, {"head_layers is 0", "1 or more"});
    expect_refused(config(resnet + "head_layer = 2\n") + out, {"head_layer", "head_layers"});
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
        backbones::parse_backbone_config(page.substr(from, page.find("```", from) - from), "page");
    EXPECT_EQ(shown.head_layers, 3);
    int examples = 0;
    for (const auto& entry : fs::directory_iterator(source / "experiments" / "backbones")) {
        EXPECT_NO_THROW(backbones::parse_backbone_config(read_file(entry.path()), "example"));
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

} // namespace
} // namespace ncv
