/// `--shard` and `ncv merge`: shards in any order are the whole, once or twice.
#include "sweep_fixture.hpp"

#include <SQLiteCpp/SQLiteCpp.h>

namespace ncv {
namespace {

namespace fs = std::filesystem;

class SweepMerge : public SweepCommand {
  protected:
    std::string shards(const std::string& plans, int n, const std::string& stem = "shard") const {
        std::string files;
        for (int i = 1; i <= n; ++i) {
            const std::string name = stem + std::to_string(i);
            const Result r =
                sweep(plans, name, "--shard " + std::to_string(i) + "/" + std::to_string(n));
            EXPECT_EQ(r.code, 0) << r.err;
            files += " " + store(name);
        }
        return files;
    }
    Result merge(const std::string& files, const std::string& name) const {
        return run("merge" + files + " --store " + store(name));
    }
};

TEST_F(SweepMerge, ShardsMergedAreTheWholeRunInAnyOrderOnceOrTwice) {
    const std::string plans = plan("E1", 5) + " " + plan("E1b", 7); // share 15 runs
    const std::string files = shards(plans, 3);
    EXPECT_EQ(runs_done(store("shard1")) + runs_done(store("shard2")) + runs_done(store("shard3")),
              15u + 21u);
    ASSERT_EQ(sweep(plans, "whole").code, 0);
    const std::string whole = contents(store("whole"));
    ASSERT_EQ(merge(files, "all").code, 0);
    EXPECT_EQ(contents(store("all")), whole);
    const std::string once = contents(store("all"), true);
    ASSERT_EQ(merge(files, "all").code, 0);
    EXPECT_EQ(contents(store("all"), true), once);
    for (const char* i : {"3", "1", "2"})
        ASSERT_EQ(merge(" " + store(std::string("shard") + i), "turned").code, 0);
    EXPECT_EQ(contents(store("turned"), true), once);
    EXPECT_NE(sweep(plans, "turned").out.find("\n0 runs performed"), std::string::npos);
}

TEST_F(SweepMerge, OfARunInSeveralStoresTheQuickerOneStaysInAnyOrder) {
    const std::string p = plan("E1", 2);
    ASSERT_EQ(sweep(p, "a").code, 0);
    ASSERT_EQ(sweep(p, "b").code, 0);
    SQLite::Database(store("a"), SQLite::OPEN_READWRITE)
        .exec("DELETE FROM checksum; UPDATE run SET seconds = key % 2");
    SQLite::Database(store("b"), SQLite::OPEN_READWRITE)
        .exec("DELETE FROM checksum; UPDATE run SET seconds = 0.5");
    ASSERT_EQ(merge(" " + store("a") + " " + store("b"), "ab").code, 0);
    ASSERT_EQ(merge(" " + store("b") + " " + store("a"), "ba").code, 0);
    EXPECT_EQ(contents(store("ab"), true), contents(store("ba"), true));
    SQLite::Database ab(store("ab"));
    EXPECT_EQ(ab.execAndGet("SELECT total(seconds) FROM run").getDouble(), 1.5);
    EXPECT_EQ(ab.execAndGet("SELECT count(*) FROM history").getInt(), 24);
}

TEST_F(SweepMerge, AMissingShardIsCountedAsLeft) {
    const std::string p = plan("E1", 4);
    shards(p, 3);
    const Result r = merge(" " + store("shard1") + " " + store("shard3"), "some");
    EXPECT_EQ(r.code, 0) << r.err;
    EXPECT_NE(r.out.find("E1          12         8         0         0         4"),
              std::string::npos)
        << r.out;
    EXPECT_NE(sweep(p, "some").out.find("\n4 runs performed"), std::string::npos);
    ASSERT_EQ(sweep(p, "whole").code, 0);
    EXPECT_EQ(contents(store("some")), contents(store("whole")));
}

TEST_F(SweepMerge, StoresOfOtherPlansAreRefusedAndNothingIsMerged) {
    const std::string e1 = plan("E1", 2), e2 = plan("E2", 3);
    ASSERT_EQ(sweep(e1, "e1").code, 0);
    ASSERT_EQ(sweep(e2, "e2").code, 0);
    ASSERT_EQ(sweep(e1 + " " + e2, "both").code, 0);
    ASSERT_EQ(sweep(plan("E1", 4), "changed").code, 0);
    ASSERT_EQ(merge(" " + store("e1"), "target").code, 0);
    const std::string before = contents(store("target"), true);
    const auto refused = [&](const std::string& files, const std::vector<std::string>& words) {
        expect_refused("merge" + files + " --store " + store("target"), words);
        EXPECT_EQ(contents(store("target"), true), before);
        fs::remove(store("new"));
        expect_refused("merge " + store("e1") + files + " --store " + store("new"), {});
        EXPECT_FALSE(fs::exists(store("new")));
    };
    refused(" " + store("e2"), {"shares no plan"});
    refused(" " + store("changed"), {"plan E1 has another text"});
    refused(" " + store("both") + " " + store("changed"), {"plan E1 has another text"});
    refused(" " + store("both") + " " + store("missing"), {"no such store"});
    expect_refused("merge " + store("target") + " --store " + store("target"), {"target itself"});
    // both joins the two: in any order they are of one kin
    EXPECT_EQ(merge(" " + store("e2") + " " + store("both"), "target").code, 0);
    EXPECT_EQ(contents(store("target")), contents(store("both")));
}

} // namespace
} // namespace ncv
