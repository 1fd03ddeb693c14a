#include "replay_refutation.hpp"

#include "io/files.hpp"
#include "io/temporary.hpp"
#include "store/refutation.hpp"
#include "sweep/backbone_runs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <optional>

namespace ncv::app {
namespace {

using sweep::Cell;
using sweep::Decision;
using sweep::Refutation;

bool same(double a, double b) { return a == b || (std::isnan(a) && std::isnan(b)); }

/// Effects are sums of logarithms of the stored runs, which another machine's mathematical library rounds otherwise.
constexpr double other_rounding = 1e-9;

bool same_decision(const Decision& a, const Decision& b, double tolerance) {
    return a.verdict == b.verdict &&
           std::equal(a.tests.begin(), a.tests.end(), b.tests.begin(), b.tests.end(),
                      [&](const auto& s, const auto& t) {
                          return s.name == t.name && s.verdict == t.verdict &&
                                 (same(s.effect, t.effect) ||
                                  std::abs(s.effect - t.effect) <= tolerance * std::abs(t.effect));
                      });
}

std::string instruction_set_of(const std::string& version) {
    const std::size_t comma = version.rfind(", ");
    return comma == std::string::npos ? "" : version.substr(comma + 2);
}

bool same_run(const Cell& stored, const sweep::RunResult& again) {
    if (again.status != stored.status) return false;
    if (again.status == RunStatus::failed) return true;
    return std::all_of(stored.measures.begin(), stored.measures.end(), [&](const auto& measure) {
        const double now = again.measures.at(measure.first);
        return same(std::isinf(now) ? NAN : now, measure.second); // no JSON number
    });
}

} // namespace

bool replay_refutation(const std::string& path) {
    const Refutation stored = sweep::parse_refutation(read_file(path), path);
    const Decision decision = sweep::decision_of(stored.plan, stored.cells);
    const auto runs = sweep::planned_runs(stored.plan);
    bool agrees = true, comparable = true;
    std::string lines;
    std::vector<std::size_t> performed{0, runs.size() / 2, runs.size() - 1};
    if (stored.plan.backbones && !has_backbone_program()) {
        performed.clear();
        comparable = false;
        lines = path + ": no run performed again, for ncv-backbone is not beside ncv\n";
    }
    std::optional<TemporaryFolder> folder;
    if (stored.plan.backbones)
        folder.emplace(std::filesystem::temp_directory_path() / "ncv-replay");
    const BackboneRuns backbones(folder ? folder->path() : std::filesystem::path());
    for (const std::size_t i : performed) {
        const Cell& cell = stored.cells[runs[i].number];
        const auto again = sweep::perform(
            runs[i].config, {}, [] { return false; },
            [&](const auto&... of) { return backbones.train(of...); });
        const bool here = instruction_set_of(again->version) == instruction_set_of(stored.version);
        const bool as_stored = same_run(cell, *again);
        const auto& [name, value] = *cell.measures.begin();
        const auto now = again->measures.find(name);
        lines += fmt::format("{}: run {} performed again, {} = {}{}\n", path, runs[i].number, name,
                             now == again->measures.end() ? NAN : now->second,
                             as_stored ? ", as stored"
                             : here    ? fmt::format("; stored is {}", value)
                                       : fmt::format(" ({} by {})", value, stored.version));
        comparable = comparable && here;
        agrees = agrees && (as_stored || !here);
    }
    const bool as_stored =
        same_decision(decision, stored.decision, comparable ? 0 : other_rounding);
    fmt::print("{}: {} is {} by {} runs{}\n  {}\n{}", path, stored.plan.id,
               name_of(decision.verdict, sweep::verdicts), stored.cells.size(),
               as_stored ? ", as stored" : "; stored is another verdict", decision.sentence, lines);
    return agrees && as_stored && decision.verdict == sweep::Verdict::refuted;
}

} // namespace ncv::app
