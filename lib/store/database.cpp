#include "store/database.hpp"

#include "store/schema.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include <cerrno>
#include <cstring>

#include <unistd.h>

namespace ncv::sweep {
namespace fs = std::filesystem;
namespace {

constexpr int patience = 120'000; // milliseconds for other processes' transactions

void migrate(SQLite::Database& db) {
    SQLite::Transaction t(db, SQLite::TransactionBehavior::IMMEDIATE);
    for (int v = db.execAndGet("PRAGMA user_version"); v < schema_version; ++v)
        db.exec(migrations[v]);
    db.exec(fmt::format("PRAGMA user_version = {}", schema_version));
    t.commit();
}

/// Makes a store under another name and links it into place: it is there whole or not at all, and
/// the first of several processes wins.
void make_store(const fs::path& path) {
    const std::string draft = fmt::format("{}.new-{}", path.string(), ::getpid());
    {
        SQLite::Database db(draft, SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
        db.exec("PRAGMA journal_mode = WAL");
        db.exec(fmt::format("PRAGMA application_id = {}", application_id));
        migrate(db);
    }
    const int failed = ::link(draft.c_str(), path.c_str()) == 0 ? 0 : errno;
    ::unlink(draft.c_str());
    if (failed != 0 && failed != EEXIST)
        throw BadInput(fmt::format("cannot make {}: {}", path.string(), std::strerror(failed)));
}

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
    const bool there = fs::exists(path_, error);
    if (mode == Open::read && !there)
        throw BadInput(fmt::format("{}: no such store; `ncv sweep` makes one", path_.string()));
    if (!there) make_store(path_);
    db_.emplace(path_.string(), mode == Open::read ? SQLite::OPEN_READONLY : SQLite::OPEN_READWRITE,
                patience);
}

void Database::bring_to_schema(Open mode) {
    const int application = db_->execAndGet("PRAGMA application_id");
    const int version = db_->execAndGet("PRAGMA user_version");
    if (application != application_id)
        throw BadInput(fmt::format("{}: is no store of ncv's", path_.string()));
    if (version > schema_version)
        throw BadInput(fmt::format("{}: was written by a newer ncv (schema {}, this one knows {}); "
                                   "use that one",
                                   path_.string(), version, schema_version));
    if (mode == Open::read && version < schema_version)
        throw BadInput(fmt::format("{}: was written by an older ncv; `ncv sweep` with it brings it "
                                   "up to date",
                                   path_.string()));
    if (mode == Open::write) {
        db_->exec("PRAGMA synchronous = NORMAL");
        if (version < schema_version) migrate(*db_);
    }
}

void Database::fail(const SQLite::Exception& e) const {
    const std::string name = path_.string();
    switch (e.getErrorCode()) {
    case SQLITE_NOTADB: throw BadInput(fmt::format("{}: is no store of ncv's", name));
    case SQLITE_CORRUPT: throw BadInput(fmt::format("{}: is damaged: {}", name, e.what()));
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
    case SQLITE_PERM: throw BadInput(fmt::format("{}: cannot be opened: {}", name, e.what()));
    default: throw OutOfResources(fmt::format("{}: {}", name, e.what()));
    }
}

} // namespace ncv::sweep
