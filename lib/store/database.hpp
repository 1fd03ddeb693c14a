/// The SQLite file under a store: opened, brought to the schema, its errors in our words.
#pragma once

#include "io/errors.hpp"
#include "store/store.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <SQLiteCpp/VariadicBind.h>

#include <map>
#include <mutex>
#include <string>

namespace ncv::sweep {

class Database {
  public:
    /// Throws as Store does.
    Database(const std::filesystem::path& path, Open mode);

    /// Runs `work` alone among this object's threads; SQLite's exceptions become ours.
    template <class Work>
    auto guarded(Work work) {
        const std::lock_guard lock(mutex_);
        try {
            return work();
        } catch (const SQLite::Exception& e) {
            fail(e);
        }
    }
    /// The same in a transaction that is kept if `work` returns.
    template <class Work>
    void transaction(Work work) {
        guarded([&] {
            SQLite::Transaction t(*db_, SQLite::TransactionBehavior::IMMEDIATE);
            work();
            t.commit();
        });
    }

    /// Compiled once, given back reset and without bindings; inside guarded().
    SQLite::Statement& prepared(const std::string& sql);
    /// Runs a statement that returns no rows.
    template <class... Values>
    int run(const std::string& sql, const Values&... values) {
        SQLite::Statement& s = prepared(sql);
        SQLite::bind(s, values...);
        return s.exec();
    }
    std::int64_t last_row() const { return db_->getLastInsertRowid(); }
    SQLite::Database& raw() { return *db_; }
    const std::filesystem::path& path() const { return path_; }

    [[noreturn]] void fail(const SQLite::Exception& e) const;

  private:
    void open(Open mode);
    void bring_to_schema(Open mode);

    std::filesystem::path path_;
    std::mutex mutex_;
    std::optional<SQLite::Database> db_;
    std::map<std::string, SQLite::Statement> statements_;
};

} // namespace ncv::sweep
