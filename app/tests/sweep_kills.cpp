/// A store outlives `kill -9` at any moment: what was done stays, what was in flight is done again.
#include "sweep_fixture.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

#include <chrono>
#include <random>
#include <thread>

#include <csignal>
#include <fcntl.h>
#include <spawn.h>

extern char** environ;

namespace ncv {
namespace {

namespace fs = std::filesystem;

/// A running `ncv sweep`.
class Process {
  public:
    Process(const std::string& plan, const std::string& store) {
        std::vector<std::string> words{ncv_program, "sweep", plan, "--store", store, "--jobs", "2"};
        std::vector<char*> argv;
        for (std::string& word : words) argv.push_back(word.data());
        argv.push_back(nullptr);
        posix_spawn_file_actions_t quiet;
        posix_spawn_file_actions_init(&quiet);
        for (const int fd : {1, 2})
            posix_spawn_file_actions_addopen(&quiet, fd, "/dev/null", O_WRONLY, 0);
        EXPECT_EQ(posix_spawn(&pid_, ncv_program.c_str(), &quiet, nullptr, argv.data(), environ),
                  0);
        posix_spawn_file_actions_destroy(&quiet);
    }
    bool is_there() const {
        siginfo_t ended{};
        ::waitid(P_PID, static_cast<id_t>(pid_), &ended, WEXITED | WNOHANG | WNOWAIT);
        return ended.si_pid == 0;
    }
    void kill() const {
        ::kill(pid_, SIGKILL);
        ::waitpid(pid_, nullptr, 0);
    }

  private:
    pid_t pid_ = 0;
};

class SweepKills : public SweepCommand {
  protected:
    std::size_t done_in(const std::string& name) const {
        return fs::exists(store(name)) ? runs_done(store(name)) : 0;
    }
    void expect_whole(const std::string& file, const std::string& undisturbed) const {
        EXPECT_EQ(contents(store(file)), contents(store(undisturbed)));
        SQLite::Database db(store(file));
        EXPECT_EQ(db.execAndGet("PRAGMA integrity_check").getString(), "ok");
        EXPECT_EQ(db.execAndGet("SELECT count(*) FROM run r WHERE (SELECT count(*) FROM history h "
                                "WHERE h.run = r.key) != 4")
                      .getInt(),
                  0);
    }
};

TEST_F(SweepKills, AHundredKillsAtRandomMomentsLoseNothingButRunsInFlight) {
    const std::string p = plan("E1", 800);
    std::mt19937 random(1);
    std::uniform_int_distribution<int> moment(0, 40'000); // microseconds
    std::size_t done = 0;
    for (int i = 0; i < 100; ++i) {
        const Process sweep(p, store("killed"));
        if (i % 2 == 1) // from the first run it did, else from its start
            while (done_in("killed") == done && sweep.is_there()) std::this_thread::yield();
        std::this_thread::sleep_for(std::chrono::microseconds(moment(random)));
        sweep.kill();
        EXPECT_GE(done_in("killed"), done) << "kill " << i;
        done = done_in("killed");
    }
    EXPECT_GE(done, 50u);
    ASSERT_EQ(sweep(p, "killed").code, 0);
    ASSERT_EQ(sweep(p, "undisturbed").code, 0);
    expect_whole("killed", "undisturbed");
}

TEST_F(SweepKills, WhatAKilledProcessHeldAnotherTakesOverAtOnce) {
    const std::string p = plan("E1", 1, "", "steps = 40000000\n"); // minutes a run
    const Process first(p, store("s"));
    const sweep::PlannedRun run = planned_runs(sweep::parse_plan(read_file(p), p))[0];
    while (!fs::exists(store("s") + ".lock")) std::this_thread::yield();
    sweep::Store s(store("s"), sweep::Open::write);
    while (s.in_flight() < 2) std::this_thread::yield();
    EXPECT_FALSE(s.lease(run.digest));
    const Result status = this->run("sweep --status --store " + store("s"));
    EXPECT_NE(status.out.find("2 in flight"), std::string::npos) << status.out;
    first.kill();
    EXPECT_EQ(s.in_flight(), 0u);
    {
        const auto held = s.lease(run.digest);
        EXPECT_TRUE(held);
        EXPECT_FALSE(s.lease(run.digest));
    }
    EXPECT_TRUE(s.lease(run.digest)); // given back
}

} // namespace
} // namespace ncv
