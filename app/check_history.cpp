#include "check_history.hpp"

#include "claims/b8_interpolation_phase.hpp"
#include "claims/b9_balancedness_phase.hpp"
#include "claims/registry.hpp"
#include "io/checksums.hpp"
#include "io/errors.hpp"
#include "io/files.hpp"
#include "io/snapshot_file.hpp"
#include "measure/subject.hpp"
#include "theorem/trained_run.hpp"
#include "training/run.hpp"

#include <algorithm>
#include <cmath>

namespace ncv::app {
namespace fs = std::filesystem;
namespace {

using Real = Approx<double>;

int severity(Status s) { return s == Status::violated ? 2 : s == Status::undecided ? 1 : 0; }

/// Keeps the worst row: of those with the worst status the one with the largest ratio. `rounding`:
/// what it may have added to the left side.
void compare(Outcome& o, std::int64_t step, const Real& lhs, const Real& rhs,
             const Real& rounding) {
    const double ratio = lhs.value / rhs.value;
    const Real known(lhs.value, lhs.error + rounding.upper());
    const Status status = certainly_at_most(known, rhs)   ? Status::holds
                          : certainly_greater(known, rhs) ? Status::violated
                                                          : Status::undecided;
    const bool first = std::isnan(o.ratio), worse = severity(status) > severity(o.status),
               larger = severity(status) == severity(o.status) && ratio > o.ratio;
    if (!first && !worse && !larger) return;
    o.lhs = lhs.value;
    o.rhs = rhs.value;
    o.ratio = ratio;
    o.budget = known.error + rhs.error;
    o.status = status;
    std::erase_if(o.hypotheses, [](const Quantity& q) { return q.name == "step"; });
    o.hypotheses.push_back({"step", static_cast<double>(step)});
}

const Real beyond_reckoning(std::numeric_limits<double>::infinity());

/// u_k <= (1-rate)^k u_0 + rise/rate while k rises are below lambda m/2 and the path, k (4 rise/
/// sqrt(t a lambda m/2) + eps) longer and once more by 2 k rise in the last step, is in the ball
/// (docs/numbers.md).
void compare_interpolation(Outcome& o, const Snapshot& start, const Landscape<Real>& land,
                           const std::vector<HistoryRow>& rows, bool in_double) {
    const auto p = plan_interpolation(
        land, Real(land.gamma), o.claim == "B8" ? quoted_form<Real>() : sharp_form<Real>(land.L));
    const Real two(2), four(4), target = Real(*land.lambda) * p.m, half = target / two;
    const TrainedRun run =
        trained_run(start, land, square(p.R), sqrt(two * (land.C_lambda + half)), p.beta);
    const Real cost = sqrt(p.t * p.a * half);
    for (const HistoryRow& row : rows) {
        const Real k(static_cast<double>(row.step)), loss = run.loss(row.loss);
        if (row.step == 0 || !certainly_greater(loss, two * target)) continue;
        const Real rises = k * run.rise;
        const Real longer = k * (four * run.rise / cost + run.eps) + two * rises / cost;
        const bool follows =
            in_double && certainly_at_most(rises, half) && certainly_at_most(longer, p.r0 - p.path);
        compare(o, row.step, loss - target, exp(k * log1p(-p.rate)) * p.u_0,
                follows ? run.rise / p.rate : beyond_reckoning);
    }
}

/// ||D_l^k|| <= .. + (2 sqrt(S) eps + eps^2)/(2 eta lambda) + 2 eta k rise + rise/lambda while a
/// step keeps within the ball of radius R2, with beta for the residual that rounding leaves: one
/// that left it at length x would lower C_lambda by x ||grad||/2, and eta <= x^2/(2 C_lambda) says
/// it is no longer than x (docs/numbers.md).
void compare_balancing(Outcome& o, const Snapshot& start, const Landscape<Real>& land,
                       const std::vector<HistoryRow>& rows, bool in_double) {
    const Real two(2), eta(*land.eta), lambda(*land.lambda), C = land.C_lambda;
    const auto p = plan_balancing(land, Real(C / (two * lambda)));
    const Real spare = Real(1 + 0x1p-10), S = square(p.R2);
    const TrainedRun run = trained_run(start, land, S, spare * sqrt(two * C), p.beta);
    const Real moved = (two * sqrt(S) * run.eps + square(run.eps)) / (two * eta * lambda);
    const Real first(rows.front().balancedness, run.defect.upper());
    for (const HistoryRow& row : rows) {
        if (row.step == 0) continue;
        const Real k(static_cast<double>(row.step)), rises = k * run.rise;
        const Real residual = sqrt(two * (C + rises));
        const Real room = p.R2 - sqrt(two * (C + rises) / lambda) - run.eps;
        const bool follows =
            in_double && certainly_at_most(rises, Real(0x1p-10) * C) &&
            certainly_greater(room, Real(0)) &&
            certainly_at_most(two * eta * (C + rises), square(room)) &&
            certainly_at_most(eta * smoothness_in_ball(land, p.R2, residual), Real(1));
        const Real keep = exp(k * log1p(-(two * eta * lambda)));
        compare(o, row.step, Real(row.balancedness, run.defect.upper()),
                keep * first + balancing_noise(p, eta, lambda),
                follows ? moved + two * eta * rises + run.rise / lambda : beyond_reckoning);
        const Real loss = run.loss(row.loss);
        if (row.loss > C.value) compare(o, row.step, loss, C, follows ? rises : beyond_reckoning);
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
    auto outcomes = check(start, {{"B8", "B8s", "B9s"}, Arithmetic::binary64, {}, 1});
    const auto silent = [](const Outcome& o) { return o.status == Status::not_applicable; };
    if (std::all_of(outcomes.begin(), outcomes.end(), silent)) return outcomes;
    Subject<Real> subject(start);
    const Landscape<Real>& land = subject.landscape();
    // In single precision inputs, rate and decay are rounded too: another run than the claims'.
    const bool in_double = !config.single_precision;
    for (Outcome& o : outcomes) {
        if (silent(o)) continue;
        o.lhs = o.rhs = o.ratio = Outcome::undefined;
        o.layer = 0;
        o.status = Status::vacuous; // no row is left
        (o.claim == "B9s" ? compare_balancing : compare_interpolation)(o, start, land, rows,
                                                                       in_double);
    }
    return outcomes;
}

} // namespace ncv::app
