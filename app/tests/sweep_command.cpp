/// `ncv sweep`: every run once, all of it kept, and every way a plan or a store is refused.
#include "sweep_fixture.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

#include "io/digest.hpp"
#include "io/gzip.hpp"
#include "training/history_row.hpp"

namespace ncv {
namespace {

namespace fs = std::filesystem;

const std::string rates = "[[factor]]\nname = \"rate\"\nlevels = [ { level = \"low\" }, { level = "
                          "\"high\", set = { \"training.learning_rate\" = 90.0 } } ]\n";

TEST_F(SweepCommand, KeepsEveryRunWithWhatWasMeasuredOfItsLastState) {
    const Result r = sweep(plan("E1", 2, rates), "s");
    ASSERT_EQ(r.code, 0) << r.err;
    EXPECT_NE(r.out.find("12 runs performed now"), std::string::npos) << r.out;
    const sweep::Store s(store("s"), sweep::Open::read);
    ASSERT_EQ(s.plans().size(), 1u);
    const auto cells = s.cells(s.plans()[0]);
    ASSERT_EQ(cells.size(), 12u);
    for (std::size_t i = 0; i < cells.size(); ++i) {
        const bool low = i % 4 < 2;
        EXPECT_EQ(cells[i].number, i);
        EXPECT_EQ(cells[i].levels.at("n_1"), std::to_string(4 + 2 * (i / 4)));
        EXPECT_EQ(cells[i].levels.at("rate"), low ? "low" : "high");
        EXPECT_EQ(cells[i].seed, 7 + i % 2);
        ASSERT_TRUE(cells[i].status);
        EXPECT_EQ(*cells[i].status, low ? RunStatus::finished : RunStatus::diverged);
        const sweep::RunResult run = s.run(cells[i].digest);
        EXPECT_EQ(sha256_of(run.config_text), run.digest);
        EXPECT_EQ(run.note.empty(), low) << run.note;
        EXPECT_EQ(run.history.size(), low ? 4u : 1u);
        EXPECT_EQ(run.claims.size(), 24u);
        EXPECT_EQ(run.angles.size(), 6u);
        const Snapshot last = parse_snapshot(gunzipped(run.snapshot, 1 << 20, "snapshot"), "last");
        EXPECT_EQ(last.seed, cells[i].seed);
        const HistoryRow row = history_row(last);
        EXPECT_EQ(row.nc1, run.measures.at("nc1"));
        EXPECT_EQ(row.nc1, run.history.back().nc1);
        EXPECT_EQ(row.balancedness, run.measures.at("balancedness"));
        EXPECT_EQ(s.plans_of(run.digest), std::vector<std::string>{"E1"});
    }
}

TEST_F(SweepCommand, GivesTheSameForAnyNumberOfJobsAndDoesNothingTwice) {
    const std::string p = plan("E1", 6);
    ASSERT_EQ(sweep(p, "one", "--jobs 1").code, 0);
    ASSERT_EQ(sweep(p, "many", "--jobs 7").code, 0);
    EXPECT_EQ(contents(store("one")), contents(store("many")));
    const std::string before = contents(store("one"), true);
    const Result again = sweep(p, "one");
    EXPECT_EQ(again.code, 0) << again.err;
    EXPECT_NE(again.out.find("\n0 runs performed now"), std::string::npos) << again.out;
    EXPECT_EQ(contents(store("one"), true), before);
}

TEST_F(SweepCommand, RunsWhatSeveralPlansOrLevelsAskForOnce) {
    // n_1 = 4 is the base's width: levels 4 and "base" are one configuration.
    const std::string twice =
        "[[factor]]\nname = \"width\"\nlevels = [ { level = \"base\" }, { level = \"same\", set = "
        "{ \"network.hidden\" = [4, 4] } } ]\n";
    const Result r = sweep(plan("E1", 2) + " " + plan("E1b", 3, twice), "s");
    ASSERT_EQ(r.code, 0) << r.err;
    // E1: 6. E1b: 18 places; seeds 7 and 8 of three widths with "base" are E1's, "same" is n_1 = 4.
    EXPECT_NE(r.out.find("\n9 runs performed now"), std::string::npos) << r.out;
    EXPECT_NE(r.out.find("E1b         18        18"), std::string::npos) << r.out;
    const sweep::Store s(store("s"), sweep::Open::read);
    const auto cells = s.cells(s.plans()[0]);
    EXPECT_EQ(s.plans_of(cells[0].digest), (std::vector<std::string>{"E1", "E1b"}));
    const Result later = sweep(plan("E1c", 3), "s");
    EXPECT_NE(later.out.find("\n0 runs performed now"), std::string::npos) << later.out;
}

TEST_F(SweepCommand, RecordsRunsThatCannotBeDoneAndGoesOn) {
    const std::string bad =
        "[[factor]]\nname = \"data\"\nlevels = [ { level = \"clouds\" }, { level = \"frames\", set "
        "= { \"data.kind\" = \"orthogonal_frames\", \"data.dimension\" = 2 } } ]\n";
    const Result r = sweep(plan("E1", 1, bad), "s");
    EXPECT_EQ(r.code, 0) << r.err;
    const sweep::Store s(store("s"), sweep::Open::read);
    const sweep::Counts counts = s.counts(s.plans()[0]);
    EXPECT_EQ(counts.finished, 3u);
    EXPECT_EQ(counts.failed, 3u);
    const auto cells = s.cells(s.plans()[0]);
    EXPECT_NE(s.run(cells[1].digest).note.find("orthogonal"), std::string::npos);
    EXPECT_NE(sweep(path("E1.toml"), "s").out.find("\n0 runs performed"), std::string::npos);
}

TEST_F(SweepCommand, StopsCleanlyAndGoesOnWithTheSameCommand) {
    const std::string p = plan("E1", 400, "", "steps = 2000\n");
    const Result stopped =
        run_until("[ -s " + store("s") + "-wal ]", "sweep " + p + " --store " + store("s"));
    EXPECT_EQ(stopped.code, 3) << stopped.err;
    EXPECT_NE(stopped.err.find("the same command goes on"), std::string::npos) << stopped.err;
    const std::size_t done = runs_done(store("s"));
    EXPECT_LT(done, 1200u);
    const Result status = run("sweep --status --store " + store("s"));
    EXPECT_EQ(status.code, 0) << status.err;
    EXPECT_NE(status.out.find("0 in flight"), std::string::npos) << status.out;
    EXPECT_EQ(status.out.find(" left on ") != std::string::npos, done > 0) << status.out;
}

TEST_F(SweepCommand, TwoProcessesShareAStoreAndDoEachRunOnce) {
    const std::string p = plan("E1", 60);
    const auto begin = "sweep " + p + " --store " + store("both") + " --jobs 2";
    const int status =
        std::system(("(" + ncv_program + " " + begin + " >" + path("a") + " 2>&1 & " + ncv_program +
                     " " + begin + " >" + path("b") + " 2>&1; wait)")
                        .c_str());
    EXPECT_EQ(status, 0);
    std::size_t performed = 0;
    for (const char* file : {"a", "b"}) {
        const std::string out = read_file(path(file));
        const std::size_t end = out.find(" runs performed now");
        ASSERT_NE(end, std::string::npos) << out;
        const std::size_t from = out.rfind('\n', end) + 1;
        performed += std::stoul(out.substr(from, end - from));
        EXPECT_NE(out.find("180       180         0         0         0"), std::string::npos)
            << out; // both end with the whole
    }
    EXPECT_EQ(performed, 180u);
    ASSERT_EQ(sweep(p, "alone").code, 0);
    EXPECT_EQ(contents(store("both")), contents(store("alone")));
}

TEST_F(SweepCommand, APlanThatChangedAfterItsDeclarationIsRefused) {
    ASSERT_EQ(sweep(plan("E1", 2), "s").code, 0);
    const std::string before = contents(store("s"), true);
    const std::string rule = plan_text("E1", 2) + "smallest_effect = 0.5\n";
    for (const std::string& changed : {plan_text("E1", 3), rule, plan_text("E1", 2) + "\n"})
        expect_refused("sweep " + write("changed.toml", changed) + " --store " + store("s"),
                       {"plan E1 is declared with another text", "another id"});
    expect_refused("sweep " + plan("E1", 2) + " " + write("E1-copy.toml", plan_text("E1", 2)) +
                       " --store " + store("s"),
                   {"have the same id, E1"});
    EXPECT_EQ(contents(store("s"), true), before);
}

TEST_F(SweepCommand, AStoreOfAnOlderSchemaIsBroughtUpToDateAndLosesNothing) {
    const std::string p = plan("E1", 2);
    ASSERT_EQ(sweep(p, "old").code, 0);
    {
        SQLite::Database db(store("old"), SQLite::OPEN_READWRITE);
        db.exec("DELETE FROM layer_history");
        db.exec("DELETE FROM checksum");
        db.exec("PRAGMA wal_checkpoint(TRUNCATE)");
    }
    const std::string before = contents(store("old"));
    {
        SQLite::Database db(store("old"), SQLite::OPEN_READWRITE);
        db.exec("DROP TABLE layer_history");
        db.exec("DROP TABLE checksum");
        db.exec("ALTER TABLE plan_run DROP COLUMN crc32");
        db.exec("PRAGMA user_version = 1");
    }
    expect_refused("report " + store("old") + " -o " + path("site"), {"ncv sweep"});
    EXPECT_NE(sweep(p, "old").out.find("\n0 runs performed"), std::string::npos);
    EXPECT_EQ(contents(store("old")), before);
}

TEST_F(SweepCommand, FilesThatAreNoStoreAreRefusedAndStayAsTheyAre) {
    const std::string p = plan("E1", 1);
    const auto refused = [&](const std::string& name, const std::vector<std::string>& words) {
        const bool there = fs::is_regular_file(path(name));
        const std::string before = there ? read_file(path(name)) : "";
        expect_refused("sweep " + p + " --store " + path(name), words);
        EXPECT_EQ(there ? read_file(path(name)) : "", before);
        EXPECT_FALSE(fs::exists(path(name) + ".lock"));
        expect_refused("sweep --status --store " + path(name), {});
        expect_refused("merge " + path(name) + " --store " + path("new.sqlite"), {});
        EXPECT_FALSE(fs::exists(path("new.sqlite")));
    };
    write("text", "This is no database, whatever its name says; it is some lines of text.\n");
    refused("text", {"is no store of ncv's"});
    {
        SQLite::Database other(path("other"), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
        other.exec("CREATE TABLE t(x)");
    }
    refused("other", {"is no store of ncv's"});
    ASSERT_EQ(sweep(p, "newer").code, 0);
    fs::remove(store("newer") + ".lock");
    SQLite::Database(store("newer"), SQLite::OPEN_READWRITE).exec("PRAGMA user_version = 99");
    refused("newer.sqlite", {"newer ncv", "99"});
    ASSERT_EQ(sweep(p, "cut").code, 0);
    fs::remove(store("cut") + ".lock");
    fs::resize_file(store("cut"), 5000);
    refused("cut.sqlite", {"is damaged"});
    fs::create_directory(path("folder"));
    refused("folder", {"is a folder"});
    expect_refused("sweep " + p + " --store " + path("none/s.sqlite"), {"none"});
    expect_refused("sweep --status --store " + path("none.sqlite"), {"no such store"});
}

TEST_F(SweepCommand, BadUseIsRefusedWithOneLine) {
    const std::string p = plan("E1", 1), to = " --store " + store("never");
    expect_refused("sweep" + to, {"name one plan"});
    for (const char* shard : {"0/3", "4/3", "1", "a/b", "1/0", "1/3x"})
        expect_refused("sweep " + p + to + " --shard " + shard, {"--shard", "2/8"});
    expect_refused("sweep " + p + to + " --jobs 0", {"--jobs"});
    expect_refused("sweep " + p + to + " --shard 1/2 --slurm 2", {"--slurm"});
    const std::string source = "synthetic\"\nclasses = 3\ndimension = 5\n";
    std::string elsewhere = plan_text("E1", 1);
    elsewhere.replace(elsewhere.find(source), source.size(), "no/such/folder\"\n");
    expect_refused("sweep " + write("data.toml", elsewhere) + to, {"no/such/folder"});
    EXPECT_FALSE(fs::exists(store("never")));
    EXPECT_EQ(run("sweep " + p + to, "PATH=/nowhere").code, 0);
    const Result r = run("sweep " + p + to + " --slurm 2", "PATH=/nowhere");
    EXPECT_EQ(r.code, 2);
    EXPECT_NE(r.err.find("sbatch"), std::string::npos) << r.err;
}

} // namespace
} // namespace ncv
