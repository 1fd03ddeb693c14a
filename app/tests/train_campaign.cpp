/// `ncv train` of campaigns: the file it streams, resuming after any end, what it refuses.
#include "command_line_fixture.hpp"

#include "training/config.hpp"

namespace ncv {
namespace {

namespace fs = std::filesystem;

class CampaignCommand : public CommandLine {
  protected:
    std::string campaign(const std::string& lists, const std::string& training = "",
                         const std::string& network = "") const {
        return write("campaign.toml",
                     "[network]\nnonlinear_layers = 1\nactivation = \"softplus_leaky_relu\"\n"
                     "gamma = 0.1\nsharpness = 8.0\n" +
                         network +
                         "[data]\nsource = \"synthetic\"\nclasses = 3\ndimension = 5\n"
                         "per_class = 3\n[training]\nsteps = 300\nrecord_every = 50\n" +
                         training + "[campaign]\n" + lists);
    }
    const std::string grid = "hidden = [[8, 6], [7]]\nlearning_rate = [0.02, 90.0]\n"
                             "weight_decay = [0.01, 0.0]\nseeds = \"1..50\"\n";
};

TEST_F(CampaignCommand, WritesALineARunTheSameForOneAndTwoThreads) {
    const std::string c = campaign(grid);
    const Result r = run("train " + c + " --out " + path("a"));
    ASSERT_EQ(r.code, 0) << r.err;
    EXPECT_NE(r.out.find("400 runs: 200 finished, 200 diverged"), std::string::npos) << r.out;
    ASSERT_EQ(run("train " + c + " --out " + path("b"), "taskset -c 0").code, 0);
    const std::string file = read_file(path("a/campaign.csv"));
    EXPECT_EQ(file, read_file(path("b/campaign.csv")));
    EXPECT_EQ(std::count(file.begin(), file.end(), '\n'), 401);
    EXPECT_NE(file.find("\n0,8-6,0.02,0.01,1,finished,300,"), std::string::npos);
    EXPECT_NE(file.find("\n399,7,90,0,50,diverged,"), std::string::npos);
    int files = 0;
    for (const auto& entry : fs::directory_iterator(path("a"))) files += entry.is_regular_file();
    EXPECT_EQ(files, 3); // config.toml, campaign.csv and campaign.crc32
    expect_refused("train " + c + " --out " + path("a"), {"already holds a run"});
}

TEST_F(CampaignCommand, KilledAtAnyMomentResumesToTheSameBytes) {
    const std::string c = campaign(grid);
    ASSERT_EQ(run("train " + c + " --out " + path("whole")).code, 0);
    const std::string whole = read_file(path("whole/campaign.csv"));
    // Killed in earnest, at whatever moment the clock makes of it.
    for (const char* after : {"0.02", "0.05", "0.1"})
        run("train " + c + " --out " + path("killed") +
                (fs::exists(path("killed/config.toml")) ? " --resume" : ""),
            std::string("timeout -s KILL ") + after);
    const bool begun = fs::exists(path("killed/config.toml"));
    ASSERT_EQ(run("train " + c + " --out " + path("killed") + (begun ? " --resume" : "")).code, 0);
    EXPECT_EQ(read_file(path("killed/campaign.csv")), whole);
    // Every kind of moment: before the file, in its first line, between lines, inside one, at the
    // end.
    fs::create_directories(path("cut"));
    fs::copy(path("whole/config.toml"), path("cut/config.toml"));
    for (const std::size_t bytes : {std::size_t(0), std::size_t(92), std::size_t(100),
                                    whole.size() / 3, whole.size() - 1, whole.size()}) {
        fs::remove(path("cut/campaign.csv"));
        if (bytes > 0) std::ofstream(path("cut/campaign.csv")) << whole.substr(0, bytes);
        ASSERT_EQ(run("train " + c + " --out " + path("cut") + " --resume").code, 0) << bytes;
        EXPECT_EQ(read_file(path("cut/campaign.csv")), whole) << bytes;
    }
}

TEST_F(CampaignCommand, InterruptedCampaignsSayHowToGoOn) {
    const std::string c =
        campaign("hidden = [[8]]\nlearning_rate = [0.01]\nseeds = \"1..100000\"\n");
    const Result r = run_until("[ -s " + path("run/campaign.csv") + " ]",
                               "train " + c + " --out " + path("run"));
    EXPECT_EQ(r.code, 3) << r.err;
    EXPECT_NE(r.err.find("of 100000 runs"), std::string::npos) << r.err;
    EXPECT_NE(r.err.find("--resume"), std::string::npos) << r.err;
    const std::string file = read_file(path("run/campaign.csv"));
    EXPECT_EQ(file.back(), '\n');
    expect_refused("train " +
                       campaign("hidden = [[8]]\nlearning_rate = [0.01]\nseeds = \"2..100000\"\n") +
                       " --out " + path("run") + " --resume",
                   {"configuration differs"});
    std::ofstream(path("run/campaign.csv"), std::ios::app) << "7,8,0.01,0,9,finished\n";
    EXPECT_EQ(run("train " +
                  campaign("hidden = [[8]]\nlearning_rate = [0.01]\nseeds = \"1..100000\"\n") +
                  " --out " + path("run") + " --resume")
                  .code,
              2);
}

TEST_F(CampaignCommand, SnapshotsAreTheRunsLastGoodStates) {
    const std::string c = campaign("hidden = [[8, 6]]\nlearning_rate = [0.02, 90.0]\n"
                                   "seeds = [3, 1]\nsnapshots = true\n",
                                   "weight_decay = 0.01\n");
    ASSERT_EQ(run("train " + c + " --out " + path("a")).code, 0);
    const std::string file = read_file(path("a/campaign.csv"));
    for (int number = 0; number < 4; ++number) {
        const Snapshot s =
            read_snapshot(path("a/run-000000" + std::to_string(number) + ".safetensors"));
        EXPECT_EQ(s.seed, number % 2 ? 1u : 3u);
        EXPECT_EQ(*s.learning_rate, number < 2 ? 0.02 : 90.0);
        EXPECT_EQ(*s.step == 300, number < 2);
        EXPECT_NE(file.find("\n" + std::to_string(number) + ",8-6," + (number < 2 ? "0.02" : "90") +
                            ",0.01," + std::to_string(*s.seed) +
                            (number < 2 ? ",finished," : ",diverged,") + std::to_string(*s.step)),
                  std::string::npos)
            << file;
    }
}

TEST_F(CampaignCommand, BadCampaignsAreRefusedWithLineAndRemedy) {
    const std::string out = " --out " + path("never");
    const auto refused = [&](const std::string& lists, const std::vector<std::string>& words,
                             const std::string& training = "", const std::string& network = "") {
        expect_refused("train " + campaign(lists, training, network) + out, words);
    };
    const std::string rate = "learning_rate = 0.1\n", widths = "hidden = [4]\n";
    refused("seed = [1]\n", {"\"seed\"", "\"seeds\"", "campaign.toml:"}, rate, widths);
    refused("seeds = \"1-5\"\n", {"1-5", "1..1000"}, rate, widths);
    refused("seeds = \"5..1\"\n", {"5..1"}, rate, widths);
    refused("seeds = [1.5]\n", {"seeds", "whole"}, rate, widths);
    refused("seeds = \"1..99999999\"\n", {"10000000"}, rate, widths);
    refused(
        "seeds = \"1..10000\"\nweight_decay = " + std::string("[0.0, 0.1, 0.2]\n") +
            "learning_rate = [" +
            [] {
                std::string many = "0.1";
                for (int i = 0; i < 999; ++i) many += ", 0.1";
                return many;
            }() +
            "]\n",
        {"10000000 runs"}, "", widths);
    refused("learning_rate = []\n", {"not empty"}, "", widths);
    refused("learning_rate = [0.1]\n", {"take learning_rate out of [training]"}, rate, widths);
    refused("learning_rate = [0.1]\n", {"take schedule out of [training]"},
            "schedule = [[0, 0.1]]\n", widths);
    refused("learning_rate = [-0.1]\n", {"-0.1"}, "", widths);
    refused("hidden = [4, 3]\n", {"list of lists"}, rate);
    refused("hidden = [[4]]\n", {"take hidden out of [network]"}, rate, widths);
    refused("seeds = [1]\n", {"hidden"}, rate);
    refused("snapshots = 1\n", {"true or false"}, rate, widths);
    refused("seeds = [1]\n", {"checkpoint_every"}, rate + "checkpoint_every = 5\n", widths);
    expect_refused("train " + write("c.toml", "campaign = 3\n") + out, {"[campaign]", "table"});
    expect_refused("train " +
                       write("c.toml",
                             "[network]\nnonlinear_layers = 3\nactivation = \"tanh\"\n[training]\n"
                             "steps = 1\nlearning_rate = 0.1\n[campaign]\n"
                             "hidden = [[4, 4, 4], [4]]\n") +
                       out,
                   {"nonlinear_layers", "3"});
    EXPECT_FALSE(fs::exists(path("never")));
}

TEST_F(CampaignCommand, AFullDiskIsExitCodeThreeAndTheCampaignGoesOn) {
    const std::string c = campaign(grid);
    ASSERT_EQ(run("train " + c + " --out " + path("whole")).code, 0);
    const Result r = run("train " + c + " --out " + path("a"), "trap '' XFSZ; ulimit -f 8;");
    EXPECT_EQ(r.code, 3) << r.err;
    ASSERT_EQ(run("train " + c + " --out " + path("a") + " --resume").code, 0);
    EXPECT_EQ(read_file(path("whole/campaign.csv")), read_file(path("a/campaign.csv")));
}

} // namespace
} // namespace ncv
