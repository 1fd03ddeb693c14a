#include "store/database.hpp"

#include "store/network_files.hpp"
#include "store/schema.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include <cctype>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <vector>

#include <sys/stat.h>
#include <unistd.h>

namespace ncv::sweep {
namespace fs = std::filesystem;
namespace {

/// Milliseconds for other processes' transactions; where one may hold the whole store, a second.
int patience(const fs::path& path, Open mode) {
    const bool local = network_file_system(path.parent_path()).empty();
    return local || mode != Open::read ? 120'000 : 1'000;
}

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

/// What processes that were killed while they made a store left behind.
void remove_abandoned_drafts(const fs::path& path) {
    const std::string begin = path.filename().string() + ".new-";
    std::error_code error;
    std::vector<fs::path> drafts;
    for (fs::directory_iterator entry(path.has_parent_path() ? path.parent_path() : ".", error),
         end;
         !error && entry != end; entry.increment(error)) {
        const std::string name = entry->path().filename();
        if (!name.starts_with(begin)) continue;
        const pid_t maker = std::atoi(name.c_str() + begin.size());
        if (maker > 0 && ::kill(maker, 0) != 0 && errno == ESRCH) drafts.push_back(entry->path());
    }
    for (const fs::path& draft : drafts) fs::remove(draft, error);
}

bool has_log(const fs::path& path) {
    std::error_code error;
    const auto bytes = fs::file_size(path.string() + "-wal", error);
    return !error && bytes > 0;
}

/// SQLite reads a write-ahead log through a file of shared memory, and makes one even where there
/// is no log; in a folder that cannot be written it cannot, and a store without a log is whole.
bool is_whole_alone(const fs::path& path) {
    const fs::path folder = path.has_parent_path() ? path.parent_path() : fs::path(".");
    return ::access(folder.c_str(), W_OK) != 0 && !has_log(path);
}

std::pair<std::uint64_t, std::uint64_t> number_of(const fs::path& path) {
    struct stat found {};
    if (::stat(path.c_str(), &found) != 0) return {};
    return {found.st_dev, found.st_ino};
}

} // namespace

std::string Database::name_to_read(const fs::path& path) {
    const std::string name = fs::absolute(path).string();
    if (!is_whole_alone(path)) return name;
    std::string out = "file:";
    for (const char c : name) {
        const bool plain = std::isalnum(static_cast<unsigned char>(c)) || c == '/' || c == '.' ||
                           c == '-' || c == '_';
        out += plain ? std::string(1, c) : fmt::format("%{:02x}", static_cast<unsigned char>(c));
    }
    return out + "?immutable=1";
}

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
    if (mode != Open::read) remove_abandoned_drafts(path_);
    if (!there) make_store(path_);
    file_ = number_of(path_);
    db_.emplace(mode == Open::read ? name_to_read(path_) : fs::absolute(path_).string(),
                (mode == Open::read ? SQLite::OPEN_READONLY : SQLite::OPEN_READWRITE) |
                    SQLite::OPEN_URI,
                patience(path_, mode));
    if (mode == Open::alone) db_->exec("PRAGMA locking_mode = EXCLUSIVE");
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
    if (version < 1) damaged(fmt::format("its schema is {}", version));
    if (mode == Open::read && version < oldest_read)
        throw BadInput(fmt::format("{}: was written by an older ncv; `ncv sweep` with it brings it "
                                   "up to date",
                                   path_.string()));
    if (mode != Open::read) {
        db_->exec("PRAGMA synchronous = NORMAL");
        if (version < schema_version) migrate(*db_);
    }
}

bool Database::has_checksums(const std::string& schema) {
    const auto version = query(fmt::format("PRAGMA {}.user_version", schema));
    return version->executeStep() && version->getColumn(0).getInt() >= first_with_checksums;
}

std::string Database::name_of(const std::string& schema) {
    const auto q = query("SELECT file FROM pragma_database_list WHERE name = ?", schema);
    return schema != "main" && q->executeStep() ? q->getColumn(0).getString() : path_.string();
}

void Database::require_there() const {
    if (number_of(path_) != file_)
        throw OutOfResources(fmt::format("{}: was removed, moved or replaced while it was in use; "
                                         "what was written since is not in it",
                                         path_.string()));
}

void Database::damaged(const std::string& what) const {
    throw BadInput(fmt::format("{}: is damaged: {}", path_.string(), what));
}

void Database::fail(const SQLite::Exception& e) const {
    const std::string name = path_.string();
    switch (e.getErrorCode()) {
    case SQLITE_NOTADB: throw BadInput(fmt::format("{}: is no store of ncv's", name));
    case -1:           // SQLiteCpp misses a column
    case SQLITE_ERROR: // SQLite misses a table or a column
    case SQLITE_CONSTRAINT:
    case SQLITE_MISMATCH:
    case SQLITE_SCHEMA:
    case SQLITE_FORMAT:
    case SQLITE_CORRUPT: damaged(e.what());
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
    case SQLITE_PERM:
        throw BadInput(fmt::format("{}: cannot be opened: {}{}", name, e.what(),
                                   has_log(path_) ? "; copy it with its -wal file into a folder "
                                                    "that can be written"
                                                  : ""));
    case SQLITE_BUSY: throw InUse(fmt::format("{}: {}; another process holds it", name, e.what()));
    default: throw OutOfResources(fmt::format("{}: {}", name, e.what()));
    }
}

} // namespace ncv::sweep
