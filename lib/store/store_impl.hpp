/// What a Store holds; shared by store.cpp, cells.cpp and merge.cpp.
#pragma once

#include "store/database.hpp"
#include "store/run_locks.hpp"

namespace ncv::sweep {

struct Store::Impl {
    Impl(const std::filesystem::path& path, Open mode)
        : db(path, mode), locks(std::filesystem::weakly_canonical(path), mode == Open::read) {}

    /// Throws BadInput: the plan's text is the same and its runs are not.
    [[noreturn]] void fail_other_runs(const std::string& plan) const;

    mutable Database db;
    RunLocks locks;
};

/// How a row says that a run ended. Throws BadInput.
RunStatus status_of(const std::string& name, const Database& db);
double number_in(const SQLite::Column& column); ///< NaN for null

} // namespace ncv::sweep
