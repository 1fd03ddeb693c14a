/// The SQLite file under a store: opened, brought to the schema, its errors in our words.
#pragma once

#include "io/errors.hpp"
#include "store/store.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <SQLiteCpp/VariadicBind.h>

#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <utility>

namespace ncv::sweep {

class Database {
  public:
    /// Throws as Store does.
    Database(const std::filesystem::path& path, Open mode);

    /// Runs `work` alone among this object's threads; SQLite's exceptions become ours.
    template <class Work>
    auto guarded(Work work) {
        const std::lock_guard lock(mutex_);
        require_there();
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
            require_there();
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

    /// What SQLite opens or attaches to read a store: a store in a folder that cannot be written as
    /// a file that nobody changes.
    static std::string name_to_read(const std::filesystem::path& path);

    /// Of main, or of a store attached under another name.
    bool has_checksums(const std::string& schema);
    std::string name_of(const std::string& schema);
    /// Throws OutOfResources where the file was removed or replaced since it was opened: what is
    /// written then is lost.
    void require_there() const;

    [[noreturn]] void damaged(const std::string& what) const; ///< throws BadInput
    [[noreturn]] void fail(const SQLite::Exception& e) const;

  private:
    void open(Open mode);
    void bring_to_schema(Open mode);

    std::filesystem::path path_;
    std::pair<std::uint64_t, std::uint64_t> file_{}; ///< device and number of the opened one
    std::mutex mutex_;
    std::optional<SQLite::Database> db_;
    std::map<std::string, SQLite::Statement> statements_;
};

} // namespace ncv::sweep
