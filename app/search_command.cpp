#include "budget.hpp"
#include "command.hpp"

#include "common/progress.hpp"
#include "replay_instance.hpp"

#include "claims/outcome_json.hpp"
#include "claims/registry.hpp"
#include "io/errors.hpp"
#include "io/files.hpp"
#include "io/nearest.hpp"
#include "io/number_text.hpp"
#include "io/output_rule.hpp"
#include "search/search.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstring>
#include <memory>

namespace ncv::app {
namespace {

struct SearchOptions {
    std::string claim, drop, budget = "30s", seed = "1", out;
    bool force = false;
};

const Claim& known_claim(const std::string& id) {
    if (const Claim* claim = find_claim(id)) return *claim;
    std::vector<std::string> ids;
    for (const Claim& c : claims()) ids.push_back(c.id);
    throw BadInput(
        fmt::format("unknown claim \"{}\"; the nearest known one is \"{}\", `ncv list` shows all",
                    id, nearest(id, ids)));
}

void require_droppable(const Claim& claim, const std::string& name) {
    if (name.empty()) return;
    const auto hypothesis = find_hypothesis(name);
    const auto needs = names_of(claim.needs);
    if (!hypothesis || !claim.has(*hypothesis))
        throw BadInput(fmt::format(
            "--drop: claim {} has no hypothesis \"{}\"; the nearest is \"{}\", all are {}",
            claim.id, name, nearest(name, {needs.begin(), needs.end()}), fmt::join(needs, ", ")));
    if (is_definitional(*hypothesis))
        throw BadInput(fmt::format("--drop: without \"{}\" there is no claim {}", name, claim.id));
}

std::string size_of(const Snapshot& s) {
    std::vector<Eigen::Index> widths;
    for (int l = 0; l <= s.network.depth(); ++l) widths.push_back(s.network.width(l));
    return fmt::format("{} classes, {} samples, widths {}, {} of {} layers nonlinear",
                       s.data.classes, s.data.samples(), fmt::join(widths, "-"),
                       s.network.nonlinear_layers, s.network.depth());
}

/// Both files that an instance is stored in.
void require_free(const SearchOptions& options) {
    std::filesystem::path path = options.out;
    require_replaceable("-o", path, kinds::found_instance(), {}, options.force);
    require_replaceable("-o", path.replace_extension(".safetensors"),
                        kinds::snapshot_from("ncv search "), {}, options.force);
}

void store(const SearchOptions& options, const SearchResult& result, const std::string& command) {
    Snapshot snapshot = *result.instance;
    snapshot.source = command;
    const auto dropped = find_hypothesis(options.drop);
    const Outcome o = check(snapshot, {{options.claim}, Arithmetic::mp, dropped}).front();
    const Outcome with = check(snapshot, {{options.claim}, Arithmetic::mp}).front();
    std::filesystem::path path = options.out;
    Counterexample c;
    c.id = path.stem().string();
    c.claim = options.claim;
    // An instance with the largest ratio may meet what it was allowed to lack.
    if (!same_outcome(o, with)) c.lacks = dropped;
    c.status = o.status;
    if (result.refuted && compare_ratio(o, o.ratio, true) == StoredRatio::confirmed)
        c.ratio = o.ratio;
    c.note = fmt::format("{} by `{}`", result.refuted ? "found" : "the largest ratio met", command);
    require_free(options);
    write_counterexample(path, c, snapshot);
    fmt::print("Stored: {}, replay it with `ncv replay {}`\n", path.string(), path.string());
}

void print_refutation(const SearchOptions& options, const SearchResult& result) {
    const Outcome o =
        check(*result.instance, {{options.claim}, Arithmetic::mp, find_hypothesis(options.drop)})
            .front();
    fmt::print("Refuted: {}{} is violated, left side {:.6g}, right side {:.6g}, ratio {:.6g}; "
               "confirmed at 100 digits.\n",
               options.claim, options.drop.empty() ? "" : " without " + options.drop, o.lhs, o.rhs,
               o.ratio);
    fmt::print("The instance: {}.\n", size_of(*result.instance));
}

int run(const SearchOptions& options) {
    const Claim& claim = known_claim(options.claim);
    require_droppable(claim, options.drop);
    SearchPlan plan;
    plan.question = {claim.id, find_hypothesis(options.drop)};
    const double budget = seconds(options.budget);
    if (!parse_number(options.seed, plan.seed))
        throw BadInput(fmt::format("--seed: \"{}\" is no whole number of 0 or more", options.seed));
    if (!options.out.empty()) {
        if (std::filesystem::path(options.out).extension() != ".json")
            throw BadInput("-o: the file must be called NAME.json; the snapshot lies beside it");
        const auto folder = std::filesystem::path(options.out).parent_path();
        if (!folder.empty()) make_writable_folder(folder);
        require_free(options);
    }
    plan.evaluations = std::max(
        100L, static_cast<long>(budget * static_cast<double>(evaluations_a_second(claim.id))));
    const auto start = std::chrono::steady_clock::now();
    const auto guard = std::chrono::duration<double>(3 * budget + 10);
    plan.stop = [&] { return stop_requested || std::chrono::steady_clock::now() - start > guard; };
    const EndsInOrder in_order;
    SearchResult result;
    {
        Progress progress("search");
        plan.progress = [&](double f) { progress.reach(f); };
        result = search(plan);
    }
    if (stops_here()) {
        fmt::print(stderr, "ncv: interrupted; nothing was written\n");
        return interrupted;
    }
    const std::string command = fmt::format("ncv search {}{} --budget {} --seed {}", claim.id,
                                            options.drop.empty() ? "" : " --drop " + options.drop,
                                            options.budget, plan.seed);
    if (result.refuted)
        print_refutation(options, result);
    else
        fmt::print("Nothing found: {}{} stands. Largest ratio {:.6g}.\n", claim.id,
                   options.drop.empty() ? "" : " without " + options.drop, result.largest_ratio);
    fmt::print("Restarts {}, evaluations {} of {}{}{}.\n", result.restarts, result.evaluations,
               plan.evaluations,
               result.unconfirmed ? fmt::format(", {} that 100 digits deny", result.unconfirmed)
                                  : "",
               result.stopped ? ", cut short by the clock: another run may go further" : "");
    if (!options.out.empty()) {
        if (result.instance)
            store(options, result, command);
        else
            fmt::print("Not stored: no instance was met whose bound says something.\n");
    }
    return result.refuted ? violated : ok;
}

} // namespace

void add_search_command(CLI::App& app, int& exit_code) {
    CLI::App* command = app.add_subcommand(
        "search", "Search for an instance that refutes a claim, or a claim less one hypothesis");
    auto options = std::make_shared<SearchOptions>();
    command->add_option("claim", options->claim, "A claim's id, see `ncv list`")->required();
    command->add_option(
        "--drop", options->drop,
        "A hypothesis to do without, one of the claim's `needs` in `ncv list --json`");
    command
        ->add_option("--budget", options->budget,
                     "Work, as the time it takes on an ordinary core: 30s, 500ms, 2m")
        ->capture_default_str();
    command->add_option("--seed", options->seed, "Same seed and budget, same result")
        ->capture_default_str();
    command->add_option("-o", options->out, "Store the instance: NAME.json, NAME.safetensors");
    command->add_flag("--force", options->force, force_help);
    command->footer(
        "Example: ncv search A2 --drop eps2 --budget 10s -o found.json && ncv replay found.json\n"
        "Exit code 1: a violation was found and confirmed at 100 digits. With --drop it counts "
        "from "
        "a ratio of 2 on.");
    command->callback([options, &exit_code] { exit_code = run(*options); });
}

} // namespace ncv::app
