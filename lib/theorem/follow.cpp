#include "theorem/follow.hpp"

#include "theorem/watch.hpp"
#include "training/gradient_descent.hpp"

#include <algorithm>
#include <cmath>

namespace ncv {
namespace {

constexpr long window = 32, first_window = 512;

/// Steps from a state onwards; one engine a phase, for the weights are all there is.
class Runner {
  public:
    Runner(const TheoremPlan& plan, const Snapshot& start, Network<double> net, std::int64_t step)
        : plan_(plan), engine_(std::move(net), start.data, plan.lambda), step_(step) {}

    std::int64_t step() const { return step_; }
    Network<double> network() const { return engine_.network(); }
    void run_to(std::int64_t to) {
        const auto k1 = static_cast<std::int64_t>(plan_.k1);
        advance(std::min(to, k1), plan_.eta_1);
        advance(to, plan_.eta_2);
    }

  private:
    void advance(std::int64_t to, double eta) {
        if (to <= step_) return;
        engine_.steps(to - step_, eta);
        step_ = to;
    }

    const TheoremPlan& plan_;
    GradientDescent<double> engine_;
    std::int64_t step_;
};

std::vector<Reached> milestones(const TheoremPlan& plan) {
    return {{"C_lambda <= 2 lambda m", plan.k1},
            {"C_lambda <= (129/128) lambda m", plan.k1},
            {"||Z_L - Y||_F <= eps1", plan.k1},
            {"lambda_max(-D_{L-1})_+ <= eps2", plan.steps()},
            {"A2's measured bound <= A2's promise", plan.steps()},
            {"NC1 <= A2's and A2s's promise", plan.steps()}};
}

bool holds(std::size_t milestone, const TheoremPlan& plan, const TraceRow& row) {
    switch (milestone) {
    case 0: return row.C_lambda <= 2 * plan.lambda * plan.m;
    case 1: return row.C_lambda <= plan.goal;
    case 2: return row.residual <= plan.eps1;
    case 3: return row.one_sided <= plan.eps2;
    case 4: return row.nc1_bound <= plan.nc1;
    default: return row.nc1 <= std::min(plan.nc1, plan.nc1_sharp);
    }
}

/// A step in (before, row] after which it holds and one step earlier does not, by bisection.
std::int64_t step_between(std::size_t milestone, const TheoremRun& run, const TraceRow& before,
                          const TraceRow& row) {
    Network<double> below = at_row(run.start, before).network;
    std::int64_t low = before.step, high = row.step;
    while (high - low > 1) {
        const std::int64_t middle = low + (high - low) / 2;
        Runner runner(run.plan, run.start, below, low);
        runner.run_to(middle);
        if (holds(milestone, run.plan, trace_row(run.start, runner.network(), middle))) {
            high = middle;
        } else {
            low = middle;
            below = runner.network();
        }
    }
    return high;
}

void keep(TheoremRun& run, const Network<double>& net, std::int64_t step) {
    const TraceRow row = trace_row(run.start, net, step);
    const TraceRow* before = run.rows.empty() ? nullptr : &run.rows.back();
    for (std::size_t i = 0; i < run.reached.size(); ++i)
        if (run.reached[i].step < 0 && holds(i, run.plan, row))
            run.reached[i].step = before ? step_between(i, run, *before, row) : step;
    check_promises(run.plan, run.start, row, before, run.account);
    Snapshot state = at_row(run.start, row);
    const double left = run.plan.steps() - static_cast<double>(step);
    if (left > 0)
        check_window(run.plan, state,
                     std::min(step == 0 ? first_window : window, static_cast<long>(left)),
                     run.account);
    else
        check_end(run.plan, state, run.account);
    run.rows.push_back(row);
}

} // namespace

std::vector<std::int64_t> kept_steps(const TheoremPlan& plan) {
    const auto k1 = static_cast<std::int64_t>(plan.k1), k2 = static_cast<std::int64_t>(plan.k2);
    std::vector<std::int64_t> steps{0};
    for (std::int64_t s = 1; s < k1; s *= 2) steps.push_back(s);
    for (std::int64_t i = 1; i <= 16; ++i) steps.push_back(k1 / 16 * i + k1 % 16 * i / 16);
    for (std::int64_t i = 1; i <= 256; ++i) steps.push_back(k1 + k2 / 256 * i + k2 % 256 * i / 256);
    std::sort(steps.begin(), steps.end());
    steps.erase(std::unique(steps.begin(), steps.end()), steps.end());
    return steps;
}

bool follow(TheoremRun& run, const FollowHooks& hooks) {
    if (run.reached.empty()) run.reached = milestones(run.plan);
    const Network<double> net =
        run.rows.empty() ? run.start.network : at_row(run.start, run.rows.back()).network;
    const std::int64_t done = run.rows.empty() ? -1 : run.rows.back().step;
    Runner runner(run.plan, run.start, net, std::max<std::int64_t>(done, 0));
    for (const std::int64_t next : kept_steps(run.plan)) {
        if (next <= done) continue;
        while (runner.step() < next) {
            if (hooks.stop()) return false;
            runner.run_to(std::min(next, runner.step() + hooks.chunk));
            hooks.stepped(runner.step());
        }
        keep(run, runner.network(), next);
        hooks.kept(run);
    }
    return true;
}

TheoremRun retrace(const TheoremRun& run) {
    TheoremRun again{run.plan, run.start, {}, milestones(run.plan), {}};
    for (const TraceRow& row : run.rows) keep(again, at_row(run.start, row).network, row.step);
    return again;
}

Network<double> follow_stretch(const TheoremPlan& plan, const Snapshot& start, const TraceRow& from,
                               std::int64_t to) {
    Runner runner(plan, start, at_row(start, from).network, from.step);
    runner.run_to(to);
    return runner.network();
}

} // namespace ncv
