#include "store/store.hpp"

#include "io/digest.hpp"
#include "store/row_checksum.hpp"
#include "store/store_impl.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace ncv::sweep {
namespace {

std::string json_of(const std::map<std::string, std::string>& levels) {
    return nlohmann::json(levels).dump();
}

} // namespace

Store::Store(const std::filesystem::path& path, Open mode)
    : impl_(std::make_unique<Impl>(path, mode)) {}
Store::~Store() = default;

void Store::declare(const Plan& plan, const std::vector<PlannedRun>& runs) {
    Database& db = impl_->db;
    db.transaction([&] {
        const auto there = db.query("SELECT text = ? FROM plan WHERE id = ?", plan.text, plan.id);
        if (there->executeStep() && int(there->getColumn(0)) == 0)
            throw BadInput(fmt::format(
                "{}: plan {} is declared with another text; a plan is declared before it runs, so "
                "give what has changed another id, or another store",
                db.path().string(), plan.id));
        db.run("INSERT OR IGNORE INTO plan(id, digest, text) VALUES (?, ?, ?)", plan.id,
               plan.digest, plan.text);
        for (const PlannedRun& run : runs) {
            const std::string levels = json_of(run.levels);
            const auto number = std::int64_t(run.number), seed = std::int64_t(run.seed);
            db.run("INSERT OR IGNORE INTO plan_run(plan, number, digest, levels, seed, crc32) "
                   "VALUES ((SELECT key FROM plan WHERE id = ?), ?, ?, ?, ?, ?)",
                   plan.id, number, run.digest, levels, seed,
                   checksum_of_place(plan.id, number, run.digest, levels, seed).value());
            const auto same =
                db.query("SELECT digest = ?, levels = ? AND seed = ? FROM plan_run WHERE number = "
                         "? AND plan = (SELECT key FROM plan WHERE id = ?)",
                         run.digest, levels, seed, number, plan.id);
            if (!same->executeStep() || same->getColumn(0).getInt() == 0)
                impl_->fail_other_runs(plan.id);
            if (same->getColumn(1).getInt() == 0)
                db.damaged(fmt::format("run {} of plan {} stands there with other levels or "
                                       "another seed",
                                       number, plan.id));
        }
    });
}

std::optional<Lease> Store::lease(const std::string& digest) {
    if (has(digest) || !impl_->locks.take(digest)) return std::nullopt;
    Lease out(std::shared_ptr<void>(
        nullptr, [impl = impl_.get(), digest](void*) { impl->locks.give_back(digest); }));
    if (has(digest)) return std::nullopt; // another ended it just now
    return out;
}

std::size_t Store::in_flight() const { return impl_->locks.held_elsewhere(); }

void Store::put(const RunResult& r) {
    Database& db = impl_->db;
    db.transaction([&] {
        db.run("INSERT OR IGNORE INTO version(text) VALUES (?)", r.version);
        if (db.run("INSERT OR IGNORE INTO run(digest, config, status, note, seconds, version) "
                   "VALUES (?, ?, ?, ?, ?, (SELECT key FROM version WHERE text = ?))",
                   r.digest, r.config_text, std::string(status_text(r.status)), r.note, r.seconds,
                   r.version) == 0)
            return;
        const std::int64_t key = db.last_row();
        for (const HistoryRow& h : r.history)
            db.run("INSERT INTO history VALUES (?, ?, ?, ?, ?, ?, ?, ?)", key, h.step, h.loss,
                   h.residual, h.nc1, h.nc2, h.nc3, h.balancedness);
        for (const LayerRow& l : r.layers)
            db.run("INSERT INTO layer VALUES (?, ?, ?, ?)", key, l.layer, l.name, l.value);
        for (const LayerState& state : r.layer_history)
            for (const LayerRow& l : state.layers)
                db.run("INSERT INTO layer_history VALUES (?, ?, ?, ?, ?)", key, state.step, l.layer,
                       l.name, l.value);
        for (const auto& [name, value] : r.measures)
            db.run("INSERT INTO measure VALUES (?, ?, ?)", key, name, value);
        for (const ClaimRow& c : r.claims)
            db.run("INSERT INTO claim VALUES (?, ?, ?, ?, ?, ?)", key, c.claim, c.status, c.lhs,
                   c.rhs, c.ratio);
        for (const AngleRow& a : r.angles)
            db.run("INSERT INTO angle VALUES (?, ?, ?, ?, ?)", key, a.at, a.a, a.b, a.cosine);
        if (!r.snapshot.empty()) {
            const auto keep = db.query("INSERT INTO snapshot VALUES (?, ?)", key);
            keep->bindNoCopy(2, r.snapshot.data(), static_cast<int>(r.snapshot.size()));
            keep->exec();
        }
        keep_checksums(db, key);
    });
}

