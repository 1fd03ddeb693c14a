#include "theorem/agreement.hpp"

#include "theorem/watch.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace ncv {
namespace {

bool same_measures(const TheoremRun& run, const TraceRow& stored, const TraceRow& again) {
    const Snapshot state = at_row(run.start, again);
    const auto s = measure_state<Approx<double>>(state);
    const Approx<double> moved = distance(state.network, run.start.network);
    const auto same = [](double x, double y, const Approx<double>& known) {
        return agree(x, y, 2 * known.error);
    };
    return same(stored.C_lambda, again.C_lambda, s.C_lambda) &&
           same(stored.residual, again.residual, s.residual) &&
           same(stored.balancedness, again.balancedness, s.balancedness) &&
           same(stored.one_sided, again.one_sided, s.one_sided) &&
           same(stored.squared_norm, again.squared_norm, s.squared_norm) &&
           same(stored.moved, again.moved, moved) && same(stored.r, again.r, s.r) &&
           same(stored.nc1, again.nc1, s.nc1) &&
           same(stored.nc1_bound, again.nc1_bound, s.nc1_bound);
}

/// Whether two steps lie between the same two kept states.
bool between_the_same(const TheoremRun& run, std::int64_t a, std::int64_t b) {
    const auto row_from = [&](std::int64_t step) {
        return std::find_if(run.rows.begin(), run.rows.end(),
                            [&](const TraceRow& row) { return row.step >= step; });
    };
    return a >= 0 && b >= 0 && row_from(a) == row_from(b) && row_from(a) != run.rows.end();
}

} // namespace

std::string broken_chain(const TheoremRun& run) {
    if (run.rows.empty() || run.rows.front().weights != flattened(run.start.network))
        return "the first is not the start";
    const auto kept = kept_steps(run.plan);
    for (std::size_t i = 0; i < std::max(kept.size(), run.rows.size()); ++i) {
        if (i >= run.rows.size())
            return fmt::format("that after step {} is missing, the run is not complete", kept[i]);
        if (i >= kept.size() || run.rows[i].step != kept[i])
            return fmt::format("there is one after step {}, which the plan {}", run.rows[i].step,
                               i < kept.size() ? fmt::format("keeps after step {} instead", kept[i])
                                               : "does not have");
        if (run.rows[i].crc32 != checksum(run.rows[i].weights))
            return fmt::format("that after step {} does not have its checksum", kept[i]);
    }
    return "";
}

Agreement compare_runs(const TheoremRun& stored, const TheoremRun& again, bool same_steps) {
    Agreement out;
    for (std::size_t i = 0; i < stored.rows.size(); ++i)
        out.states += same_measures(stored, stored.rows[i], again.rows[i]);

    for (std::size_t i = 0; i < std::max(stored.reached.size(), again.reached.size()); ++i) {
        if (i >= again.reached.size() || i >= stored.reached.size() ||
            stored.reached[i].what != again.reached[i].what ||
            stored.reached[i].promised != again.reached[i].promised) {
            out.reached.push_back(fmt::format("milestone {} is not one of the plan's", i + 1));
            continue;
        }
        const Reached &a = stored.reached[i], &b = again.reached[i];
        if (a.step == b.step) continue;
        const bool near = !same_steps && between_the_same(stored, a.step, b.step);
        (near ? out.elsewhere : out.reached)
            .push_back(fmt::format("{} after step {}, stored is {}", b.what, b.step, a.step));
    }

    const auto &told = stored.account.tallies(), &found = again.account.tallies();
    for (std::size_t i = 0; i < std::max(told.size(), found.size()); ++i) {
        if (i >= told.size() || i >= found.size() || told[i].name != found[i].name) {
            out.checks.push_back(fmt::format("check {} is not one of the run's", i + 1));
            continue;
        }
        const Tally &a = told[i], &b = found[i];
        const bool counts =
            a.checked == b.checked && a.undecided == b.undecided && a.violated == b.violated;
        if (counts && agree(a.largest_ratio, b.largest_ratio, 2 * b.off)) continue;
        const bool trained = b.name == trained_rounding && a.largest_ratio <= 1;
        (counts && trained && !same_steps ? out.elsewhere : out.checks)
            .push_back(
                fmt::format("{}: {} checked, {} undecided, {} broken, at most {:.17g}; stored "
                            "is {}, {}, {}, {:.17g}",
                            b.name, b.checked, b.undecided, b.violated, b.largest_ratio, a.checked,
                            a.undecided, a.violated, a.largest_ratio));
    }
    return out;
}

} // namespace ncv
