#include "store/database.hpp"

#include "store/run_locks.hpp"
#include "store/schema.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

namespace ncv::sweep {
namespace fs = std::filesystem;
namespace {

constexpr int patience = 120'000; // milliseconds for other processes' transactions

} // namespace

Database::Database(const fs::path& path, Open mode) : path_(path) {
    try {
        open(mode);
        bring_to_schema(mode);
    } catch (const SQLite::Exception& e) {
        fail(e);
    }
}

void Database::open(Open mode) {
    std::error_code error;
    if (fs::is_directory(path_, error))
        throw BadInput(fmt::format("{}: is a folder, a store is a file", path_.string()));
    if (mode == Open::read && !fs::exists(path_, error))
        throw BadInput(fmt::format("{}: no such store; `ncv sweep` makes one", path_.string()));
    db_.emplace(path_.string(),
                mode == Open::read ? SQLite::OPEN_READONLY
                                   : SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE,
                patience);
}

void Database::bring_to_schema(Open mode) {
    const int application = db_->execAndGet("PRAGMA application_id");
    const int version = db_->execAndGet("PRAGMA user_version");
    const bool empty = int(db_->execAndGet("SELECT count(*) FROM sqlite_master")) == 0;
    if (empty ? mode == Open::read : application != application_id)
        throw BadInput(fmt::format("{}: is no store of ncv's", path_.string()));
    if (version > schema_version)
        throw BadInput(fmt::format("{}: was written by a newer ncv (schema {}, this one knows {}); "
                                   "use that one",
                                   path_.string(), version, schema_version));
    if (mode == Open::read) {
        if (version < schema_version)
            throw BadInput(fmt::format("{}: was written by an older ncv; `ncv sweep` with it "
                                       "brings it up to date",
                                       path_.string()));
        return;
    }
    db_->exec("PRAGMA synchronous = NORMAL");
    if (version == schema_version) return;
    const RunLocks::Setup alone(path_);
    db_->exec("PRAGMA journal_mode = WAL");
    SQLite::Transaction t(*db_, SQLite::TransactionBehavior::IMMEDIATE);
    for (int v = db_->execAndGet("PRAGMA user_version"); v < schema_version; ++v)
        db_->exec(migrations[v]);
    db_->exec(fmt::format("PRAGMA application_id = {}", application_id));
    db_->exec(fmt::format("PRAGMA user_version = {}", schema_version));
    t.commit();
}

SQLite::Statement& Database::prepared(const std::string& sql) {
    auto it = statements_.find(sql);
    if (it == statements_.end()) it = statements_.try_emplace(sql, *db_, sql).first;
    it->second.tryReset();
    it->second.clearBindings();
    return it->second;
}

void Database::fail(const SQLite::Exception& e) const {
    const std::string name = path_.string();
    switch (e.getErrorCode()) {
    case SQLITE_NOTADB: throw BadInput(fmt::format("{}: is no store of ncv's", name));
    case SQLITE_CORRUPT: throw BadInput(fmt::format("{}: is damaged: {}", name, e.what()));
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
    case SQLITE_PERM: throw BadInput(fmt::format("{}: cannot be written: {}", name, e.what()));
    default: throw OutOfResources(fmt::format("{}: {}", name, e.what()));
    }
}

} // namespace ncv::sweep
