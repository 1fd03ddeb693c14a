#include "replay_refutation.hpp"

#include "io/files.hpp"
#include "io/temporary.hpp"
#include "store/refutation.hpp"
#include "sweep/backbone_runs.hpp"
#include "training/instruction_set.hpp"

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

/// Empty if the runs decide what is stored; else the first thing that they do not.
std::string difference(const Decision& now, const Decision& stored) {
    if (now.verdict != stored.verdict)
        return fmt::format("stored is \"{}\"", name_of(stored.verdict, sweep::verdicts));
    if (now.tests.size() != stored.tests.size()) return "stored are other tests";
    for (std::size_t i = 0; i < now.tests.size(); ++i) {
        const auto &is = now.tests[i], &was = stored.tests[i];
        if (is.name != was.name || is.verdict != was.verdict)
            return fmt::format("stored is {} by \"{}\", not {} by \"{}\"",
                               name_of(was.verdict, sweep::verdicts), was.name,
                               name_of(is.verdict, sweep::verdicts), is.name);
        if (!same(is.effect, was.effect))
            return fmt::format("the effect of \"{}\" is {}, stored is {}", is.name, is.effect,
                               was.effect);
    }
    return {};
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
    bool agrees = true;
    std::string lines;
    std::vector<std::size_t> performed{0, runs.size() / 2, runs.size() - 1};
    if (stored.plan.backbones && !has_backbone_program()) {
        performed.clear();
        lines = path + ": no run performed again, for ncv-backbone is not beside ncv\n";
    }
    std::optional<TemporaryFolder> folder;
    if (stored.plan.backbones)
        folder.emplace(std::filesystem::temp_directory_path() / "ncv-replay");
    const BackboneRuns backbones(folder ? folder->path() : std::filesystem::path());
    const std::string made_on = instruction_set_of(stored.version);
    const OnInstructionSet as_made(made_on);
    for (const std::size_t i : performed) {
        const Cell& cell = stored.cells[runs[i].number];
        const auto again = sweep::perform(
            runs[i].config, {}, [] { return false; },
            [&](const auto&... of) { return backbones.train(of...); });
        // Its images may be missing here.
        if (stored.plan.backbones && again->status == RunStatus::failed &&
            cell.status != RunStatus::failed) {
            lines += fmt::format("{}: run {} not performed again: {}\n", path, runs[i].number,
                                 again->note);
            continue;
        }
        const bool here = made_on.empty() || instruction_set_of(again->version) == made_on;
        const bool as_stored = same_run(cell, *again);
        const auto& [name, value] = *cell.measures.begin();
        const auto now = again->measures.find(name);
        lines += fmt::format("{}: run {} performed again, {} = {}{}\n", path, runs[i].number, name,
                             now == again->measures.end() ? NAN : now->second,
                             as_stored ? ", as stored"
                             : here    ? fmt::format("; stored is {}", value)
                                       : fmt::format(" ({} by {})", value, stored.version));
        agrees = agrees && (as_stored || !here);
    }
    const std::string differs = difference(decision, stored.decision);
    fmt::print("{}: {} is {} by {} runs{}\n  {}\n{}", path, stored.plan.id,
               name_of(decision.verdict, sweep::verdicts), stored.cells.size(),
               differs.empty() ? ", as stored" : "; " + differs, decision.sentence, lines);
    return agrees && differs.empty() && decision.verdict == sweep::Verdict::refuted;
}

} // namespace ncv::app
