#include "command.hpp"

#include "certifiable.hpp"
#include "check_history.hpp"
#include "metrics_json.hpp"

#include "certify/certificate.hpp"
#include "claims/gallery.hpp"
#include "claims/registry.hpp"
#include "io/errors.hpp"
#include "io/outcome_json.hpp"
#include "io/snapshot_file.hpp"

#include <fmt/format.h>

#include <cmath>

#include <algorithm>
#include <memory>

namespace ncv::app {
namespace {

struct Options {
    std::string snapshot, arithmetic = "double";
    std::vector<std::string> ids;
    bool json = false;
    long steps = 0;
};

std::string shown(double v, int digits) {
    return std::isnan(v) ? "undefined" : fmt::format("{:.{}g}", v, digits);
}

void print_metrics(const Snapshot& snapshot) {
    const SnapshotMetrics m = snapshot_metrics(snapshot);
    fmt::print("NC1 {}   NC2 {}   NC3 {}   residual {}   loss {}\n\n", shown(m.last["nc1"], 4),
               shown(m.last["nc2"], 4), shown(m.last["nc3"], 4), shown(m.residual, 4),
               shown(m.loss, 4));
}

void print_table(const std::vector<Outcome>& outcomes) {
    fmt::print("{:6}{:16}{:>14}    {:>14}{:>10}\n", "claim", "status", "left side", "right side",
               "ratio");
    for (const Outcome& o : outcomes) {
        if (o.status == Status::not_applicable) {
            fmt::print("{:6}{:16}{}\n", o.claim, status_name(o.status), "lacks " + o.lacks);
            continue;
        }
        const char* sign = o.relation == Relation::at_least ? ">="
                           : o.relation == Relation::equal  ? "="
                                                            : "<=";
        fmt::print("{:6}{:16}{:>14} {:2} {:>14}{:>10}  {}\n", o.claim, status_name(o.status),
                   shown(o.lhs, 6), sign, shown(o.rhs, 6), shown(o.ratio, 3),
                   o.layer ? fmt::format("layer {}", o.layer) : "");
    }
}

int run_history(const Options& options) {
    if (!options.ids.empty() || !options.arithmetic.starts_with("double") || options.steps)
        throw BadInput(
            "a run's folder is checked as it is: B8, B8s and B9s in double; give its checkpoint "
            "for other claims");
    const auto outcomes = check_history(options.snapshot);
    if (options.json) {
        nlohmann::ordered_json out{{"claims", nlohmann::ordered_json::array()}};
        for (const Outcome& o : outcomes) out["claims"].push_back(to_json(o));
        fmt::print("{}\n", out.dump(2));
    } else {
        print_table(outcomes);
    }
    const bool any = std::any_of(outcomes.begin(), outcomes.end(),
                                 [](const Outcome& o) { return o.status == Status::violated; });
    return any ? violated : ok;
}

/// The quick look of `ncv certify`: enclosures by the first tier that a claim has.
std::vector<Outcome> enclosed_outcomes(const Snapshot& snapshot, const Options& options) {
    for (const std::string& id : options.ids)
        if (!has_enclosure(id)) {
            std::vector<std::string> known;
            for (const Claim& claim : claims())
                if (has_enclosure(claim.id)) known.push_back(claim.id);
            throw BadInput(fmt::format("--arithmetic interval: {} has none; it knows {}", id,
                                       fmt::join(known, ", ")));
        }
    require_certifiable(snapshot, options.snapshot);
    return check_certified(
        snapshot, options.ids.empty() ? certified_claims() : options.ids, "",
        [](unsigned, double) { return false; }, options.steps);
}

std::vector<Outcome> outcomes_of(const Snapshot& snapshot, const Options& options) {
    if (options.arithmetic == "interval") return enclosed_outcomes(snapshot, options);
    const auto arithmetic = options.arithmetic == "mp" ? Arithmetic::mp : Arithmetic::binary64;
    return check(snapshot, {options.ids, arithmetic, "", options.steps});
}

int run(const Options& options) {
    if (std::filesystem::is_directory(options.snapshot)) return run_history(options);
    for (const std::string& id : options.ids)
        if (const GalleryEntry* entry = find_in_gallery(id))
            throw BadInput(fmt::format("--claims: {} is a stored counterexample; use `ncv replay "
                                       "counterexamples/{}.json`",
                                       id, entry->file));
        else if (!find_claim(id))
            throw BadInput(fmt::format("--claims: unknown claim \"{}\"; `ncv list` shows the known "
                                       "ones",
                                       id));
    if (options.arithmetic != "double" && options.arithmetic != "mp" &&
        options.arithmetic != "interval")
        throw BadInput(fmt::format(
            "--arithmetic: unknown \"{}\"; double, mp and interval are known", options.arithmetic));
    const Snapshot snapshot = read_snapshot(options.snapshot);
    const auto outcomes = outcomes_of(snapshot, options);
    if (options.json) {
        nlohmann::ordered_json out = to_json(snapshot_metrics(snapshot));
        out["claims"] = nlohmann::ordered_json::array();
        for (const Outcome& o : outcomes)
            out["claims"].push_back(options.arithmetic == "interval" ? enclosed_json(o)
                                                                     : to_json(o));
        fmt::print("{}\n", out.dump(2));
    } else {
        print_metrics(snapshot);
        print_table(outcomes);
    }
    // A claim under test as quoted counts where it was asked for by name.
    const bool any = std::any_of(outcomes.begin(), outcomes.end(), [&](const Outcome& o) {
        return o.status == Status::violated &&
               (!options.ids.empty() || find_claim(o.claim)->is_asserted());
    });
    return any ? violated : ok;
}

} // namespace

void add_check_command(CLI::App& app, int& exit_code) {
    CLI::App* command =
        app.add_subcommand("check", "Check a trained network: metrics, and every claim on it");
    auto options = std::make_shared<Options>();
    command
        ->add_option("snapshot", options->snapshot,
                     "A safetensors file: X, labels, W1 .. WL; or a folder that `ncv train` "
                     "wrote with checkpoints, whose history is checked")
        ->required();
    command->add_option("--claims", options->ids, "Only these claims, e.g. A2,A5")->delimiter(',');
    command->add_option("--arithmetic", options->arithmetic,
                        "double (evidence, the default), mp (100 digits) or interval (proof; "
                        "without --claims those about the head; `ncv certify` decides more)");
    command
        ->add_option(
            "--steps", options->steps,
            "How far claims about runs (B2s, B8, B9, B10) follow gradient descent from here "
            "(default: 32, fewer for large networks)")
        ->check(CLI::Range(1L, 1'000'000'000'000L));
    command->add_flag("--json", options->json, "Print one JSON object");
    command->footer("Example: ncv check net.safetensors --claims A2,A2s,A5s");
    command->callback([options, &exit_code] { exit_code = run(*options); });
}

} // namespace ncv::app