std::vector<Plan> Store::plans() const {
    struct Row {
        std::string id, digest, text;
    };
    const Database& db = impl_->db;
    std::vector<Row> rows;
    impl_->db.guarded([&] {
        const auto q = impl_->db.query("SELECT id, digest, text FROM plan ORDER BY id");
        while (q->executeStep())
            rows.push_back({q->getColumn(0).getString(), q->getColumn(1).getString(),
                            q->getColumn(2).getString()});
        const auto orphan =
            impl_->db.query("SELECT number FROM plan_run WHERE plan NOT IN (SELECT key FROM plan)");
        if (orphan->executeStep())
            db.damaged(fmt::format("run {} is of a plan that it does not hold",
                                   orphan->getColumn(0).getInt64()));
    });
    std::vector<Plan> out;
    for (const Row& row : rows) {
        if (sha256_of(row.text) != row.digest)
            db.damaged(fmt::format("the text of plan {} has not its SHA-256", row.id));
        out.push_back(parse_plan(row.text, db.path().string() + " (plan)"));
        if (out.back().id != row.id)
            db.damaged(fmt::format("plan {} stands there as {}", out.back().id, row.id));
    }
    return out;
}

bool Store::has(const std::string& digest) const {
    return impl_->db.guarded([&] {
        const auto q = impl_->db.query("SELECT 1 FROM run WHERE digest = ?", digest);
        return q->executeStep();
    });
}

std::vector<std::string> Store::plans_of(const std::string& digest) const {
    return impl_->db.guarded([&] {
        std::vector<std::string> out;
        const auto q =
            impl_->db.query("SELECT DISTINCT id FROM plan JOIN plan_run ON plan = key WHERE "
                            "plan_run.digest = ? ORDER BY id",
                            digest);
        while (q->executeStep()) out.push_back(q->getColumn(0));
        return out;
    });
}

RunResult Store::run(const std::string& digest) const {
    Database& db = impl_->db;
    RunResult r;
    db.guarded([&] {
        const auto q =
            db.query("SELECT run.key, config, status, note, seconds, text FROM run JOIN version ON "
                     "version.key = version WHERE digest = ?",
                     digest);
        if (!q->executeStep())
            throw BadInput(fmt::format("{}: holds no run {}", db.path().string(), digest));
        r.digest = digest;
        const std::int64_t key = q->getColumn(0);
        require_checksums(db, "main", key);
        r.config_text = q->getColumn(1).getString();
        r.status = status_of(q->getColumn(2).getString(), db);
        r.note = q->getColumn(3).getString();
        r.seconds = q->getColumn(4).getDouble();
        r.version = q->getColumn(5).getString();
        const auto each = [&](const char* sql, const auto& row) {
            const auto s = db.query(sql, key);
            while (s->executeStep()) row(*s);
        };
        const auto at = [](SQLite::Statement& s, int i) { return number_in(s.getColumn(i)); };
        each("SELECT * FROM history WHERE run = ? ORDER BY step", [&](SQLite::Statement& s) {
            r.history.push_back(
                {s.getColumn(1), at(s, 2), at(s, 3), at(s, 4), at(s, 5), at(s, 6), at(s, 7)});
        });
        each("SELECT * FROM layer WHERE run = ? ORDER BY layer, name", [&](SQLite::Statement& s) {
            r.layers.push_back({s.getColumn(1), s.getColumn(2), at(s, 3)});
        });
        each(
            "SELECT * FROM layer_history WHERE run = ? ORDER BY step, layer, name",
            [&](SQLite::Statement& s) {
                const std::int64_t step = s.getColumn(1);
                if (r.layer_history.empty() || r.layer_history.back().step != step)
                    r.layer_history.push_back({step, {}});
                r.layer_history.back().layers.push_back({s.getColumn(2), s.getColumn(3), at(s, 4)});
            });
        each("SELECT * FROM measure WHERE run = ?",
             [&](SQLite::Statement& s) { r.measures[s.getColumn(1)] = at(s, 2); });
        each("SELECT * FROM claim WHERE run = ? ORDER BY claim", [&](SQLite::Statement& s) {
            r.claims.push_back({s.getColumn(1), s.getColumn(2), at(s, 3), at(s, 4), at(s, 5)});
        });
        each("SELECT * FROM angle WHERE run = ? ORDER BY at DESC, a, b", [&](SQLite::Statement& s) {
            r.angles.push_back({s.getColumn(1), s.getColumn(2), s.getColumn(3), at(s, 4)});
        });
        each("SELECT bytes FROM snapshot WHERE run = ?",
             [&](SQLite::Statement& s) { r.snapshot = s.getColumn(0).getString(); });
    });
    return r;
}

} // namespace ncv::sweep
