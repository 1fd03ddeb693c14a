#include "command.hpp"

#include "check_history.hpp"
#include "given_snapshot.hpp"
#include "number_option.hpp"

#include "check/certifiable.hpp"
#include "check/outward.hpp"
#include "check/snapshot_check.hpp"
#include "check/understood.hpp"
#include "claims/outcome_json.hpp"
#include "claims/registry.hpp"
#include "io/errors.hpp"
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
    bool json = false, all = false, costly = false;
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
    for (const auto& [name, range] : check.metrics) {
        const bool paper = name == "nc1" || name == "nc2" || name == "nc3";
        fmt::print("{} in {}\n", paper ? "NC" + name.substr(2) : name, interval_text(range));
    }
    fmt::print("accuracy {}\n\n", shown(fit.accuracy(), 6));
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

int run(const CheckCommandOptions& options) {
    if (std::filesystem::is_directory(options.snapshot)) return run_history(options);
    require_known_claims(options.ids, "--claims");
    const auto arithmetic = check_arithmetic_from_name(options.arithmetic);
    if (!arithmetic)
        throw BadInput(fmt::format(
            "--arithmetic: unknown \"{}\"; double, mp and interval are known", options.arithmetic));
    Snapshot snapshot = given_snapshot_in_place(options.snapshot);
    if (!is_checked_in_blocks(snapshot, *arithmetic)) load_inputs(snapshot);
    warn_of_outputs(snapshot, options.snapshot);
    if (*arithmetic == CheckArithmetic::interval) require_certifiable(snapshot, options.snapshot);
    // What is guaranteed stands there before anything that takes longer.
    const bool headline_only = options.ids.empty() && !options.json && !options.all;
    const SnapshotCheckOptions asked{headline_only ? headline_claims(*arithmetic) : options.ids,
                                     *arithmetic,
                                     options.steps,
                                     {},
                                     !options.json,
                                     options.costly};
    if (const std::string cost = text_of(curvature_cost(snapshot, asked)); !cost.empty())
        fmt::print(stderr, "ncv: {}\n", cost);
    const SnapshotCheck check = check_snapshot(snapshot, asked);
    const auto& outcomes = check.outcomes;
    warn_of_misfit(check.metrics.fit, options.snapshot);
    if (options.json) {
        fmt::print("{}\n", to_json(check).dump(2));
    } else {
        fmt::print("{}\n", understood(snapshot));
        check.enclosed ? print_enclosed_metrics(*check.enclosed, check.metrics.fit)
                       : print_metrics(check.metrics);
        if (!check.doubt.empty()) fmt::print("{}\n\n", check.doubt);
        fmt::print("{}\n", table_of(check.guarantees));
        if (const auto costs = costs_of(check.guarantees, check.costs); !costs.empty())
            fmt::print("{}\n", text_of(costs));
        if (headline_only)
            fmt::print("The bounds of {} claims; --all shows every claim, --claims some of them.\n",
                       outcomes.size());
        else
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
    CLI::App* command = app.add_subcommand(
        "check", "Say what is guaranteed of a trained network; check every claim on it");
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
    command->add_flag("--all", options->all,
                      "Check every claim, not only those that give the guarantees");
    command->add_flag("--costly", options->costly,
                      "With --all or --json the tangent kernel and the Hessian, too, where these "
                      "take more than about a minute");
    command->add_flag("--json", options->json, "Print one JSON object: all that is known");
    command->footer("Example: ncv check net.safetensors --claims A2,A2s,A5s");
    command->callback([options, &exit_code] { exit_code = run(*options); });
}

} // namespace ncv::app
