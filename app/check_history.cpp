#include "check_history.hpp"

#include "claims/registry.hpp"
#include "io/checksums.hpp"
#include "io/errors.hpp"
#include "io/files.hpp"
#include "io/snapshot_file.hpp"
#include "training/run.hpp"

#include <algorithm>
#include <cmath>

namespace ncv::app {
namespace fs = std::filesystem;
namespace {

/// A history's numbers are 17 digits of double computations on networks of moderate condition: half
/// of their digits are taken as known.
constexpr double rounding = 0x1p-26;

double quantity(const Outcome& o, const char* name) {
    for (const Quantity& q : o.hypotheses)
        if (q.name == name) return q.value;
    return Outcome::undefined;
}

/// Keeps the row with the largest ratio.
void compare(Outcome& o, std::int64_t step, double lhs, double rhs) {
    const double budget = rounding * (std::abs(lhs) + std::abs(rhs));
    const double ratio = lhs / rhs;
    if (!std::isnan(o.ratio) && !(ratio > o.ratio)) return;
    o.lhs = lhs;
    o.rhs = rhs;
    o.ratio = ratio;
    o.budget = budget;
    o.status = lhs <= rhs - budget  ? Status::holds
               : lhs > rhs + budget ? Status::violated
                                    : Status::undecided;
    std::erase_if(o.hypotheses, [](const Quantity& q) { return q.name == "step"; });
    o.hypotheses.push_back({"step", static_cast<double>(step)});
}

void compare_interpolation(Outcome& o, const Snapshot& start, const std::vector<HistoryRow>& rows) {
    const double target = *start.weight_decay * quantity(o, "m"), u_0 = quantity(o, "u_0");
    const double share = o.claim == "B8" ? 0.25 : 0.5;
    const double rate = *start.learning_rate * share * quantity(o, "a") / 2;
    for (const HistoryRow& row : rows)
        if (row.step > 0 && row.loss > 2 * target)
            compare(o, row.step, row.loss - target,
                    std::exp(static_cast<double>(row.step) * std::log1p(-rate)) * u_0);
}

void compare_balancing(Outcome& o, const Snapshot& start, const std::vector<HistoryRow>& rows) {
    const double x = *start.learning_rate * *start.weight_decay, m = quantity(o, "m");
    for (const HistoryRow& row : rows) {
        if (row.step == 0) continue;
        const double keep = std::exp(static_cast<double>(row.step) * std::log1p(-2 * x));
        compare(o, row.step, row.balancedness, keep * rows.front().balancedness + 4 * x * m);
        const double level = 2 * *start.weight_decay * m;
        if (row.loss > level) compare(o, row.step, row.loss, level);
    }
}

} // namespace

std::vector<Outcome> check_history(const fs::path& folder) {
    const fs::path table = folder / "history.csv",
                   first = folder / "checkpoint-000000000000.safetensors";
    if (!fs::exists(table) || !fs::exists(first))
        throw BadInput(
            folder.string() +
            ": not a run's folder; it needs history.csv and the checkpoint of step 0, which "
            "`ncv train` writes where the configuration sets checkpoint_every");
    const Checksums sums(folder);
    const std::string text = read_file(table), bytes = read_file(first);
    sums.require("history.csv", text);
    sums.require(first.filename(), bytes);
    std::vector<HistoryRow> rows = parse_history(text, table.string());
    const Snapshot start = parse_snapshot(bytes, first.string());
    if (start.layer_offset > 0)
        throw BadInput(first.string() +
                       ": is a head snapshot; B8, B8s and B9s speak of the history "
                       "of a whole network. Check the run's snapshots themselves");
    const fs::path recipe = folder / "config.toml";
    const TrainingConfig config = parse_training_config(read_file(recipe), recipe.string());
    if (config.schedule.size() > 1)
        std::erase_if(rows, [&](const HistoryRow& r) { return r.step > config.schedule[1].from; });
    auto outcomes = check(start, {{"B8", "B8s", "B9s"}, Arithmetic::binary64, "", 1});
    for (Outcome& o : outcomes) {
        if (o.status == Status::not_applicable) continue;
        o.lhs = o.rhs = o.ratio = Outcome::undefined;
        o.layer = 0;
        o.status = Status::vacuous; // no row is left
        if (o.claim == "B9s")
            compare_balancing(o, start, rows);
        else
            compare_interpolation(o, start, rows);
    }
    return outcomes;
}

} // namespace ncv::app
