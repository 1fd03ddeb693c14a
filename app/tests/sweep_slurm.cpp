/// `ncv sweep --slurm` on a real cluster of one node: the plan runs as an array of tasks, two of
/// them are interrupted and resume, and the merged store is that of a run without Slurm.
#include "slurm_cluster.hpp"
#include "sweep_fixture.hpp"

#include <regex>

namespace ncv {
namespace {

namespace fs = std::filesystem;

class SweepSlurm : public SweepCommand {
  protected:
    void SetUp() override {
        const std::string obstacle = SlurmCluster::obstacle();
        if (!obstacle.empty()) GTEST_SKIP() << obstacle;
        SweepCommand::SetUp();
        cluster_.emplace(path("cluster"));
        ASSERT_EQ(cluster_->problem(), "");
    }
    void TearDown() override {
        cluster_.reset();
        if (!folder_.empty()) SweepCommand::TearDown();
    }
    static std::string state(const std::string& job) {
        std::smatch found;
        const std::string shown = SlurmCluster::output_of("scontrol show job " + job);
        return std::regex_search(shown, found, std::regex("JobState=(\\w+)")) ? found[1].str()
                                                                              : "gone";
    }

    std::optional<SlurmCluster> cluster_;
};

TEST_F(SweepSlurm, AnArrayWhoseTasksAreRequeuedEndsAsOneMachineDoes) {
    const std::string p = plan("E1", 16, "", "steps = 30000\n");
    const Result r = sweep(p, "s", "--slurm 3");
    ASSERT_EQ(r.code, 0) << r.err;
    std::smatch ids;
    ASSERT_TRUE(std::regex_search(r.out, ids,
                                  std::regex("array job (\\d+) \\(3 tasks\\), merge job (\\d+)")))
        << r.out;
    const std::string array = ids[1].str() + "_", merge = ids[2];
    const std::string shards = store("s") + ".shards-3/";

    // Slurm takes the first task from its node; the second is told that its time is over.
    for (const char* i : {"1", "2"}) {
        const std::string shard = shards + i + ".sqlite";
        ASSERT_TRUE(
            SlurmCluster::wait_for([&] { return fs::exists(shard) && runs_done(shard) > 0; }));
        const std::string how = *i == '1' ? "scontrol requeue " : "scancel --batch --signal=USR1 ";
        EXPECT_EQ(std::system((how + array + i).c_str()), 0);
    }
    for (const char* i : {"1", "2"}) {
        ASSERT_TRUE(SlurmCluster::wait_for([&] { return state(array + i) == "PENDING"; }));
        // Slurm lets a requeued job wait two minutes. Some seconds do: what the node revoked in
        // the second of a start, it would revoke again.
        std::system(("scontrol update jobid=" + array + i + " StartTime=now+3").c_str());
    }
    ASSERT_TRUE(SlurmCluster::wait_for([&] { return state(merge) == "COMPLETED"; }));

    ASSERT_EQ(sweep(p, "alone").code, 0);
    EXPECT_EQ(contents(store("s")), contents(store("alone"))) << read_file(shards + "merge.log");
    for (const char* i : {"1", "2"}) {
        const std::string log = read_file(shards + i + ".log");
        const std::regex performed("(\\d+) runs performed now");
        std::size_t starts = 0, runs = 0;
        for (std::sregex_iterator m(log.begin(), log.end(), performed), end; m != end;
             ++m, ++starts)
            runs += std::stoul((*m)[1]);
        EXPECT_EQ(starts, 2u) << log; // ended cleanly, then went on
        EXPECT_EQ(runs, 16u) << log;
    }
    const Result status = run("sweep --status --store " + store("s"));
    EXPECT_NE(status.out.find("3 shards in "), std::string::npos) << status.out;
    EXPECT_NE(sweep(p, "s").out.find("\n0 runs performed now"), std::string::npos);
}

TEST_F(SweepSlurm, WhatSlurmRefusesIsOneLine) {
    const Result r = run("sweep " + plan("E1", 1) + " --store " + store("s") + " --slurm 2",
                         "SBATCH_PARTITION=nowhere");
    EXPECT_EQ(r.code, 2);
    EXPECT_EQ(std::count(r.err.begin(), r.err.end(), '\n'), 1) << r.err;
    EXPECT_NE(r.err.find("partition"), std::string::npos) << r.err;
}

} // namespace
} // namespace ncv
