/// Checksums of rows: what was measured is not believed unread where the file was damaged or edited
/// since it was written.
#pragma once

#include "store/database.hpp"

#include <cstdint>
#include <string_view>

namespace ncv::sweep {

/// CRC-32 of values in a row, then of further rows: of each its SQLite type, then its bits, or its
/// length and bytes.
class RowChecksum {
  public:
    RowChecksum& add(std::int64_t value);
    RowChecksum& add(std::string_view text);
    RowChecksum& add(const SQLite::Column& value);
    /// Columns `first` to `last`, the end if negative, of the row a statement stands at.
    RowChecksum& add_row(SQLite::Statement& row, int first, int last = -1);
    /// Throws BadInput, naming `what`, where `kept` is another; null: none was kept.
    void require(const SQLite::Column& kept, const std::string& what,
                 const std::string& file) const;
    std::int64_t value() const { return crc_; }

  private:
    void extend(int type, const void* bytes, std::size_t count);
    std::uint32_t crc_ = 0;
};

/// Of a run's place in a plan.
RowChecksum checksum_of_place(const std::string& plan, std::int64_t number,
                              const std::string& digest, const std::string& levels,
                              std::int64_t seed);

/// Keeps the checksums of run `key`, which has just been entered: of its own row (digest, status,
/// note, seconds, version) and of its rows in each of parts_of_a_run. Inside Database::guarded().
void keep_checksums(Database& db, std::int64_t key);

/// Throws BadInput where a run's configuration in database `schema` has not the SHA-256 it is named
/// by, or its rows have not the checksums kept of them; of a run from before there were any, rows
/// pass. Inside Database::guarded().
void require_checksums(Database& db, const std::string& schema, std::int64_t key);

} // namespace ncv::sweep
