#include "command.hpp"

#include "common/progress.hpp"
#include "verify/results_json.hpp"

#include "io/errors.hpp"
#include "io/files.hpp"
#include "io/output_rule.hpp"
#include "io/snapshot_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <memory>

namespace ncv::app {
namespace fs = std::filesystem;
namespace {

struct VerifyOptions {
    std::string data = "digits", out = "verify-report";
    bool quick = false, force = false;
};

const Outcome& outcome_of(const std::vector<Outcome>& outcomes, const char* id) {
    for (const Outcome& o : outcomes)
        if (o.claim == id) return o;
    throw std::logic_error(std::string("no outcome for ") + id);
}

void print_summary(const VerifyResults& r, const fs::path& out) {
    const HistoryRow& end = r.training.back().row;
    long instances = 0, tied = 0;
    for (const RandomTally& t : r.random) {
        instances += t.applicable;
        tied += t.undecided;
    }
    fmt::print(
        "\nTrained on {} samples of {} classes: NC1 {:.3g}, NC2 {:.3g}, NC3 {:.4g}, residual "
        "{:.3g}, balancedness {:.2g}.\n",
        r.after.data.samples(), r.after.data.classes, end.nc1, end.nc2, end.nc3, end.residual,
        end.balancedness);
    const auto bound = [&](const char* id) { return outcome_of(r.claims, id).rhs; };
    fmt::print(
        "Guaranteed: NC1 <= {:.3g} (A2), {:.3g} (A2s), {:.3g} (B11), {:.3g} (B12); NC2 <= {:.3g} "
        "(A5s); NC3 >= {:.3g} (A6s), {:.3g} (G6m).\n",
        bound("A2"), bound("A2s"), bound("B11"), bound("B12"), bound("A5s"), 1 - bound("A6s"),
        1 - bound("G6m"));
    const auto of_classifier = [&](const char* id) {
        return outcome_of(r.classifier.outcomes, id);
    };
    const Outcome errors = of_classifier("H1"), nc1 = of_classifier("H2h"),
                  means = of_classifier("H4");
    fmt::print(
        "A classifier with cross-entropy and biases: errors {:.3g} (at most {:.3g} by H1), NC1 "
        "{:.3g} ({:.3g}, H2h), centred NC2 {:.3g} ({:.3g}, H4).\n",
        errors.lhs, errors.rhs, nc1.lhs, nc1.rhs, means.lhs, means.rhs);
    fmt::print("{} claims on the trained network and on {} random networks: {} checks met their "
               "hypotheses, {} are ties within rounding, {} violations.\n",
               claims().size(), r.plan.instances, instances, tied, r.violations());
    const auto found = std::count_if(r.gallery.begin(), r.gallery.end(),
                                     [](const DroppedHypothesis& d) { return d.found; });
    fmt::print(
        "Of {} claims without one hypothesis each, {} were broken by a network found here.\n",
        r.gallery.size(), found);
    fmt::print("Report: {}\n", (out / "report.html").string());
}

/// What a run writes into its folder, and when it may.
struct Files {
    fs::path report, results, snapshot;

    explicit Files(const fs::path& out, const std::string& source)
        : report(out / "report.html"), results(out / "results.json"),
          snapshot(out / ((source == "digits" || source == "synthetic" ? source : "network") +
                          ".safetensors")) {}

    /// A snapshot beside results of ours, from before its source named them, is ours, too.
    void require_replaceable(bool force) const {
        const FileKind own = kinds::snapshot_from("ncv verify"), earlier = kinds::results(),
                       trained = kinds::snapshot_from("ncv train");
        ncv::require_replaceable("--out", report, kinds::report_page(), {}, force);
        ncv::require_replaceable("--out", results, earlier, {}, force);
        ncv::require_replaceable("--out", snapshot,
                                 {own.name,
                                  [&](const fs::path& path) {
                                      return own.knows(path) ||
                                             (trained.knows(path) && earlier.knows(results));
                                  }},
                                 {}, force);
    }
    /// An earlier report speaks of an earlier network: it goes before the new network comes.
    void write(const Snapshot& network) const {
        fs::remove(report);
        fs::remove(results);
        write_snapshot(snapshot, network);
    }
};

int run(const VerifyOptions& options) {
    const VerifyPlan plan = verify_plan(options.data, options.quick);
    const fs::path out = options.out;
    const Files files(out, plan.source);
    files.require_replaceable(options.force);
    make_writable_folder(out);
    const EndsInOrder in_order;
    const auto end_early = [&](const Snapshot& network) {
        stop_noticed();
        try {
            files.require_replaceable(options.force);
            files.write(network);
            fmt::print(stderr,
                       "ncv: interrupted; the network as it was is in {}, there is no report\n",
                       files.snapshot.string());
        } catch (const std::exception& e) {
            fmt::print(stderr, "ncv: interrupted; {}\n", e.what());
        }
        std::_Exit(interrupted); // other work may take seconds to see that it is over
    };
    VerifyResults results;
    {
        Progress progress("verify");
        results =
            run_verify(plan, stop_requested, {[&](double f) { progress.reach(f); }, end_early});
    }
    if (results.interrupted) end_early(results.after);
    files.require_replaceable(options.force);
    files.write(results.after);
    const auto json = to_json(results);
    write_file(files.results, json.dump(1) + "\n");
    write_file(files.report, report_html(json));
    print_summary(results, out);
    return results.violations() ? violated : ok;
}

} // namespace

void add_verify_command(CLI::App& app, int& exit_code) {
    CLI::App* command = app.add_subcommand(
        "verify", "Check every claim on a network trained here and on thousands of random ones");
    auto options = std::make_shared<VerifyOptions>();
    command->add_option("--data", options->data,
                        "A folder of IDX files, or synthetic (default: the shipped digits)");
    command->add_option("--out", options->out, "Folder for report.html, results.json and snapshots")
        ->capture_default_str();
    command->add_flag("--quick", options->quick, "About a minute instead of several");
    command->add_flag("--force", options->force, force_help);
    command->callback([options, &exit_code] { exit_code = run(*options); });
}

} // namespace ncv::app
