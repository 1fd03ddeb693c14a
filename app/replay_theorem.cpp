#include "replay_theorem.hpp"

#include "io/errors.hpp"
#include "io/snapshot_file.hpp"
#include "theorem/theorem_file.hpp"
#include "theorem/watch.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
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
    const auto again = plan_difference(run.plan, plan_theorem(run.start, TheoremForm::b10t), 1e-12);
    const auto exact = plan_difference(run.plan, plan_theorem_exactly(run.start), 1e-12);
    return say(
        again.empty() && exact.empty(),
        again.empty() && exact.empty()
            ? fmt::format("plan: {:.0f} + {:.0f} steps, NC1 <= {:.4g}, from the start in "
                          "double and at 100 digits",
                          run.plan.k1, run.plan.k2, run.plan.nc1)
            : fmt::format("plan: {} is not what the start gives", again.empty() ? exact : again));
}

bool same_measures(const TraceRow& a, const TraceRow& b) {
    const auto close = [](double x, double y) {
        return x == y || std::abs(x - y) <= 1e-12 * std::max(std::abs(x), std::abs(y));
    };
    // ||D_l|| is a difference of squares of size r^2, known to 1e-12 of that.
    return close(a.C_lambda, b.C_lambda) && close(a.residual, b.residual) &&
           std::abs(a.balancedness - b.balancedness) <= 1e-12 * a.squared_norm &&
           close(a.squared_norm, b.squared_norm) && close(a.r, b.r);
}

bool replay_states(const TheoremRun& run) {
    Account account;
    long intact = 0;
    for (std::size_t i = 0; i < run.rows.size(); ++i) {
        const TraceRow& row = run.rows[i];
        const TraceRow again = trace_row(run.start, at_row(run.start, row).network, row.step);
        intact += row.crc32 == checksum(row.weights) && same_measures(row, again);
        check_promises(run.plan, run.start, row, i ? &run.rows[i - 1] : nullptr, account);
    }
    const bool starts = !run.rows.empty() && run.rows.front().step == 0 &&
                        run.rows.front().weights == flattened(run.start.network);
    const long all = static_cast<long>(run.rows.size());
    return say(starts && intact == all && account.violations() == 0 && run.complete(),
               fmt::format("states: {} of {} as stored, {} promises broken{}{}", intact, all,
                           account.violations(), starts ? "" : "; the first is not the start",
                           run.complete() ? "" : "; the run is not complete"));
}

bool replay_stretches(const TheoremRun& run) {
    std::vector<std::size_t> order(run.rows.empty() ? 0 : run.rows.size() - 1);
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::mt19937_64 random(std::random_device{}());
    std::shuffle(order.begin(), order.end(), random);
    long tried = 0, same_bytes = 0, near = 0;
    double steps = 0;
    for (const std::size_t i : order) {
        if (steps >= steps_again) break;
        const TraceRow &from = run.rows[i], &to = run.rows[i + 1];
        const auto weights = flattened(follow_stretch(run.plan, run.start, from, to.step));
        const double length = static_cast<double>(to.step - from.step);
        double squares = 0;
        for (std::size_t j = 0; j < weights.size(); ++j)
            squares += (weights[j] - to.weights[j]) * (weights[j] - to.weights[j]);
        ++tried;
        steps += length;
        same_bytes += weights == to.weights;
        near += std::sqrt(squares) <= 2 * length * run.plan.step_rounding;
    }
    const std::string how =
        same_bytes == tried
            ? "the same bytes"
            : fmt::format("{} to the same bytes, {} within 2 eps a step", same_bytes, near);
    return say(near == tried && tried > 0,
               fmt::format("stretches: {} of {}, {:.3g} steps made again: {}", tried, order.size(),
                           steps, how));
}

bool replay_end(const TheoremRun& run, const fs::path& folder) {
    const Snapshot end = read_snapshot(folder / "final.safetensors");
    const bool same = !run.rows.empty() && flattened(end.network) == run.rows.back().weights &&
                      end.data.inputs == run.start.data.inputs &&
                      end.data.labels == run.start.data.labels;
    if (!same) return say(false, "end: final.safetensors is not the last state");
    Account account;
    check_end(run.plan, end, account);
    const auto s = measure_state<Approx<mp100>>(end);
    return say(account.violations() == 0,
               fmt::format("end, at 100 digits: eps1 {:.3g} <= {:.3g}, eps2 {:.3g} <= {:.3g}, NC1 "
                           "{:.3g} <= {:.3g}",
                           static_cast<double>(s.residual.value), run.plan.eps1,
                           static_cast<double>(s.balancedness.value), run.plan.eps2,
                           static_cast<double>(s.nc1.value), run.plan.nc1));
}

} // namespace

bool is_theorem(const std::string& path) {
    return fs::is_directory(path) || fs::path(path).filename() == "theorem.json";
}

bool replay_theorem(const std::string& path) {
    const fs::path folder = fs::is_directory(path) ? fs::path(path) : fs::path(path).parent_path();
    const TheoremRun run = read_theorem(folder.empty() ? "." : folder);
    const bool plan = replay_plan(run), states = replay_states(run);
    if (!states) return false; // stretches start from states
    const bool stretches = replay_stretches(run), end = replay_end(run, folder);
    return plan && stretches && end;
}

} // namespace ncv::app
