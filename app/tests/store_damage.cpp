/// Stores that were damaged, edited, removed or lie where nothing can be written.
#include "sweep_fixture.hpp"

#include "store/network_files.hpp"
#include "store/row_checksum.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

#include <random>

#include <linux/magic.h>

namespace ncv {
namespace {

namespace fs = std::filesystem;

class StoreDamage : public SweepCommand {
  protected:
    /// A store and its plan, without a log beside it.
    void make_store() {
        plan_ = plan("E1", 2);
        ASSERT_EQ(sweep(plan_, "whole").code, 0);
        fs::remove(store("whole") + ".lock");
        ASSERT_FALSE(fs::exists(store("whole") + "-wal"));
    }
    void copy_store() const {
        for (const char* end : {"", "-wal", "-shm", ".lock"}) fs::remove(store("s") + end);
        fs::copy_file(store("whole"), store("s"), fs::copy_options::overwrite_existing);
        fs::remove_all(path("site"));
    }
    std::vector<std::string> readers() const {
        return {"sweep --status --store " + store("s"),
                "report " + store("s") + " -o " + path("site"),
                "merge " + store("s") + " --store " + path("merged.sqlite"),
                "sweep " + plan_ + " --store " + store("s")};
    }
    /// Changed so, the store is refused by the report, and nothing reads it as if it were whole.
    void expect_noticed(const std::string& sql) const {
        copy_store();
        SQLite::Database(store("s"), SQLite::OPEN_READWRITE).exec(sql);
        const Result report = run("report " + store("s") + " -o " + path("site"));
        EXPECT_EQ(report.code, 2) << sql << report.err;
        EXPECT_NE(report.err.find("is damaged"), std::string::npos) << sql << report.err;
        EXPECT_FALSE(fs::exists(path("site"))) << sql;
        for (const std::string& reader : readers()) {
            const Result r = run(reader);
            EXPECT_TRUE(r.code == 0 || r.code == 2) << reader << "\n" << sql << "\n" << r.err;
            EXPECT_EQ(r.err.find("internal"), std::string::npos) << sql << "\n" << r.err;
            for (const char* end : {"", "-wal", "-shm", ".lock"})
                fs::remove(path("merged.sqlite") + end);
        }
    }

