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

    /// A statement, compiled once; inside guarded(). It is reset when let go: one that stands at a
    /// row would keep the store as it was then, and no transaction could begin.
    struct Reset {
        void operator()(SQLite::Statement* s) const { s->tryReset(); }
    };
    using Query = std::unique_ptr<SQLite::Statement, Reset>;
    template <class... Values>
    Query query(const std::string& sql, const Values&... values) {
        SQLite::Statement& s = statements_.try_emplace(sql, *db_, sql).first->second;
        s.clearBindings();
        SQLite::bind(s, values...);
        return Query(&s);
    }
    /// Runs a statement that returns no rows.
    template <class... Values>
    int run(const std::string& sql, const Values&... values) {
        return query(sql, values...)->exec();
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
