#include "replay_refutation.hpp"

#include "io/files.hpp"
#include "store/refutation.hpp"

#include <fmt/format.h>

#include <cmath>

namespace ncv::app {
namespace {

using sweep::Cell;
using sweep::Refutation;
using sweep::Verdict;

bool same(double a, double b) { return a == b || (std::isnan(a) && std::isnan(b)); }

/// Statistics are sums over seeds: the order of which is the compiler's, 1e-9 is ample for it.
bool same_verdict(const Verdict& a, const Verdict& b) {
    if (a.verdict != b.verdict || a.tests.size() != b.tests.size()) return false;
    for (std::size_t i = 0; i < a.tests.size(); ++i) {
        const auto &s = a.tests[i], &t = b.tests[i];
        if (s.name != t.name || s.verdict != t.verdict) return false;
        if (!same(s.effect, t.effect) &&
            !(std::abs(s.effect - t.effect) <= 1e-9 * std::max(1.0, std::abs(t.effect))))
            return false;
    }
    return true;
}

std::string instruction_set_of(const std::string& version) {
    const std::size_t comma = version.rfind(", ");
    return comma == std::string::npos ? "" : version.substr(comma + 2);
}

/// Largest relative difference of a run's measures; 0 where they are the same bits.
double furthest(const std::map<std::string, double>& stored,
                const std::map<std::string, double>& again) {
    double worst = 0;
    for (const auto& [name, value] : stored) {
        const double given = again.at(name),
                     now = std::isinf(given) ? NAN : given; // no JSON number
        if (same(now, value)) continue;
        const double apart = std::abs(now - value) / std::abs(value);
        worst = std::max(worst, std::isnan(apart) ? INFINITY : apart);
    }
    return worst;
}

/// The same bytes are promised on the same machine only: Eigen sums in blocks that it chooses by
/// the processor's caches, and the steps of a run carry a last digit on.
constexpr double another_machine = 1e-9;

bool replay_run(const std::string& path, const Refutation& stored, const sweep::PlannedRun& run) {
    const Cell& cell = stored.cells[run.number];
    const auto again = sweep::perform(run.config, {}, [] { return false; });
    const double apart = again->status != cell.status ? INFINITY
                         : again->status == sweep::RunStatus::failed
                             ? 0
                             : furthest(cell.measures, again->measures);
    const bool comparable =
        instruction_set_of(again->version) == instruction_set_of(stored.version);
    const auto& [name, value] = *cell.measures.begin();
    const auto now = again->measures.find(name);
    fmt::print("{}: run {} performed again, {} = {}{}\n", path, run.number, name,
               now == again->measures.end() ? NAN : now->second,
               apart == 0 ? ", as stored"
               : apart <= another_machine
                   ? fmt::format(", as stored to {:.1e}: another machine's rounding", apart)
               : !comparable ? fmt::format(" ({} by {})", value, stored.version)
                             : fmt::format("; stored is {}", value));
    return apart <= another_machine || !comparable;
}

} // namespace

bool replay_refutation(const std::string& path) {
    const Refutation stored = sweep::parse_refutation(read_file(path), path);
    const Verdict verdict = sweep::verdict_of(stored.plan, stored.cells);
    bool agrees = verdict.verdict == "refuted" && same_verdict(verdict, stored.verdict);
    fmt::print("{}: {} is {} by {} runs{}\n  {}\n", path, stored.plan.id, verdict.verdict,
               stored.cells.size(), agrees ? ", as stored" : "; stored is another verdict",
               verdict.sentence);
    const auto runs = sweep::planned_runs(stored.plan);
    for (const std::size_t i : {std::size_t{0}, runs.size() / 2, runs.size() - 1})
        agrees = replay_run(path, stored, runs[i]) && agrees;
    return agrees;
}

} // namespace ncv::app