    std::string plan_;
};

TEST_F(StoreDamage, EveryEditedValueIsNoticed) {
    make_store();
    for (const char* sql :
         {"UPDATE measure SET value = value * 1.5 WHERE name = 'nc1' AND run = 2",
          "UPDATE measure SET value = NULL WHERE name = 'nc3' AND run = 1",
          "UPDATE measure SET value = 'many' WHERE name = 'nc3' AND run = 1",
          "DELETE FROM measure WHERE name = 'nc1' AND run = 3",
          "DELETE FROM measure",
          "UPDATE history SET nc1 = 0 WHERE step = 20 AND run = 1",
          "UPDATE history SET step = step + 1 WHERE run = 1",
          "DELETE FROM history WHERE step = 0 AND run = 1",
          "UPDATE layer SET value = 1 WHERE layer = 1 AND run = 4",
          "UPDATE layer_history SET value = 1 WHERE run = 4",
          "UPDATE claim SET status = 'holds', ratio = 0.5 WHERE run = 2",
          "UPDATE angle SET cosine = 0 WHERE run = 2",
          "UPDATE snapshot SET bytes = x'00' WHERE run = 2",
          "DELETE FROM snapshot WHERE run = 2",
          "UPDATE run SET key = 99 WHERE key = 1",
          "UPDATE plan SET key = 99",
          "UPDATE run SET status = 'diverged' WHERE key = 1",
          "UPDATE run SET status = 'done' WHERE key = 1",
          "UPDATE run SET note = 'fine' WHERE key = 1",
          "UPDATE run SET seconds = 'long' WHERE key = 1",
          "UPDATE run SET config = config || ' ' WHERE key = 1",
          "UPDATE version SET text = 'ncv 99'",
          "UPDATE plan SET text = text || char(10)",
          "UPDATE plan SET id = 'E2'",
          "UPDATE plan SET digest = 'x'",
          "UPDATE plan_run SET seed = 8 WHERE number = 0",
          "UPDATE plan_run SET seed = 'seven' WHERE number = 0",
          "UPDATE plan_run SET digest = (SELECT digest FROM plan_run WHERE number = 1) "
          "WHERE number = 0",
          "UPDATE plan_run SET levels = '{\"n_1\":\"6\"}' WHERE number = 0",
          "UPDATE plan_run SET levels = '{}'",
          "UPDATE plan_run SET levels = '{\"n_1\":4}'",
          "UPDATE plan_run SET levels = 'not JSON'",
          "UPDATE plan_run SET levels = '[1, 2]'",
          "UPDATE plan_run SET levels = '{\"width\":\"4\"}'",
          "UPDATE plan_run SET number = 1000 + number",
          "UPDATE checksum SET measure = 0 WHERE run = 1",
          "UPDATE checksum SET measure = 'x' WHERE run = 1",
          "DROP TABLE measure",
          "DROP TABLE checksum",
          "ALTER TABLE measure RENAME COLUMN value TO worth",
          "PRAGMA user_version = 0",
          "PRAGMA user_version = -7"})
        expect_noticed(sql);
}

TEST_F(StoreDamage, AnEditedRunDoesNotComeInByAMerge) {
    make_store();
    for (const char* sql : {"UPDATE history SET nc1 = 0 WHERE step = 20 AND run = 1",
                            "UPDATE run SET config = config || ' ' WHERE key = 2",
                            "UPDATE plan_run SET levels = '{\"n_1\":\"6\"}' WHERE number = 0",
                            "ALTER TABLE checksum RENAME COLUMN layer TO layers"}) {
        copy_store();
        SQLite::Database(store("s"), SQLite::OPEN_READWRITE).exec(sql);
        expect_refused("merge " + store("s") + " --store " + store("merged"),
                       {"is damaged", "s.sqlite"});
        for (const char* end : {"", "-wal", "-shm", ".lock"})
            EXPECT_FALSE(fs::exists(store("merged") + end)) << end;
    }
    ASSERT_EQ(run("merge " + store("whole") + " --store " + store("merged")).code, 0);
    EXPECT_EQ(contents(store("merged"), true), contents(store("whole"), true));
}

/// Right checksums, but no run of the plan has this digest.
TEST_F(StoreDamage, AMergeThatIsRefusedAtItsEndLeavesNoNewStore) {
    make_store();
    copy_store();
    const std::string digest(64, 'a');
    {
        SQLite::Database db(store("s"), SQLite::OPEN_READWRITE);
        SQLite::Statement of(db, "SELECT levels, seed FROM plan_run WHERE number = 1");
        ASSERT_TRUE(of.executeStep());
        const auto sum = sweep::checksum_of_place("E1", 1, digest, of.getColumn(0).getString(),
                                                  of.getColumn(1).getInt64());
        SQLite::Statement(db, "UPDATE plan_run SET digest = '" + digest +
                                  "', crc32 = " + std::to_string(sum.value()) + " WHERE number = 1")
            .exec();
    }
    expect_refused("merge " + store("s") + " --store " + store("merged"), {"other words"});
    for (const char* end : {"", "-wal", "-shm", ".lock"})
        EXPECT_FALSE(fs::exists(store("merged") + end)) << end;
    EXPECT_TRUE(fs::exists(store("s")));
}

TEST_F(StoreDamage, DamagedBytesAreNeverReadAsAnotherStore) {
    make_store();
    const std::string whole = read_file(store("whole"));
    ASSERT_EQ(run("report " + store("whole") + " -o " + path("right")).code, 0);
    const std::string right = read_file(path("right/verdicts.json"));
    std::mt19937 random(5);
    int refused = 0;
    for (int i = 0; i < 120; ++i) {
        copy_store();
        std::string damaged = whole;
        for (int k = 0; k < 3; ++k) damaged[random() % damaged.size()] ^= char(1 << (random() % 8));
        if (i % 10 == 9) damaged.resize(random() % damaged.size());
        write_file(store("s"), damaged);
        const Result r = run("report " + store("s") + " -o " + path("site"));
        if (r.code == 0) {
            EXPECT_EQ(read_file(path("site/verdicts.json")), right) << "damage " << i;
        } else {
            ++refused;
            EXPECT_EQ(r.code, 2) << "damage " << i << ": " << r.err;
        }
    }
    EXPECT_GE(refused, 40);
}

TEST_F(StoreDamage, AStoreFromBeforeThereWereChecksumsIsReadAndGoesOn) {
    make_store();
    copy_store();
    {
        SQLite::Database db(store("s"), SQLite::OPEN_READWRITE);
        db.exec("DROP TABLE checksum");
        db.exec("ALTER TABLE plan_run DROP COLUMN crc32");
        db.exec("DELETE FROM run WHERE key = 6");
        for (const sweep::Store s(store("whole"), sweep::Open::read);
             const char* part :
             {"history", "layer", "layer_history", "measure", "claim", "angle", "snapshot"})
            db.exec(std::string("DELETE FROM ") + part + " WHERE run = 6");
        db.exec("PRAGMA user_version = 2");
        db.exec("PRAGMA wal_checkpoint(TRUNCATE)");
    }
    const std::string before = read_file(store("s"));
    EXPECT_EQ(run("sweep --status --store " + store("s")).code, 0);
    EXPECT_EQ(run("report " + store("s") + " -o " + path("site")).code, 0);
    EXPECT_EQ(read_file(store("s")), before);
    ASSERT_EQ(run("merge " + store("s") + " --store " + store("merged")).code, 0);
    EXPECT_EQ(contents(store("merged"), true), contents(store("s"), true));
    const Result r = sweep(plan_, "s");
    EXPECT_NE(r.out.find("\n1 runs performed"), std::string::npos) << r.out << r.err;
    EXPECT_EQ(contents(store("s")), contents(store("whole")));
}

TEST_F(StoreDamage, AStoreInAFolderThatCannotBeWrittenIsRead) {
    make_store();
    copy_store();
    const fs::path folder = path("shut");
    fs::create_directory(folder);
    fs::copy_file(store("s"), folder / "odd name?#%.sqlite");
    fs::permissions(folder, fs::perms(0555));
    // Root writes anywhere; nobody does not.
    const std::string who = ::geteuid() == 0 ? "setpriv --reuid 65534 --clear-groups" : "";
    fs::permissions(folder_, fs::perms(0777));
    const std::string at = "'" + (folder / "odd name?#%.sqlite").string() + "'";
    const Result status = run("sweep --status --store " + at, who);
    EXPECT_EQ(status.code, 0) << status.err;
    EXPECT_NE(status.out.find("E1           6         6"), std::string::npos) << status.out;
    EXPECT_EQ(run("report " + at + " -o " + path("site"), who).code, 0);
    EXPECT_EQ(run("merge " + at + " --store " + path("m.sqlite"), who).code, 0);
    const Result sweeping = run("sweep " + plan_ + " --store " + at, who);
    EXPECT_EQ(sweeping.code, 2) << sweeping.err;
    fs::permissions(folder, fs::perms(0755));
}

TEST_F(StoreDamage, AStoreThatIsRemovedWhileASweepRunsIsMissed) {
    const std::string p = plan("E1", 400, "", "steps = 3000\n");
    const std::string script =
        write("remove.sh", ncv_program + " sweep " + p + " --store " + store("s") + " >" +
                               path("out") + " 2>" + path("err") + " & pid=$!\n" +
                               "while kill -0 $pid 2>/dev/null && ! [ -s " + store("s") +
                               "-wal ]; do sleep 0.01; done\nrm " + store("s") + "\nwait $pid\n");
    const int status = std::system(("bash " + script).c_str());
    EXPECT_EQ(WEXITSTATUS(status), 3);
    EXPECT_NE(read_file(path("err")).find("was removed, moved or replaced"), std::string::npos)
        << read_file(path("err"));
    EXPECT_EQ(read_file(path("out")).find("runs performed"), std::string::npos);
}

TEST_F(StoreDamage, DraftsOfKilledProcessesAreRemoved) {
    make_store();
    copy_store();
    const std::string dead = store("s") + ".new-999999999", alive = store("s") + ".new-1";
    for (const std::string& draft : {dead, dead + "-journal", alive}) write_file(draft, "draft");
    ASSERT_EQ(sweep(plan_, "s").code, 0);
    EXPECT_FALSE(fs::exists(dead));
    EXPECT_FALSE(fs::exists(dead + "-journal"));
    EXPECT_TRUE(fs::exists(alive));
}

TEST_F(StoreDamage, AStoreOpenedAloneSharesNoMemory) {
    make_store();
    {
        sweep::Store s(store("alone"), sweep::Open::alone);
        const sweep::Plan p = sweep::parse_plan(read_file(plan_), plan_);
        s.declare(p, sweep::planned_runs(p));
        EXPECT_FALSE(fs::exists(store("alone") + "-shm"));
    }
    EXPECT_EQ(sweep(plan_, "alone").code, 0);
    EXPECT_EQ(contents(store("alone")), contents(store("whole")));
}

TEST(NetworkFiles, FileSystemsOfSeveralHostsAreTold) {
    EXPECT_EQ(sweep::network_file_system_name(NFS_SUPER_MAGIC), "NFS");
    EXPECT_EQ(sweep::network_file_system_name(0xff534d42), "SMB");
    EXPECT_EQ(sweep::network_file_system_name(0x0bd00bd0), "Lustre");
    for (const unsigned long local : {0xef53UL, 0x01021994UL, 0x58465342UL, 0x9123683eUL})
        EXPECT_EQ(sweep::network_file_system_name(local), "");
    EXPECT_EQ(sweep::network_file_system("/nowhere"), "");
    EXPECT_EQ(sweep::network_file_system("/proc"), "");
}

} // namespace
} // namespace ncv
