#include "replay_theorem.hpp"

#include "io/errors.hpp"
#include "io/snapshot_file.hpp"
#include "network/multiprecision.hpp"
#include "theorem/agreement.hpp"
#include "theorem/theorem_file.hpp"
#include "theorem/watch.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>
#include <numeric>
#include <random>

namespace ncv::app {
namespace fs = std::filesystem;
namespace {

/// Steps made again; short runs are made again whole.
constexpr double steps_again = 4e6;

bool say(bool good, const std::string& line) {
    fmt::print("{} {}\n", good ? "ok      " : "DIFFERS ", line);
    return good;
}

bool replay_plan(const TheoremRun& run) {
    const PlanAgain again = plan_again(run.start, run.plan);
    std::string differs = plan_difference(run.plan, again.plan, again.spread);
    if (differs.empty()) differs = plan_difference(run.plan, again.exact, again.spread);
    return say(differs.empty(),
               differs.empty() ? fmt::format("plan: {:.0f} + {:.0f} steps, NC1 <= {:.4g}, from the "
                                             "start in double and at 100 digits",
                                             run.plan.k1, run.plan.k2,
                                             std::min(run.plan.nc1, run.plan.nc1_sharp))
                               : fmt::format("plan: {} is not what the start gives", differs));
}

bool replay_chain(const TheoremRun& run) {
    const std::string broken = broken_chain(run);
    return say(broken.empty(),
               broken.empty()
                   ? fmt::format("kept: all {} states of the plan, whole", run.rows.size())
                   : "kept: of the states " + broken);
}

struct Stretches {
    bool good = false, same_bytes = false;
};

Stretches replay_stretches(const TheoremRun& run) {
    std::vector<std::size_t> order(run.rows.size() - 1);
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::mt19937_64 random(std::random_device{}());
    std::shuffle(order.begin(), order.end(), random);
    long tried = 0, same = 0, near = 0;
    double steps = 0;
    for (const std::size_t i : order) {
        if (steps >= steps_again) break;
        const TraceRow &from = run.rows[i], &to = run.rows[i + 1];
        const Network<double> reached = follow_stretch(run.plan, run.start, from, to.step);
        const double length = static_cast<double>(to.step - from.step);
        ++tried;
        steps += length;
        same += flattened(reached) == to.weights;
        near += distance(reached, at_row(run.start, to).network).value <=
                2 * length * run.plan.step_rounding;
    }
    const std::string how =
        same == tried ? "the same bytes"
                      : fmt::format("{} to the same bytes, {} within 2 eps a step", same, near);
    const bool good = say(near == tried && tried > 0,
                          fmt::format("stretches: {} of {}, {:.3g} steps made again: {}", tried,
                                      order.size(), steps, how));
    return {good, same == tried};
}

/// Every number that is kept of the states, the milestones and the checks, made again.
bool replay_account(const TheoremRun& run, bool same_steps) {
    const TheoremRun again = retrace(run);
    const Agreement with = compare_runs(run, again, same_steps);
    const long all = static_cast<long>(run.rows.size()), broken = again.account.violations();
    const bool measured = say(
        with.states == all && broken == 0,
        fmt::format("states: {} of {} as stored, {} promises broken", with.states, all, broken));
    const auto list = [](const std::vector<std::string>& lines) {
        return fmt::format("{}", fmt::join(lines, "; "));
    };
    const bool met = say(with.reached.empty(),
                         with.reached.empty()
                             ? fmt::format("milestones: {} met where stored", again.reached.size())
                             : "milestones: " + list(with.reached));
    long checked = 0;
    for (const Tally& t : again.account.tallies()) checked += t.checked;
    const bool held =
        say(with.checks.empty(), with.checks.empty()
                                     ? fmt::format("checks: {} of {} kinds made again, as stored",
                                                   checked, again.account.tallies().size())
                                     : "checks: " + list(with.checks));
    if (!with.elsewhere.empty())
        fmt::print("        this machine rounds the steps otherwise: {}\n", list(with.elsewhere));
    return measured && met && held;
}

bool replay_end(const TheoremRun& run, const fs::path& folder) {
    const Snapshot end = read_snapshot(folder / "final.safetensors");
    if (format_snapshot(end) != format_snapshot(end_of(run)))
        return say(false, "end: final.safetensors is not the last state");
    Account account;
    check_end(run.plan, end, account);
    const auto s = measure_state<Approx<mp100>>(end);
    return say(account.violations() == 0,
               fmt::format("end, at 100 digits: eps1 {:.3g} <= {:.3g}, eps2 {:.3g} <= {:.3g}, NC1 "
                           "{:.3g} <= {:.3g}",
                           static_cast<double>(s.residual.value), run.plan.eps1,
                           static_cast<double>(s.one_sided.value), run.plan.eps2,
                           static_cast<double>(s.nc1.value),
                           std::min(run.plan.nc1, run.plan.nc1_sharp)));
}

} // namespace

bool is_theorem(const std::string& path) {
    return fs::is_directory(path) || fs::path(path).filename() == "theorem.json";
}

bool replay_theorem(const std::string& path) {
    const fs::path folder = fs::is_directory(path) ? fs::path(path) : fs::path(path).parent_path();
    const TheoremRun run = read_theorem(folder.empty() ? "." : folder);
    // Each stands on those before it: steps are the plan's, stretches start from states.
    if (!replay_plan(run) || !replay_chain(run)) return false;
    const Stretches stretches = replay_stretches(run);
    const bool account = replay_account(run, stretches.same_bytes), end = replay_end(run, folder);
    return stretches.good && account && end;
}

} // namespace ncv::app
