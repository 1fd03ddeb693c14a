#include "store/store_impl.hpp"

#include "store/row_checksum.hpp"
#include "store/schema.hpp"

#include <fmt/format.h>

namespace ncv::sweep {

void Store::Impl::fail_other_runs(const std::string& plan) const {
    throw BadInput(
        fmt::format("{}: the runs of plan {} were declared by a version of ncv that wrote "
                    "configurations in other words; go on with that one, or with a new "
                    "store",
                    db.path().string(), plan));
}

namespace {

/// The shard attached as `shard` while this lives.
class Attached {
  public:
    Attached(Database& db, const std::filesystem::path& shard) : db_(db) {
        SQLite::Statement attach(db.raw(), "ATTACH ? AS shard");
        attach.bind(1, Database::name_to_read(shard));
        attach.exec();
    }
    ~Attached() { db_.raw().tryExec("DETACH shard"); }
    Attached(const Attached&) = delete;
    Attached& operator=(const Attached&) = delete;

  private:
    Database& db_;
};

/// The first column of the first row, if there is one.
std::optional<std::string> first(Database& db, const std::string& sql) {
    SQLite::Statement q(db.raw(), sql);
    if (!q.executeStep()) return std::nullopt;
    return q.getColumn(0).getString();
}

void require_checksums_of_taken(Database& db) {
    std::vector<std::int64_t> keys;
    SQLite::Statement q(db.raw(), "SELECT theirs FROM taken");
    while (q.executeStep()) keys.push_back(q.getColumn(0).getInt64());
    try {
        for (const std::int64_t key : keys) require_checksums(db, "shard", key);
    } catch (const SQLite::Exception& e) {
        if (e.getErrorCode() != -1) throw; // SQLiteCpp misses a column
        throw BadInput(fmt::format("{}: is damaged: {}", db.name_of("shard"), e.what()));
    }
}

} // namespace

void Store::merge(const std::filesystem::path& shard) {
    Database& db = impl_->db;
    {
        const Store theirs(shard, Open::read); // a store of ours, of this schema
        for (const Plan& plan : theirs.plans()) theirs.cells(plan); // with its checksums
    }
    db.guarded([&] {
        const Attached attached(db, shard);
        SQLite::Transaction t(db.raw(), SQLite::TransactionBehavior::IMMEDIATE);
        if (const auto id = first(db, "SELECT id FROM shard.plan s JOIN main.plan p USING (id) "
                                      "WHERE s.text != p.text"))
            throw BadInput(
                fmt::format("{}: plan {} has another text than in {}; only stores of the "
                            "same plan are merged",
                            shard.string(), *id, db.path().string()));
        SQLite::Database& sql = db.raw();
        sql.exec("INSERT OR IGNORE INTO main.plan(id, digest, text) SELECT id, digest, text FROM "
                 "shard.plan ORDER BY id");
        const std::string same_place =
            "FROM shard.plan_run s JOIN shard.plan sp ON sp.key = s.plan JOIN main.plan p USING "
            "(id) ";
        const bool checksums = db.has_checksums("shard");
        sql.exec("INSERT OR IGNORE INTO main.plan_run(plan, number, digest, levels, seed, crc32) "
                 "SELECT p.key, s.number, s.digest, s.levels, s.seed, " +
                 std::string(checksums ? "s.crc32 " : "NULL ") + same_place);
        if (const auto id =
                first(db, "SELECT id " + same_place +
                              "JOIN main.plan_run m ON m.plan = p.key AND m.number = s.number "
                              "WHERE m.digest != s.digest"))
            impl_->fail_other_runs(*id);
        sql.exec("INSERT OR IGNORE INTO main.version(text) SELECT text FROM shard.version");
        sql.exec("CREATE TEMP TABLE taken(theirs INTEGER PRIMARY KEY, ours INTEGER)");
        std::vector<std::string> parts{"checksum"};
        for (const PartOfARun& part : parts_of_a_run) parts.push_back(part.table);
        for (const std::string& part : parts)
            sql.exec(
                fmt::format("DELETE FROM main.{} WHERE run IN (SELECT m.key FROM main.run m JOIN "
                            "shard.run s USING (digest) WHERE s.seconds < m.seconds)",
                            part));
        sql.exec("DELETE FROM main.run WHERE key IN (SELECT m.key FROM main.run m JOIN shard.run s "
                 "USING (digest) WHERE s.seconds < m.seconds)");
        sql.exec("INSERT INTO taken(theirs) SELECT key FROM shard.run WHERE digest NOT IN (SELECT "
                 "digest FROM main.run)");
        require_checksums_of_taken(db);
        sql.exec(
            "INSERT INTO main.run(digest, config, status, note, seconds, version) SELECT "
            "digest, config, status, note, seconds, v.key FROM taken JOIN shard.run s ON s.key "
            "= theirs JOIN shard.version sv ON sv.key = s.version JOIN main.version v USING "
            "(text)");
        sql.exec("UPDATE taken SET ours = (SELECT m.key FROM main.run m JOIN shard.run s USING "
                 "(digest) WHERE s.key = theirs)");
        if (!checksums) parts.erase(parts.begin());
        for (const std::string& part : parts) {
            // every column but `run`, as it is
            std::string columns;
            SQLite::Statement q(sql, "SELECT name FROM pragma_table_info(?) WHERE name != 'run'");
            q.bind(1, part);
            while (q.executeStep()) columns += ", " + q.getColumn(0).getString();
            sql.exec(fmt::format("INSERT INTO main.{0}(run{1}) SELECT ours{1} FROM taken JOIN "
                                 "shard.{0} ON run = theirs",
                                 part, columns));
        }
        sql.exec("DROP TABLE taken");
        t.commit();
        db.require_there();
    });
}

} // namespace ncv::sweep
