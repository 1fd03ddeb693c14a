#include "store/row_checksum.hpp"
#include "store/store_impl.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace ncv::sweep {
namespace {

/// A level of each of the plan's factors, and nothing else. Throws BadInput.
std::map<std::string, std::string> levels_of(const std::string& json, const Plan& plan,
                                             const Database& db) {
    const auto j = nlohmann::json::parse(json, nullptr, false);
    std::map<std::string, std::string> out;
    for (const Factor& factor : plan.factors)
        for (const Level& level : factor.levels)
            if (j.is_object() && j.contains(factor.name) && j[factor.name] == level.name)
                out[factor.name] = level.name;
    if (out.size() != plan.factors.size() || !j.is_object() || j.size() != out.size())
        db.damaged(fmt::format("plan {} has no levels {}", plan.id, one_line(json)));
    return out;
}

/// Columns of the query below.
enum Column {
    number,
    levels,
    seed,
    digest,
    place_kept,
    run_digest,
    status,
    note,
    seconds,
    version,
    result_kept,
    measures_kept,
    name,
    value
};

/// Each place, and once more for each measure of its run.
std::string query_of_cells(bool checksums) {
    return fmt::format(
        "SELECT p.number, p.levels, p.seed, p.digest, {}, r.digest, r.status, r.note, r.seconds, "
        "v.text, {}, m.name, m.value FROM plan_run p LEFT JOIN run r ON r.digest = p.digest LEFT "
        "JOIN version v ON v.key = r.version LEFT JOIN measure m ON m.run = r.key {} WHERE p.plan "
        "= (SELECT key FROM plan WHERE id = ?) ORDER BY p.number, m.name",
        checksums ? "p.crc32" : "NULL", checksums ? "c.result, c.measure" : "NULL, NULL",
        checksums ? "LEFT JOIN checksum c ON c.run = r.key" : "");
}

Cell cell_of(SQLite::Statement& row, const Plan& plan, const Database& db) {
    const std::string file = db.path().string();
    const std::string place =
        fmt::format("run {} of plan {}", row.getColumn(number).getInt64(), plan.id);
    Cell cell;
    cell.number = static_cast<std::size_t>(row.getColumn(number).getInt64());
    cell.levels = levels_of(row.getColumn(levels).getString(), plan, db);
    cell.seed = static_cast<std::uint64_t>(row.getColumn(seed).getInt64());
    cell.digest = row.getColumn(digest).getString();
    checksum_of_place(plan.id, row.getColumn(number).getInt64(), cell.digest,
                      row.getColumn(levels).getString(), row.getColumn(seed).getInt64())
        .require(row.getColumn(place_kept), place, file);
    if (std::find(plan.seeds.begin(), plan.seeds.end(), cell.seed) == plan.seeds.end())
        db.damaged(fmt::format("plan {} has no seed {}", plan.id, cell.seed));
    if (row.isColumnNull(run_digest)) return cell;
    RowChecksum()
        .add_row(row, run_digest, version)
        .require(row.getColumn(result_kept), "the end of " + place, file);
    cell.status = status_of(row.getColumn(status).getString(), db);
    cell.seconds = row.getColumn(seconds).getDouble();
    return cell;
}

} // namespace

RunStatus status_of(const std::string& name, const Database& db) {
    if (const auto status = value_named(name, run_statuses)) return *status;
    db.damaged(fmt::format("a run is \"{}\"", one_line(name)));
}

double number_in(const SQLite::Column& column) {
    return column.isNull() ? std::numeric_limits<double>::quiet_NaN() : column.getDouble();
}

std::vector<Cell> Store::cells(const Plan& plan) const {
    Database& db = impl_->db;
    std::vector<Cell> out;
    db.guarded([&] {
        const auto q = db.query(query_of_cells(db.has_checksums("main")), plan.id);
        RowChecksum measures;
        bool is_kept = false;
        std::int64_t kept = 0;
        const auto end_cell = [&] {
            if (is_kept && kept != measures.value())
                db.damaged(fmt::format("the measures of run {} of plan {} have not the checksum "
                                       "that was kept of them",
                                       out.back().number, plan.id));
        };
        while (q->executeStep()) {
            const auto at = static_cast<std::size_t>(q->getColumn(number).getInt64());
            if (out.empty() || out.back().number != at) {
                end_cell();
                out.push_back(cell_of(*q, plan, db));
                measures = {};
                is_kept = !q->isColumnNull(measures_kept);
                kept = q->getColumn(measures_kept).getInt64();
            }
            if (q->isColumnNull(name)) continue;
            measures.add_row(*q, name, value);
            out.back().measures[q->getColumn(name).getString()] = number_in(q->getColumn(value));
        }
        end_cell();
    });
    return out;
}

Decision decision_of(const Plan& plan, const std::vector<Cell>& cells) {
    std::vector<Observation> done;
    for (const Cell& cell : cells)
        if (cell.status)
            done.push_back(
                {cell.levels, cell.seed, cell.status == RunStatus::finished, cell.measures});
    return decide(plan, done);
}

Counts& Counts::operator+=(const Counts& more) {
    runs += more.runs;
    finished += more.finished;
    diverged += more.diverged;
    failed += more.failed;
    seconds += more.seconds;
    return *this;
}

Counts Store::counts(const Plan& plan) const {
    Database& db = impl_->db;
    return db.guarded([&] {
        Counts out;
        const auto q =
            db.query("SELECT r.status, count(*), total(r.seconds) FROM plan_run p LEFT JOIN run "
                     "r ON r.digest = p.digest WHERE p.plan = (SELECT key FROM plan WHERE id = "
                     "?) GROUP BY r.status",
                     plan.id);
        while (q->executeStep()) {
            const auto n = static_cast<std::size_t>(q->getColumn(1).getInt64());
            out.runs += n;
            out.seconds += q->getColumn(2).getDouble();
            if (q->isColumnNull(0)) continue;
            const RunStatus status = status_of(q->getColumn(0).getString(), db);
            (status == RunStatus::finished   ? out.finished
             : status == RunStatus::diverged ? out.diverged
                                             : out.failed) += n;
        }
        return out;
    });
}

} // namespace ncv::sweep
