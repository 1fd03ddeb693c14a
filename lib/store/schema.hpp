/// The tables of a store, as the steps that made them; step i brings user_version i to i + 1.
#pragma once

#include <iterator>

namespace ncv::sweep {

inline constexpr int application_id = 0x6e637673; ///< "ncvs": an SQLite file that is a store

inline constexpr const char* migrations[] = {R"(
CREATE TABLE plan(
  key INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, digest TEXT NOT NULL, text TEXT NOT NULL);
CREATE TABLE plan_run(
  plan INTEGER NOT NULL REFERENCES plan, number INTEGER NOT NULL, digest TEXT NOT NULL,
  levels TEXT NOT NULL, seed INTEGER NOT NULL, PRIMARY KEY(plan, number)) WITHOUT ROWID;
CREATE INDEX plan_run_digest ON plan_run(digest);
CREATE TABLE version(key INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE);
CREATE TABLE run(
  key INTEGER PRIMARY KEY, digest TEXT NOT NULL UNIQUE, config TEXT NOT NULL, status TEXT NOT NULL,
  note TEXT NOT NULL, seconds REAL NOT NULL, version INTEGER NOT NULL REFERENCES version);
CREATE TABLE history(
  run INTEGER NOT NULL REFERENCES run, step INTEGER NOT NULL, loss REAL, residual REAL, nc1 REAL,
  nc2 REAL, nc3 REAL, balancedness REAL, PRIMARY KEY(run, step)) WITHOUT ROWID;
CREATE TABLE layer(
  run INTEGER NOT NULL REFERENCES run, layer INTEGER NOT NULL, name TEXT NOT NULL, value REAL,
  PRIMARY KEY(run, layer, name)) WITHOUT ROWID;
CREATE TABLE measure(
  run INTEGER NOT NULL REFERENCES run, name TEXT NOT NULL, value REAL,
  PRIMARY KEY(run, name)) WITHOUT ROWID;
CREATE TABLE claim(
  run INTEGER NOT NULL REFERENCES run, claim TEXT NOT NULL, status TEXT NOT NULL, lhs REAL,
  rhs REAL, ratio REAL, PRIMARY KEY(run, claim)) WITHOUT ROWID;
CREATE TABLE angle(
  run INTEGER NOT NULL REFERENCES run, at TEXT NOT NULL, a INTEGER NOT NULL, b INTEGER NOT NULL,
  cosine REAL, PRIMARY KEY(run, at, a, b)) WITHOUT ROWID;
CREATE TABLE snapshot(run INTEGER PRIMARY KEY REFERENCES run, bytes BLOB NOT NULL);
)",
                                             R"(
CREATE TABLE layer_history(
  run INTEGER NOT NULL REFERENCES run, step INTEGER NOT NULL, layer INTEGER NOT NULL,
  name TEXT NOT NULL, value REAL, PRIMARY KEY(run, step, layer, name)) WITHOUT ROWID;
)",
                                             R"(
ALTER TABLE plan_run ADD COLUMN crc32 INTEGER;
CREATE TABLE checksum(
  run INTEGER PRIMARY KEY REFERENCES run, result INTEGER NOT NULL, history INTEGER NOT NULL,
  layer INTEGER NOT NULL, layer_history INTEGER NOT NULL, measure INTEGER NOT NULL,
  claim INTEGER NOT NULL, angle INTEGER NOT NULL, snapshot INTEGER NOT NULL);
)"};
inline constexpr int schema_version = static_cast<int>(std::size(migrations));
inline constexpr int oldest_read = 2; ///< that is read without being brought up to date
inline constexpr int first_with_checksums = 3;

/// The tables that hold a run's parts, by the column `run`, and the order of a run's rows.
struct PartOfARun {
    const char *table, *order;
};
inline constexpr PartOfARun parts_of_a_run[] = {
    {"history", "step"}, {"layer", "layer, name"}, {"layer_history", "step, layer, name"},
    {"measure", "name"}, {"claim", "claim"},       {"angle", "at, a, b"},
    {"snapshot", "run"}};

} // namespace ncv::sweep
