#include "store/row_checksum.hpp"

#include "io/digest.hpp"
#include "store/schema.hpp"

#include <fmt/format.h>
#include <sqlite3.h>
#include <zlib.h>

#include <bit>

namespace ncv::sweep {
namespace {

RowChecksum checksum_of_result(Database& db, const std::string& schema, std::int64_t key) {
    RowChecksum sum;
    const auto row = db.query(fmt::format("SELECT digest, status, note, seconds, text FROM {0}.run "
                                          "r JOIN {0}.version v ON v.key = r.version WHERE r.key = "
                                          "?",
                                          schema),
                              key);
    while (row->executeStep()) sum.add_row(*row, 0);
    return sum;
}

RowChecksum checksum_of_part(Database& db, const std::string& schema, const PartOfARun& part,
                             std::int64_t key) {
    RowChecksum sum;
    const auto row = db.query(fmt::format("SELECT * FROM {}.{} WHERE run = ? ORDER BY {}", schema,
                                          part.table, part.order),
                              key);
    while (row->executeStep()) sum.add_row(*row, 1); // without the run's key, which merges change
    return sum;
}

} // namespace

void RowChecksum::extend(int type, const void* bytes, std::size_t count) {
    const auto more = [&](const void* from, std::size_t n) {
        crc_ = static_cast<std::uint32_t>(::crc32_z(crc_, static_cast<const Bytef*>(from), n));
    };
    const auto length = static_cast<std::int64_t>(count);
    const char tag = static_cast<char>(type);
    more(&tag, 1);
    if (type == SQLITE_TEXT || type == SQLITE_BLOB) more(&length, sizeof length);
    if (count > 0) more(bytes, count);
}

RowChecksum& RowChecksum::add(std::int64_t value) {
    extend(SQLITE_INTEGER, &value, sizeof value);
    return *this;
}

RowChecksum& RowChecksum::add(std::string_view text) {
    extend(SQLITE_TEXT, text.data(), text.size());
    return *this;
}

RowChecksum& RowChecksum::add(const SQLite::Column& value) {
    if (value.isNull()) {
        extend(SQLITE_NULL, nullptr, 0);
    } else if (value.isInteger()) {
        add(value.getInt64());
    } else if (value.isFloat()) {
        const double v = value.getDouble();
        extend(SQLITE_FLOAT, &v, sizeof v);
    } else {
        const void* bytes = value.getBlob();
        extend(value.getType(), bytes, static_cast<std::size_t>(value.getBytes()));
    }
    return *this;
}

RowChecksum& RowChecksum::add_row(SQLite::Statement& row, int first, int last) {
    for (int i = first; i <= (last < 0 ? row.getColumnCount() - 1 : last); ++i)
        add(row.getColumn(i));
    return *this;
}

void RowChecksum::require(const SQLite::Column& kept, const std::string& what,
                          const std::string& file) const {
    if (kept.isNull() || (kept.isInteger() && kept.getInt64() == value())) return;
    throw BadInput(fmt::format("{}: is damaged or was changed: {} has not the checksum that was "
                               "kept of it",
                               file, what));
}

RowChecksum checksum_of_place(const std::string& plan, std::int64_t number,
                              const std::string& digest, const std::string& levels,
                              std::int64_t seed) {
    return RowChecksum().add(plan).add(number).add(digest).add(levels).add(seed);
}

void keep_checksums(Database& db, std::int64_t key) {
    std::string columns = "run, result",
                values = fmt::format("{}, {}", key, checksum_of_result(db, "main", key).value());
    for (const PartOfARun& part : parts_of_a_run) {
        columns += fmt::format(", {}", part.table);
        values += fmt::format(", {}", checksum_of_part(db, "main", part, key).value());
    }
    db.raw().exec(fmt::format("INSERT INTO checksum({}) VALUES ({})", columns, values));
}

void require_checksums(Database& db, const std::string& schema, std::int64_t key) {
    const auto run =
        db.query(fmt::format("SELECT digest, config FROM {}.run WHERE key = ?", schema), key);
    while (run->executeStep())
        if (sha256_of(run->getColumn(1).getString()) != run->getColumn(0).getString())
            throw BadInput(fmt::format("{}: is damaged or was changed: the configuration of its "
                                       "run {} has not its SHA-256",
                                       db.name_of(schema), key));
    if (!db.has_checksums(schema)) return;
    const auto kept = db.query(fmt::format("SELECT * FROM {}.checksum WHERE run = ?", schema), key);
    const std::string file = db.name_of(schema);
    if (!kept->executeStep()) {
        // From before there were any; but then all that are kept are those of other runs.
        const auto orphan = db.query(fmt::format("SELECT run FROM {0}.checksum WHERE run NOT IN "
                                                 "(SELECT key FROM {0}.run)",
                                                 schema));
        if (orphan->executeStep())
            throw BadInput(fmt::format("{}: is damaged or was changed: it holds checksums of a run "
                                       "{} that it does not hold",
                                       file, orphan->getColumn(0).getInt64()));
        return;
    }
    const auto what = [&](const char* part) { return fmt::format("{} of its run {}", part, key); };
    checksum_of_result(db, schema, key).require(kept->getColumn("result"), what("the end"), file);
    for (const PartOfARun& part : parts_of_a_run)
        checksum_of_part(db, schema, part, key)
            .require(kept->getColumn(part.table), what(part.table), file);
}

} // namespace ncv::sweep
