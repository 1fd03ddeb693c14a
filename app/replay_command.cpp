#include "command.hpp"

#include "outward.hpp"
#include "replay_refutation.hpp"
#include "replay_theorem.hpp"

#include "certify/certificate.hpp"
#include "claims/registry.hpp"
#include "io/errors.hpp"
#include "io/files.hpp"
#include "io/outcome_json.hpp"
#include "io/snapshot_file.hpp"
#include "store/refutation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <memory>

namespace ncv::app {
namespace {

/// A stored ratio has 17 digits, and the double it came from carries the budget of its two sides;
/// at 100 digits only the former is left.
bool same_ratio(const Outcome& o, double expected, bool exact) {
    const double sides = std::max(std::abs(o.lhs), std::abs(o.rhs));
    const double relative =
        exact ? 0 : std::abs(o.budget) / std::min(std::abs(o.lhs), std::abs(o.rhs));
    if (o.ratio == expected || (std::isinf(o.ratio) && std::isinf(expected))) return true;
    return sides > 0 && std::abs(o.ratio - expected) <=
                            (std::max(relative, 1e-12)) * std::max(std::abs(expected), o.ratio);
}

bool replay(const std::string& path) {
    const Counterexample c = parse_counterexample(read_file(path), path);
    std::filesystem::path snapshot_path = path;
    const Snapshot snapshot = read_snapshot(snapshot_path.replace_extension(".safetensors"));
    bool agrees = true;
    for (const auto arithmetic : {Arithmetic::binary64, Arithmetic::mp}) {
        const bool exact = arithmetic == Arithmetic::mp;
        const Outcome o = check(snapshot, {{c.claim}, arithmetic, c.lacks}).front();
        // Near a bound that is attained double cannot tell; the 100 digits do.
        const bool tie = !exact && o.status == Status::undecided && c.status == Status::holds;
        const bool same =
            (o.status == c.status || tie) && (!c.ratio || same_ratio(o, *c.ratio, exact));
        agrees = agrees && same;
        fmt::print("{}: {}{} is {} with ratio {:.17g} ({:.6g} against {:.6g}) in {}{}\n", path,
                   c.claim, c.lacks.empty() ? "" : " without " + c.lacks, status_name(o.status),
                   o.ratio, o.lhs, o.rhs, exact ? "100 digits" : "double",
                   tie && same ? ", a tie there"
                   : same
                       ? ", as stored"
                       : fmt::format("; stored is {}{}", status_name(c.status),
                                     c.ratio ? fmt::format(" with ratio {:.17g}", *c.ratio) : ""));
    }
    return agrees;
}

/// In interval arithmetic of rising precision until the status is decided: a proof.
bool replay_certified(const std::string& path) {
    const Counterexample c = parse_counterexample(read_file(path), path);
    const Claim* claim = find_claim(c.claim);
    if (!has_enclosure(c.claim))
        throw BadInput(fmt::format("{}: --certified: claim {} ({}) has no interval arithmetic; "
                                   "replay it without",
                                   path, c.claim, claim->title));
    std::filesystem::path snapshot_path = path;
    const Snapshot snapshot = read_snapshot(snapshot_path.replace_extension(".safetensors"));
    const Outcome o = check_certified(snapshot, {c.claim}, c.lacks, [](unsigned, double) {
                          return true;
                      }).front();
    const bool same = o.status == c.status;
    fmt::print("{}: {}{} is certified as {}", path, c.claim,
               c.lacks.empty() ? "" : " without " + c.lacks, status_name(o.status));
    // The first side that shows it; a run has one for each step.
    const auto shown =
        std::ranges::find_if(o.sides, [&](const Side& s) { return s.status == o.status; });
    if (shown != o.sides.end())
        fmt::print(" ({} against {})", interval_text(shown->lhs), interval_text(shown->rhs));
    fmt::print("{}\n", same ? "" : fmt::format("; stored is {}", status_name(c.status)));
    return same;
}

bool replay_any(const std::string& path, bool certified) {
    if (certified) return replay_certified(path);
    if (is_theorem(path)) return replay_theorem(path);
    return sweep::is_refutation(read_file(path), path) ? replay_refutation(path) : replay(path);
}

} // namespace

void add_replay_command(CLI::App& app, int& exit_code) {
    CLI::App* command = app.add_subcommand(
        "replay", "Replay stored instances (NAME.json with NAME.safetensors beside it) and runs of "
                  "the theorem (theorem.json or its folder) and refuted hypotheses (F12)");
    auto files = std::make_shared<std::vector<std::string>>();
    command->add_option("files", *files, "One or more NAME.json, theorem.json or folders with one")
        ->required();
    auto certified = std::make_shared<bool>(false);
    command->add_flag("--certified", *certified,
                      "Prove it: by interval arithmetic, with more digits until it is decided");
    command->footer(
        "Each instance is checked in double and at 100 digits; of a run the plan, all kept states, "
        "the end, and random stretches once more; of a refuted hypothesis the verdict from its "
        "stored runs, and three runs once more. Exit code 0: every one does what it says.");
    command->callback([files, certified, &exit_code] {
        for (const std::string& file : *files)
            if (!replay_any(file, *certified)) exit_code = violated;
    });
}

} // namespace ncv::app
