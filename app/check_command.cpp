#include "command.hpp"

#include "certifiable.hpp"
#include "check_history.hpp"
#include "common/metrics_json.hpp"
#include "enclosed_check.hpp"
#include "given_snapshot.hpp"
#include "guarantees.hpp"
#include "number_option.hpp"
#include "outward.hpp"

#include "claims/gallery.hpp"
#include "claims/outcome_json.hpp"
#include "claims/registry.hpp"
#include "io/errors.hpp"
#include "io/files.hpp"
#include "io/nearest.hpp"
#include "io/strict_json.hpp"
#include "network/multiprecision.hpp"

#include <fmt/format.h>

#include <cmath>

#include <algorithm>
#include <memory>

namespace ncv::app {
namespace {

struct CheckCommandOptions {
    std::string snapshot, arithmetic = "double";
    std::vector<std::string> ids;
    bool json = false;
    long steps = 0;
};

std::string shown(double v, int digits) {
    return std::isnan(v) ? "undefined" : fmt::format("{:.{}g}", v, digits);
}

void print_metrics(const SnapshotMetrics& m) {
    fmt::print("NC1 {}   NC2 {}   NC3 {}   residual {}   loss {}   accuracy {}\n\n",
               shown(m.last["nc1"], 4), shown(m.last["nc2"], 4), shown(m.last["nc3"], 4),
               shown(m.residual, 4), shown(m.loss, 4), shown(m.fit.accuracy(), 6));
}

void print_enclosed_metrics(const EnclosedCheck& check, const Fit& fit) {
    const auto in = [&](std::size_t i) { return interval_text(check.metrics[i].second); };
    fmt::print("NC1 in {}\nNC2 in {}\nNC3 in {}\nresidual in {}\nloss in {}\naccuracy {}\n\n",
               in(0), in(2), in(3), in(4), in(5), shown(fit.accuracy(), 6));
}

/// Enclosures as pairs under `metrics_enclosed`, and their middles in place of what double made of
/// these metrics; balancedness has one for each layer.
void enclose_metrics(nlohmann::ordered_json& out, const EnclosedCheck& check) {
    out["metrics_enclosed"] = nlohmann::ordered_json::object(); // first, for it moves the others
    nlohmann::ordered_json &metrics = out["metrics"], &enclosed = out["metrics_enclosed"];
    metrics["balancedness"] = enclosed["balancedness"] = nlohmann::ordered_json::array();
    for (const auto& [name, range] : check.metrics) {
        const nlohmann::ordered_json pair{real(range.lower), real(range.upper)},
            middle = real(range.lower / 2 + range.upper / 2);
        if (name == "balancedness") {
            metrics[name].push_back(middle);
            enclosed[name].push_back(pair);
        } else {
            metrics[name] = middle;
            enclosed[name] = pair;
        }
    }
}

void print_table(const std::vector<Outcome>& outcomes) {
    fmt::print("{:6}{:16}{:>14}    {:>14}{:>10}\n", "claim", "status", "left side", "right side",
               "ratio");
    for (const Outcome& o : outcomes) {
        if (o.status == Status::not_applicable) {
            fmt::print("{:6}{:16}lacks {}\n", o.claim, status_name(o.status),
                       hypothesis_name(o.lacks));
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

int run_history(const CheckCommandOptions& options) {
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

void require_known(const std::vector<std::string>& ids) {
    std::vector<std::string> known;
    for (const Claim& claim : claims()) known.push_back(claim.id);
    for (const std::string& id : ids)
        if (const GalleryEntry* entry = find_in_gallery(id))
            throw BadInput(fmt::format("--claims: {} is a stored counterexample; use `ncv replay "
                                       "counterexamples/{}.json`",
                                       id, entry->file));
        else if (!find_claim(id))
            throw BadInput(fmt::format("--claims: unknown claim \"{}\"; the nearest known one is "
                                       "\"{}\", `ncv list` shows all",
                                       id, nearest(id, known)));
}

SnapshotMetrics metrics_of(const Snapshot& snapshot, const std::string& arithmetic) {
    return arithmetic == "mp" ? snapshot_metrics<mp100>(snapshot) : snapshot_metrics(snapshot);
}

int run(const CheckCommandOptions& options) {
    if (std::filesystem::is_directory(options.snapshot)) return run_history(options);
    require_known(options.ids);
    if (options.arithmetic != "double" && options.arithmetic != "mp" &&
        options.arithmetic != "interval")
        throw BadInput(fmt::format(
            "--arithmetic: unknown \"{}\"; double, mp and interval are known", options.arithmetic));
    const Snapshot snapshot = given_snapshot(read_file(options.snapshot), options.snapshot);
    EnclosedCheck enclosed;
    const bool interval = options.arithmetic == "interval";
    if (interval) {
        require_certifiable(snapshot, options.snapshot);
        enclosed = enclosed_check(snapshot, options.ids, options.steps);
    }
    const auto arithmetic = options.arithmetic == "mp" ? Arithmetic::mp : Arithmetic::binary64;
    const auto outcomes = interval ? enclosed.outcomes
                                   : check(snapshot, {options.ids, arithmetic, {}, options.steps});
    const SnapshotMetrics metrics = metrics_of(snapshot, options.arithmetic);
    const auto counts = snapshot.data.class_counts();
    const bool equal_classes = std::ranges::count(counts, counts.front()) == std::ssize(counts);
    const auto guaranteed = guarantees(metrics, outcomes, equal_classes);
    warn_of_misfit(metrics.fit, options.snapshot);
    warn_of_outputs(snapshot, options.snapshot);
    if (options.json) {
        nlohmann::ordered_json out = to_json(metrics);
        if (interval) enclose_metrics(out, enclosed);
        out["guarantees"] = to_json(guaranteed, interval);
        out["claims"] = nlohmann::ordered_json::array();
        for (const Outcome& o : outcomes)
            out["claims"].push_back(interval ? enclosed_json(o) : to_json(o));
        fmt::print("{}\n", out.dump(2));
    } else {
        interval ? print_enclosed_metrics(enclosed, metrics.fit) : print_metrics(metrics);
        print(guaranteed);
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
    auto options = std::make_shared<CheckCommandOptions>();
    command
        ->add_option(
            "snapshot", options->snapshot,
            "A safetensors file: X, labels, W1 .. WL, b1 .. bL; or a folder that `ncv train` "
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
        ->transform(whole_number())
        ->check(CLI::Range(1L, 1'000'000'000'000L));
    command->add_flag("--json", options->json, "Print one JSON object");
    command->footer("Example: ncv check net.safetensors --claims A2,A2s,A5s");
    command->callback([options, &exit_code] { exit_code = run(*options); });
}

} // namespace ncv::app
